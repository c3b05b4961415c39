/** How a number of a board is shown, by its unit and its last value: pure. */

/**
 * What sensors of these units usually tell. A value beyond widens the scale.
 *
 * @type {ReadonlyMap<string, readonly [min: number, max: number]>}
 */
const ranges = new Map([
  ['%', [0, 100]],
  ['°C', [-20, 50]],
  ['°F', [0, 120]],
  ['hPa', [950, 1050]],
  // From the worst to the best that a radio of a board can tell.
  ['dBm', [-100, -30]],
]);
const duration = /^(ms|s|min|h|d)$/;
const memory = /^([kKM]i?)?(B|bytes)$/;

/**
 * @param {FlowTopic} topic
 * @returns {NumberLook}
 */
export function lookOf({ unit = '', value }) {
  const last = numberIn(value);
  const [min, max] = rangeOf(unit, last);
  // How long a board runs has no scale, and its chart would always show the same line.
  const isDuration = duration.test(unit);
  const isPlain = isDuration || memory.test(unit);
  const isKnown = last !== undefined || ranges.has(unit);
  const digits = isPlain ? 0 : isKnown ? digitsOf(max - min) : 2;
  return { digits, hasChart: !isDuration, hasGauge: isKnown && !isPlain, last, max, min };
}

/**
 * The last value of a topic, where it is a number.
 *
 * @param {string | undefined} json
 */
function numberIn(json) {
  const isNumber = json !== undefined && /^-?\d/.test(json);
  return isNumber && Number.isFinite(Number(json)) ? Number(json) : undefined;
}

/**
 * @param {string} unit
 * @param {number} [value]
 * @returns {readonly [min: number, max: number]}
 */
function rangeOf(unit, value) {
  const usual = ranges.get(unit);
  if (usual && (value === undefined || (value >= usual[0] && value <= usual[1]))) return usual;
  if (!value) return [0, 100];
  const top = roundAbove(1.5 * Math.abs(value));
  return value < 0 ? [-top, top] : [0, top];
}

/**
 * 1, 2 or 5 times a power of ten.
 *
 * @param {number} least
 */
function roundAbove(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  const top = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= least);
  return top !== undefined && Number.isFinite(top) ? top : Number.MAX_VALUE;
}

/**
 * So many digits after the point that a hundredth of the scale shows.
 *
 * @param {number} span
 */
function digitsOf(span) {
  return Math.min(6, Math.max(0, Math.ceil(2 - Math.log10(span))));
}
