/** Pure: the small line of a topic's numbers, and the strip of a board's history, as places in an SVG. */

/** Of the small line. */
export const lineWidth = 120;
export const lineHeight = 20;
/** So much room is left above and below, for the thickness of the line. */
const margin = 2;
/** In steps of 5 s: many boards send less often than that. */
const longestGap = 12;
/** Of the strip. */
export const stripWidth = 1_000;

const windowMs = { hour: 3_600_000, day: 86_400_000 };

/**
 * A path, with a gap where no value came for a minute; the newest value is at the right edge.
 *
 * @param {TrendData} trend
 */
export function linePath({ values }) {
  const numbers = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const y = (/** @type {number} */ value) =>
    most === least ? lineHeight / 2 : margin + ((most - value) / (most - least)) * (lineHeight - 2 * margin);
  let path = '';
  let before = Number.NEGATIVE_INFINITY;
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    const place = `${lineWidth - values.length + at + 0.5} ${Math.round(100 * y(value)) / 100}`;
    // A line of no length is a dot.
    path += at - before <= longestGap ? `L${place}` : `M${place}h0`;
    before = at;
  }
  return path;
}

/**
 * @param {readonly SegmentData[]} segments
 * @param {HistoryWindow} window
 * @returns {ShownPiece[]} from left, the oldest, to right
 */
export function stripPieces(segments, window) {
  const x = (/** @type {number} */ agoMs) => Math.round(stripWidth * (1 - agoMs / windowMs[window]));
  return segments.map(({ fromAgoMs, share, state, toAgoMs }) => ({
    x: x(fromAgoMs),
    width: x(toAgoMs) - x(fromAgoMs),
    state,
    share: share ?? (state === 'up' ? 1 : 0),
  }));
}
