import { isUtf8 } from 'node:buffer';
import { parseJson } from './json.js';
import { isTopic } from './topic.js';

/** How the in node hands on what a board says: PROTOCOL.md and its help say what each does. */
export type Format = 'auto' | 'json' | 'text' | 'buffer';

/** A message from the board, as the flow gets it. */
export interface Decoded {
  readonly payload: unknown;
  /** Only a topic message has one. */
  readonly topic?: string;
  /** Why the payload is the raw text although JSON was expected. */
  readonly error?: string;
  /** What had to be repaired, or left as text; missing where nothing had. */
  readonly repairs?: readonly Repair[];
}

/**
 * `utf8`: bytes that are no UTF-8 arrive as U+FFFD. `keys`: keys that would reach a prototype are gone. `badjson`, `depth`: no
 * JSON, or nested too deep, so it is text.
 */
export type Repair = (typeof repairs)[number];

export const repairs = ['badjson', 'depth', 'keys', 'utf8'] as const;

/** Makes of a board's message what a flow gets. Never throws, whatever the bytes; the result shares nothing with `data`. */
export function decode(data: Buffer, isBinary: boolean, format: Format): Decoded {
  if (format === 'buffer' || (format === 'auto' && isBinary)) return { payload: Buffer.from(data) };
  const textPayload = data.toString('utf8');
  const decoded = format === 'text' ? { payload: textPayload } : decodeJson(textPayload, format);
  return isBinary || isIntact(textPayload, data) ? decoded : repaired(decoded, 'utf8');
}

/** Whether bytes are UTF-8. Text holds U+FFFD where they are not, or where they say so: only then it is worth a second look. */
function isIntact(textPayload: string, data: Buffer): boolean {
  return !textPayload.includes('\ufffd') || isUtf8(data);
}

function decodeJson(textPayload: string, format: 'auto' | 'json'): Decoded {
  if (format === 'auto' && losesDigits(textPayload)) return { payload: textPayload };
  const { problem, swept, value } = parseJson(textPayload);
  if (problem === 'syntax' && format === 'auto') return { payload: textPayload };
  if (problem !== undefined) {
    const repair = problem === 'syntax' ? 'badjson' : problem;
    return repaired({ payload: textPayload, error: problems[problem] }, repair);
  }
  const decoded = isTopicMessage(value) ? opened(value, format, textPayload) : { payload: value };
  return swept ? repaired(decoded, 'keys') : decoded;
}

function opened({ payload, topic }: TopicMessage, format: 'auto' | 'json', textPayload: string): Decoded {
  return { topic, payload: format === 'auto' ? withAllDigits(payload, textPayload) : payload };
}

function repaired(incoming: Decoded, repair: Repair): Decoded {
  return { ...incoming, repairs: [...(incoming.repairs ?? []), repair] };
}

const problems = {
  depth: 'JSON nested too deep: the payload is its text',
  syntax: 'not JSON: the payload is the text as it came',
};

interface TopicMessage {
  readonly topic: string;
  readonly payload: unknown;
}

/** `$state` is made by the nodes alone, so a board cannot pretend to be connected or not. */
function isTopicMessage(value: unknown): value is TopicMessage {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, 'payload') &&
    Object.hasOwn(value, 'topic') &&
    isTopic((value as { topic: unknown }).topic) &&
    (value as { topic: unknown }).topic !== '$state'
  );
}

/** A number such as a card's id, which a double would round, or one too large for it. */
function losesDigits(textPayload: string): boolean {
  if (!/^\s*-?\d[\d.e+-]*\s*$/i.test(textPayload)) return false;
  const value = Number(textPayload);
  if (!Number.isFinite(value)) return true;
  return /^\s*-?\d+\s*$/.test(textPayload) && BigInt(textPayload) !== BigInt(value);
}

/** The digits of a topic message's payload, where it is a number that a double rounds. */
function withAllDigits(payload: unknown, textPayload: string): unknown {
  if (!Number.isInteger(payload) || Number.isSafeInteger(payload)) return payload;
  const digits = [...textPayload.matchAll(/"payload"\s*:\s*(-?\d+)/g)].at(-1)?.[1];
  return digits !== undefined && Number(digits) === payload && losesDigits(digits) ? digits : payload;
}
