import { parseJson } from './json.js';
import { isTopic } from './topic.js';

/** What a sketch says to a message that had an id. */
export interface Answer {
  readonly id: number;
  /** The topic that was asked about, or `$error`. */
  readonly topic: string;
  readonly payload: unknown;
}

const idKey = Buffer.from('"id"');
const errorTopic = Buffer.from('"$error"');

/**
 * Reads an answer of PROTOCOL.md: a topic message with a number as its id. Undefined for every other message. Never throws,
 * whatever the bytes.
 */
export function readAnswer(data: Buffer): Answer | undefined {
  // Most messages have none, and searching costs a third of parsing.
  if (!data.includes(idKey)) return undefined;
  const parsed = parseJson(data.toString('utf8'), true);
  if (parsed.problem !== undefined) return undefined;
  const { id } = (parsed.rounded ?? {}) as Partial<Answer>;
  const { payload, topic } = (parsed.value ?? {}) as Partial<Answer>;
  return typeof id === 'number' && isTopic(topic) && payload !== undefined
    ? { id, topic, payload }
    : undefined;
}

/** Reads a refusal without an id: its payload. Undefined for every other message. Never throws, whatever the bytes. */
export function readUnnamedRefusal(data: Buffer): unknown {
  if (!data.includes(errorTopic)) return undefined;
  const parsed = parseJson(data.toString('utf8'), true);
  if (parsed.problem !== undefined) return undefined;
  const { id, payload, topic } = (parsed.value ?? {}) as { id?: unknown; payload?: unknown; topic?: unknown };
  return topic === '$error' && id === undefined ? payload : undefined;
}
