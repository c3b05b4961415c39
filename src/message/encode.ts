import { DeliveryError } from '../link/delivery-error.js';
import type { OutgoingMessage } from '../link/outgoing-message.js';
import { copyBytes, isBytes } from './bytes.js';
import { isTopic, maxTopicLength } from './topic.js';
import { unboxed, writeJson } from './write-json.js';

/**
 * Makes a WebSocket message of a `msg.payload`. What a Function node makes is read alike, although it comes from another realm.
 *
 * | payload | becomes |
 * |---|---|
 * | string | text; a lone surrogate becomes U+FFFD |
 * | Buffer, typed array, DataView, ArrayBuffer, SharedArrayBuffer | binary, copied: later changes do not reach the board |
 * | number, boolean, null, object, array | text holding its JSON |
 * | `new String`, `new Number`, `new Boolean` | as the string, number or boolean in it |
 * | Date | text holding its JSON, `"2027-01-31T12:00:00.000Z"` |
 * | class instance, whatever has a `toJSON` | text holding its JSON: its enumerable fields, or what `toJSON` returns |
 *
 * Refused, also inside of objects and arrays: Map, Set, Error, an invalid Date, and each object that would become `{}` although
 * it is no plain object (a class that hides its fields, RegExp, Promise, WeakMap …); bytes inside of objects and arrays. As
 * `JSON.stringify` does, an `undefined` or a function in an object is left out, and a NaN becomes `null`.
 *
 * @throws {DeliveryError} `ERR_BAD_PAYLOAD` for what is refused and everything else, and for an empty text.
 */
export function encode(payload: unknown): OutgoingMessage {
  if (isBytes(payload)) return binary(payload);
  const value = unboxed(payload);
  if (value === '') {
    // It crashes many sketches.
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'emptyText');
  }
  return text(typeof value === 'string' ? value : writeJson(value));
}

/** A topic message that gets its id last. */
export interface TopicMessage {
  readonly topic: string;
  withId(id?: number): OutgoingMessage;
}

/**
 * Makes a topic message: a text holding `{"topic": …, "payload": …}`.
 *
 * @throws {DeliveryError} `ERR_BAD_PAYLOAD` where the topic is no text of 1 to 256 characters, or the payload has no JSON.
 */
export function encodeTopicMessage(topic: unknown, payload: unknown): OutgoingMessage {
  return prepareTopicMessage(topic, payload).withId();
}

/**
 * The same, for a message that gets its id last: a whole number from 0 to 4,294,967,295, with which the sketch is to answer.
 *
 * @throws {DeliveryError} as {@link encodeTopicMessage}, at once.
 */
export function prepareTopicMessage(topic: unknown, payload: unknown): TopicMessage {
  if (!isTopic(topic)) {
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'noTopic', { largest: maxTopicLength });
  }
  if (isBytes(payload)) {
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'binaryTopic');
  }
  const start = `{"topic":${JSON.stringify(topic)},"payload":${writeJson(unboxed(payload))}`;
  return { topic, withId: (id) => text(id === undefined ? `${start}}` : `${start},"id":${id}}`) };
}

function text(data: string): OutgoingMessage {
  if (data.isWellFormed()) return { data, bytes: Buffer.byteLength(data) };
  const wellFormed = data.toWellFormed();
  return { data: wellFormed, bytes: Buffer.byteLength(wellFormed), repaired: true };
}

function binary(payload: ArrayBufferView | ArrayBufferLike): OutgoingMessage {
  try {
    const data = copyBytes(payload);
    return { data, bytes: data.length };
  } catch (cause) {
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'bytesGone', {}, { cause });
  }
}
