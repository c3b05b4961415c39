import { replaceOutsideStrings } from './json-text.js';

/**
 * What had to be repaired in a message, or left as text.
 *
 * | repair | |
 * |---|---|
 * | `badjson` | not JSON, so it is text |
 * | `bom` | a byte order mark before the text is gone |
 * | `depth` | nested too deep, so it is text |
 * | `keys` | keys that would reach a prototype are gone |
 * | `nan` | `nan`, `inf` or `ovf` where JSON wants a number is `null` |
 * | `tail` | the NUL that ends a C string, and what follows it, or blanks that JSON does not know, are gone |
 * | `utf8` | bytes that are no UTF-8 arrive as U+FFFD |
 */
export type Repair = (typeof repairs)[number];

export const repairs = ['badjson', 'bom', 'depth', 'keys', 'nan', 'tail', 'utf8'] as const;

/** A text that was repaired, and in what. */
export interface Repaired {
  readonly text: string;
  readonly repairs: readonly Repair[];
}

/** What `printf("%f")` and Arduino's `Print` write for a float that is no number, or too large for them. */
const noNumber = /^[-+]?(nan|inf|infinity|ovf)$/i;

/**
 * Makes JSON of a text that is almost JSON, as sketches send it.
 *
 * @param isJson whether a text that is nothing but `nan` is meant as JSON: else it is a word
 */
export function repairJson(text: string, isJson: boolean): Repaired {
  const { repairs, text: begun } = withoutMark(text);
  const nul = begun.indexOf('\0');
  const ended = nul === -1 ? begun : begun.slice(0, nul);
  const trimmed = ended.trimEnd();
  // JSON may end in these blanks.
  const hasTail = nul !== -1 || /[^ \t\r\n]/.test(ended.slice(trimmed.length));
  const whole = hasTail ? trimmed : begun;
  const numbers = isJson || /^\s*[[{]/.test(whole) ? withoutNaN(whole) : whole;
  return {
    text: numbers,
    repairs: [
      ...repairs,
      ...(hasTail ? ['tail' as const] : []),
      ...(numbers === whole ? [] : ['nan' as const]),
    ],
  };
}

/** Cuts a byte order mark, and the NULs that end a C string, from a text that is no JSON. */
export function repairText(text: string): Repaired {
  const { repairs, text: begun } = withoutMark(text);
  let end = begun.length;
  while (begun[end - 1] === '\0') end -= 1;
  return end === begun.length
    ? { text: begun, repairs }
    : { text: begun.slice(0, end), repairs: [...repairs, 'tail'] };
}

function withoutMark(text: string): Repaired {
  return text.startsWith('\ufeff') ? { text: text.slice(1), repairs: ['bom'] } : { text, repairs: [] };
}

function withoutNaN(json: string): string {
  if (!/nan|inf|ovf/i.test(json)) return json;
  return replaceOutsideStrings(json, (word) => (noNumber.test(word) ? 'null' : word));
}
