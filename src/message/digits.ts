import { replaceOutsideStrings } from './json-text.js';

/** Only with 16 digits, or an exponent, a number may not fit into a double: others need no second look. */
const suspect = /\d(?:[eE]|[\d.]{15})/;
/** Several digits before an exponent: nothing that prints numbers writes it, but it is how a card's id in hex may look. */
const idInHex = /^\d{2,}e\d/i;
const parts = /^-?(\d+)(?:\.(\d+))?(?:e([-+]?\d+))?$/i;
/** What Number.prototype.toPrecision takes. */
const maxPrecision = 100;

/** The text of a JSON document in which each number that does not keep its digits as a double is a string. */
export function quoteLongNumbers(json: string): string {
  if (!suspect.test(json)) return json;
  return replaceOutsideStrings(json, (word) =>
    suspect.test(word) && /^-?\d/.test(word) && !keepsDigits(word) ? `"${word}"` : word,
  );
}

/**
 * Whether a double gives a number back as it was written: its shortest digits have the same value, or, for a number with a
 * decimal point, as many digits as were written are the same. `docs/decisions/026-digits-are-kept.md` has the reasons.
 *
 * @param number as JSON writes it
 */
export function keepsDigits(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value) || idInHex.test(number)) return false;
  const shortest = String(value);
  if (number === shortest) return true;
  const written = normalized(number);
  if (written === normalized(shortest)) return true;
  return number.includes('.') && written === normalized(value.toPrecision(precisionOf(number)));
}

/** The value of a number without its sign: its significant digits as an integer, and the power of ten to multiply it by. */
function normalized(number: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = parts.exec(number) ?? [];
  const digits = withoutLeadingZeros(whole + fraction);
  // Begins only where a run of zeros does, so that long runs cost no more than their length.
  const significant = digits.replace(/(?<!0)0+$/, '');
  if (significant === '') return '0';
  return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

function precisionOf(number: string): number {
  const [, whole = '', fraction = ''] = parts.exec(number) ?? [];
  return Math.min(maxPrecision, Math.max(1, withoutLeadingZeros(whole + fraction).length));
}

function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+/, '');
}
