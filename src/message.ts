import { isUtf8 } from 'node:buffer';
import { DeliveryError } from './delivery-error.js';
import { parseJson } from './json.js';

/** A message for the board: text as a string, binary as a Buffer of our own. */
export interface Outgoing {
  readonly data: string | Buffer;
  readonly bytes: number;
  /** The text held lone surrogates; each went out as U+FFFD. */
  readonly repaired?: boolean;
}

/** How the in node hands on what a board says: PROTOCOL.md and its help say what each does. */
export type Format = 'auto' | 'json' | 'text' | 'buffer';

/** A message from the board, as the flow gets it. */
export interface Incoming {
  readonly payload: unknown;
  /** Only a topic message has one. */
  readonly topic?: string;
  /** Why the payload is the raw text although JSON was expected. */
  readonly error?: string;
  /** What had to be mended, or left as text; missing where nothing had. */
  readonly repairs?: readonly Repair[];
}

/**
 * `utf8`: bytes that are no UTF-8 arrive as U+FFFD. `keys`: keys that would reach a prototype are gone. `badjson`, `depth`: no
 * JSON, or nested too deep, so it is text.
 */
export type Repair = 'badjson' | 'depth' | 'keys' | 'utf8';

/** The longest topic, in characters. */
const maxTopicLength = 256;

/**
 * Makes a WebSocket message of a `msg.payload`.
 *
 * | payload | becomes |
 * |---|---|
 * | string | text; a lone surrogate becomes U+FFFD |
 * | Buffer, Uint8Array, ArrayBuffer | binary, copied: later changes do not reach the board |
 * | number, boolean, null, object, array | text holding its JSON |
 *
 * @throws {DeliveryError} `ERR_BAD_PAYLOAD` for everything else, and for an empty text.
 */
export function encode(payload: unknown): Outgoing {
  if (payload instanceof ArrayBuffer) return binary(Buffer.from(payload.slice(0)));
  if (payload instanceof Uint8Array) return binary(Buffer.from(payload));
  if (payload === '') {
    throw new DeliveryError(
      'ERR_BAD_PAYLOAD',
      'payload: an empty text crashes many sketches; send at least one character',
    );
  }
  return text(typeof payload === 'string' ? payload : toJson(payload));
}

/**
 * Makes a topic message: a text holding `{"topic": …, "payload": …}`.
 *
 * @throws {DeliveryError} `ERR_BAD_PAYLOAD` where the topic is no text of 1 to 256 characters, or the payload has no JSON.
 */
export function encodeTopicMessage(topic: unknown, payload: unknown): Outgoing {
  if (!isTopic(topic)) {
    throw new DeliveryError(
      'ERR_BAD_PAYLOAD',
      `topic: a text of 1 to ${maxTopicLength} characters is needed, in the node or in msg.topic`,
    );
  }
  if (payload instanceof ArrayBuffer || payload instanceof Uint8Array) {
    throw new DeliveryError(
      'ERR_BAD_PAYLOAD',
      'payload: binary cannot travel in a topic message; send the payload alone',
    );
  }
  return text(`{"topic":${JSON.stringify(topic)},"payload":${toJson(payload)}}`);
}

/** Makes of a board's message what a flow gets. Never throws, whatever the bytes; the result shares nothing with `data`. */
export function decode(data: Buffer, isBinary: boolean, format: Format): Incoming {
  if (format === 'buffer' || (format === 'auto' && isBinary)) return { payload: Buffer.from(data) };
  const textPayload = data.toString('utf8');
  const decoded = format === 'text' ? { payload: textPayload } : decodeJson(textPayload, format);
  return isBinary || isIntact(textPayload, data) ? decoded : repaired(decoded, 'utf8');
}

/** Whether bytes are UTF-8. Text holds U+FFFD where they are not, or where they say so: only then it is worth a second look. */
function isIntact(textPayload: string, data: Buffer): boolean {
  return !textPayload.includes('\ufffd') || isUtf8(data);
}

function decodeJson(textPayload: string, format: 'auto' | 'json'): Incoming {
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

function opened({ payload, topic }: TopicMessage, format: 'auto' | 'json', textPayload: string): Incoming {
  return { topic, payload: format === 'auto' ? withAllDigits(payload, textPayload) : payload };
}

function repaired(incoming: Incoming, repair: Repair): Incoming {
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

function isTopic(topic: unknown): topic is string {
  return typeof topic === 'string' && topic !== '' && topic.length <= maxTopicLength;
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

function text(data: string): Outgoing {
  if (data.isWellFormed()) return { data, bytes: Buffer.byteLength(data) };
  const wellFormed = data.toWellFormed();
  return { data: wellFormed, bytes: Buffer.byteLength(wellFormed), repaired: true };
}

function binary(data: Buffer): Outgoing {
  return { data, bytes: data.length };
}

function toJson(payload: unknown): string {
  if (typeof payload === 'number' && !Number.isFinite(payload)) {
    throw new DeliveryError('ERR_BAD_PAYLOAD', `payload: ${payload} cannot be written as JSON`);
  }
  let json: string | undefined;
  try {
    json = JSON.stringify(payload);
  } catch (cause) {
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'payload: cannot be written as JSON', { cause });
  }
  if (json === undefined)
    throw new DeliveryError('ERR_BAD_PAYLOAD', `payload: ${typeof payload} cannot be sent`);
  return json;
}
