import type { Decoded } from './decode.js';
import { isTopic } from './topic.js';

/** How deep objects are opened: `a/b/c/d` has four levels. */
const maxLevels = 4;
/** How many messages one message becomes at most: as many as a flow gets in one turn. */
const maxFields = 64;

/** The fields of a message, each as a topic message, and how many were left out. */
export interface Fields {
  readonly messages: readonly Decoded[];
  readonly left: number;
}

/**
 * Opens an object without a topic: `{"t":1,"room":{"h":2}}` becomes the topics `t` and `room/h`. Arrays, objects without keys
 * and objects below the fourth level stay values. Everything else stays one message: a topic message, an array, a number, text,
 * a Buffer.
 *
 * A field is left out where its topic would not do: an empty key, more than 256 characters, a first level that begins with `$`;
 * or where it is the 65th. Slashes in a key make levels; `+` and `#` stay, but no topic filter can name them.
 */
export function fieldsOf(decoded: Decoded): Fields {
  const { payload, topic } = decoded;
  if (topic !== undefined || !isOpen(payload)) return { messages: [decoded], left: 0 };
  const messages: Decoded[] = [];
  let left = 0;
  for (const field of fieldsIn(payload, '', 1)) {
    if (messages.length < maxFields && field.topic !== undefined) messages.push(field);
    else left += 1;
  }
  return { messages, left };
}

/** @yields each value with its topic; without one where it cannot be a topic */
function* fieldsIn(object: object, prefix: string, level: number): Generator<Decoded> {
  for (const [key, payload] of Object.entries(object)) {
    const topic = prefix + key;
    const isNamed = key !== '' && isTopic(topic) && !topic.startsWith('$');
    if (isNamed && level < maxLevels && isOpen(payload)) yield* fieldsIn(payload, `${topic}/`, level + 1);
    else yield isNamed ? { topic, payload } : { payload };
  }
}

function isOpen(value: unknown): value is object {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !Buffer.isBuffer(value) && Object.keys(value).length > 0;
}
