import { type Decoded, decode, type Format } from './decode.js';
import { fieldsOf } from './fields.js';
import { plainText } from './plain-text.js';
import type { Repair } from './repair.js';
import { passes } from './topic-filter.js';

/**
 * What an in node does not hand on: `topic` are messages with another topic than its filter asks for; `unreadable` are those
 * in which no topic can be read although it asks for one; `fields` are fields that cannot be topic messages.
 */
export type Ignored = { readonly [reason in 'fields' | 'topic' | 'unreadable']: number };

/** What an in node makes of one message from the board. */
export interface Incoming {
  readonly messages: readonly Decoded[];
  /** All topics in it, whether or not the filter asks for them. */
  readonly topics: readonly string[];
  readonly repairs: readonly Repair[];
  readonly ignored: Ignored;
}

const none: readonly never[] = [];

/** Of a message that is handed on whole, as nearly all are. */
export const nothingIgnored: Ignored = { fields: 0, topic: 0, unreadable: 0 };

/** Makes of a board's message what an in node hands on. Never throws, whatever the bytes. */
export function readIncoming(data: Buffer, isBinary: boolean, format: Format, filter: string): Incoming {
  const decoded = decode(data, isBinary, format);
  return format !== 'fields' && passes(filter, decoded.topic)
    ? whole(decoded)
    : selected(decoded, format, filter);
}

function whole(decoded: Decoded): Incoming {
  const { repairs = none, topic } = decoded;
  const topics = topic === undefined ? none : [topic];
  return { messages: [decoded], topics, repairs, ignored: nothingIgnored };
}

function selected(decoded: Decoded, format: Format, filter: string): Incoming {
  const { left, messages: fields } =
    format === 'fields' ? fieldsOf(decoded) : { left: 0, messages: [decoded] };
  const messages = fields.filter(({ topic }) => passes(filter, topic));
  const unreadable =
    messages.length === 0 && fields[0] !== undefined && fields[0].topic === undefined ? 1 : 0;
  const topic = fields.length - messages.length - unreadable;
  return {
    messages,
    topics: fields.flatMap((field) => field.topic ?? []),
    repairs: decoded.repairs ?? none,
    ignored: { fields: left, topic, unreadable },
  };
}

/** How much of a message the log shows, in characters. */
const sampleLength = 80;

/** The beginning of a message for the log: 80 characters at most, `?` for each that cannot be printed. */
export function sampleOf(data: Buffer): string {
  // Four bytes are the longest character.
  const text = data.toString('utf8', 0, 4 * sampleLength);
  return plainText(text, sampleLength);
}
