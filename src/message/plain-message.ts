/** How a topic message begins, as sketches write it: then it need not be parsed. */
const start = Buffer.from('{"topic":"');
const middle = Buffer.from('","payload":');
const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const end = '}'.charCodeAt(0);
/** In bytes; topics with longer ones are parsed. */
const longestTopic = 256;

/** The first byte of a payload that is no number: text, an object, an array, true, false and null. */
const others: ReadonlySet<number> = new Set(Buffer.from('"{[tfn'));
/** A number as it stays one: with more digits a double may round it, and with an exponent it may be the id of a card. */
const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const longestNumber = 15;

/** The topic of a topic message that begins as most do, without escapes; undefined for any other, which has to be parsed. */
export function plainTopicOf(data: Buffer): string | undefined {
  const last = topicEnd(data);
  return last === undefined ? undefined : data.toString('utf8', start.length, last);
}

/**
 * The number that a topic message tells, if it is written as most are: `{"topic":"t","payload":21.5}`. NaN for a payload that is
 * no number; undefined for any other message, which has to be parsed.
 */
export function plainNumberOf(data: Buffer): number | undefined {
  const at = topicEnd(data);
  if (at === undefined || !hasAt(data, middle, at)) return undefined;
  const from = at + middle.length;
  if (others.has(data[from]!)) return Number.NaN;
  const to = data.length - 1;
  if (data[to] !== end || to - from > longestNumber) return undefined;
  const text = data.toString('latin1', from, to);
  return plainNumber.test(text) ? Number(text) : undefined;
}

/** Where the topic ends. */
function topicEnd(data: Buffer): number | undefined {
  if (!hasAt(data, start, 0)) return undefined;
  const last = start.length + longestTopic;
  let at = start.length;
  while (at <= last && data[at] !== quote && data[at] !== backslash && at < data.length) at += 1;
  return at > start.length && at <= last && data[at] === quote ? at : undefined;
}

/** Byte by byte: for so few, a call into the runtime costs more. */
function hasAt(data: Buffer, bytes: Buffer, from: number): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (data[from + at] !== bytes[at]) return false;
  return true;
}
