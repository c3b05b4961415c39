import { plainText } from '../message/plain-text.js';
import { isTopic } from '../message/topic.js';

/** What a board says of one of its topics. */
export interface TopicDescription {
  readonly topic: string;
  readonly type?: 'number' | 'boolean' | 'string';
  readonly unit?: string;
  /** Whether the board takes commands for it. */
  readonly settable: boolean;
  /** Whether a message reports what has happened once: it is never handed on again. */
  readonly event: boolean;
}

/** What a board says of itself: PROTOCOL.md's `$hello`, checked. */
export interface Description {
  readonly board?: string;
  readonly sketch?: string;
  readonly version?: string;
  readonly id?: string;
  readonly topics: readonly TopicDescription[];
}

/** Topics that are read of a hello: more than a board's memory has room for. */
const mostTopics = 256;
/** The longest name of a board, a sketch or a unit that is shown, in characters. */
const longestName = 64;
const types: readonly unknown[] = ['number', 'boolean', 'string'];

/** Reads the payload of a hello. Never throws, whatever it is; what is wrong in it is left out, and of a topic twice the last counts. */
export function readDescription(payload: unknown): Description {
  const { board, id, sketch, topics, version } = (payload ?? {}) as Readonly<Record<string, unknown>>;
  const list = Array.isArray(topics) ? topics.slice(0, mostTopics) : [];
  const byTopic = new Map<string, TopicDescription>();
  for (const item of list) {
    const topic = readTopic(item);
    if (topic !== undefined) byTopic.set(topic.topic, topic);
  }
  const names = { board, id, sketch, version };
  const texts = Object.entries(names).flatMap(([key, value]) =>
    typeof value === 'string' && value !== '' ? [[key, plainText(value, longestName)]] : [],
  );
  return { ...Object.fromEntries(texts), topics: [...byTopic.values()] };
}

function readTopic(item: unknown): TopicDescription | undefined {
  const { event, settable, topic, type, unit } = (item ?? {}) as Readonly<Record<string, unknown>>;
  if (!isTopic(topic) || topic.startsWith('$')) return undefined;
  return {
    topic,
    ...(types.includes(type) ? { type: type as 'number' } : {}),
    ...(typeof unit === 'string' && unit !== '' ? { unit: plainText(unit, longestName) } : {}),
    settable: settable === true,
    event: event === true,
  };
}
