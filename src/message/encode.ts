import { DeliveryError } from '../link/delivery-error.js';
import type { OutgoingMessage } from '../link/outgoing-message.js';
import { isTopic, maxTopicLength } from './topic.js';

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
export function encode(payload: unknown): OutgoingMessage {
  if (payload instanceof ArrayBuffer) return binary(Buffer.from(payload.slice(0)));
  if (payload instanceof Uint8Array) return binary(Buffer.from(payload));
  if (payload === '') {
    // It crashes many sketches.
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'emptyText');
  }
  return text(typeof payload === 'string' ? payload : toJson(payload));
}

/**
 * Makes a topic message: a text holding `{"topic": …, "payload": …}`.
 *
 * @throws {DeliveryError} `ERR_BAD_PAYLOAD` where the topic is no text of 1 to 256 characters, or the payload has no JSON.
 */
export function encodeTopicMessage(topic: unknown, payload: unknown): OutgoingMessage {
  if (!isTopic(topic)) {
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'noTopic', { largest: maxTopicLength });
  }
  if (payload instanceof ArrayBuffer || payload instanceof Uint8Array) {
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'binaryTopic');
  }
  return text(`{"topic":${JSON.stringify(topic)},"payload":${toJson(payload)}}`);
}

function text(data: string): OutgoingMessage {
  if (data.isWellFormed()) return { data, bytes: Buffer.byteLength(data) };
  const wellFormed = data.toWellFormed();
  return { data: wellFormed, bytes: Buffer.byteLength(wellFormed), repaired: true };
}

function binary(data: Buffer): OutgoingMessage {
  return { data, bytes: data.length };
}

function toJson(payload: unknown): string {
  if (typeof payload === 'number' && !Number.isFinite(payload)) {
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'notValue', { value: String(payload) });
  }
  let json: string | undefined;
  try {
    json = JSON.stringify(payload);
  } catch (cause) {
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'notJson', {}, { cause });
  }
  if (json === undefined) throw new DeliveryError('ERR_BAD_PAYLOAD', 'notValue', { value: typeof payload });
  return json;
}
