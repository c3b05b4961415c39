/** Pure: times as people say them. */

/**
 * How ages are told: below so many seconds, in a unit of so many seconds.
 *
 * @type {readonly (readonly [below: number, unit: number, key: string])[]}
 */
const ages = [
  [2, 1, 'topics.justNow'],
  [60, 1, 'topics.seconds'],
  [3_600, 60, 'topics.minutes'],
  [86_400, 3_600, 'topics.hours'],
  [Number.POSITIVE_INFINITY, 86_400, 'topics.days'],
];

/**
 * @param {number} ms
 * @param {Words['inNode']} say the words of a node with a list of topics
 */
export function ageText(ms, say) {
  const seconds = Math.max(0, ms) / 1_000;
  const [, unit, key] = /** @type {(typeof ages)[number]} */ (ages.find(([below]) => seconds < below));
  return say(key, { n: Math.floor(seconds / unit) });
}

/**
 * `12 s`, `3 min 20 s`, `2 h 5 min`: two units at most.
 *
 * @param {number} ms
 * @param {Words} words
 */
export function durationText(ms, words) {
  const all = Math.round(ms / 1_000);
  const parts = /** @type {const} */ ([
    ['hours', Math.floor(all / 3_600)],
    ['minutes', Math.floor(all / 60) % 60],
    ['seconds', all % 60],
  ]);
  const first = parts.findIndex(([, n]) => n > 0);
  const shown = first === -1 ? parts.slice(2) : parts.slice(first, first + 2).filter(([, n]) => n > 0);
  return shown.map(([unit, n]) => words.say(`duration.${unit}`, { n })).join(' ');
}

/**
 * The time of a day, with its date where that is not today.
 *
 * @param {number} wall in milliseconds
 * @param {number} now of the same clock
 * @param {Words} words
 */
export function clockText(wall, now, words) {
  const date = new Date(wall);
  const isToday = date.toDateString() === new Date(now).toDateString();
  const time = date.toLocaleTimeString(words.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return isToday
    ? time
    : `${date.toLocaleDateString(words.lang, { day: 'numeric', month: 'short' })} ${time}`;
}
