import { isUtf8 } from 'node:buffer';
import { type Parsed, parseJson } from './json.js';
import { type Repair, repairText } from './repair.js';
import { isTopic } from './topic.js';

/** How the in node hands on what a board says: PROTOCOL.md and its help say what each does. */
export type Format = 'auto' | 'json' | 'fields' | 'text' | 'buffer';

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
 * Makes of a board's message what a flow gets; format *Fields* is read as *Auto* here, and opened by `fieldsOf`. Never throws,
 * whatever the bytes; the result shares nothing with `data`.
 */
export function decode(data: Buffer, isBinary: boolean, format: Format): Decoded {
  if (format === 'buffer' || (isBinary && (format === 'auto' || format === 'fields')))
    return { payload: Buffer.from(data) };
  const textPayload = data.toString('utf8');
  const decoded = format === 'text' ? { payload: textPayload } : decodeJson(textPayload, format);
  return isBinary || isIntact(textPayload, data) ? decoded : repaired(decoded, ['utf8']);
}

/** Whether bytes are UTF-8. Text holds U+FFFD where they are not, or where they say so: only then it is worth a second look. */
function isIntact(textPayload: string, data: Buffer): boolean {
  return !textPayload.includes('\ufffd') || isUtf8(data);
}

function decodeJson(textPayload: string, format: Exclude<Format, 'buffer' | 'text'>): Decoded {
  const parsed = parseJson(textPayload, format === 'json');
  if (parsed.problem === undefined) return opened(parsed);
  if (parsed.problem === 'syntax' && format !== 'json') {
    const { repairs, text } = repairText(textPayload);
    return repaired({ payload: text }, repairs);
  }
  const repair = parsed.problem === 'syntax' ? 'badjson' : parsed.problem;
  return { payload: textPayload, error: problems[parsed.problem], repairs: [repair] };
}

function opened({ repairs, rounded, value }: Extract<Parsed, { problem: undefined }>): Decoded {
  // A topic that is a number stays one, however long.
  const decoded = isTopicMessage(rounded)
    ? { topic: rounded.topic, payload: (value as TopicMessage).payload }
    : { payload: value };
  return repaired(decoded, repairs);
}

function repaired(decoded: Decoded, repairs: readonly Repair[]): Decoded {
  return repairs.length === 0 ? decoded : { ...decoded, repairs: [...(decoded.repairs ?? []), ...repairs] };
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
