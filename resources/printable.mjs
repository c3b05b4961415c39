/** Text that comes from the network, fit to be shown. */

/** Longer than any name, address or version that somebody means seriously. */
const longestName = 128;

/**
 * One line, cut where it is too long, without what moves a cursor, hides, or turns the direction of reading.
 *
 * @param {unknown} text
 * @param {number} [longest] in characters
 */
export function printable(text, longest = longestName) {
  const whole = String(text ?? '');
  const line = whole.slice(0, longest).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  return whole.length > longest ? `${line}…` : line;
}
