/** Pure: what an opened board of the tab *Boards* shows, as texts. */

import { linePath, stripPieces } from './board-lines.mjs';
import { isPaused } from './boards-model.mjs';
import { ageText, clockText, durationText } from './boards-time.mjs';
import { countersOf } from './connection-counts.mjs';
import { printable } from './printable.mjs';
import { sentencesOf } from './reasons.mjs';

/** The introduction of a board, which is shown as what it says. */
const hello = '$hello';

/** @type {Record<string, Light>} */
const lights = {
  connected: 'good',
  resumed: 'busy',
  paused: 'off',
  reboot: 'warning',
  flood: 'warning',
  'no pongs': 'warning',
  lost: 'bad',
};

/**
 * @param {BoardDetailData} detail
 * @param {{ elapsedMs: number, wall: number }} moment how long ago the board told this, and what time it is
 * @param {Words} words
 * @returns {ShownBoard}
 */
export function shownBoard(detail, { elapsedMs, wall }, words) {
  const { address, events, reasons, state, strips, topics, uptime } = detail;
  const shown = (/** @type {HistoryWindow} */ window) => ({
    summary: uptimeText(window, uptime[window], words),
    pieces: stripPieces(strips[window], window),
  });
  return {
    sentence: sentencesOf(
      printable(address),
      state === 'connecting' ? lossOf(events) : reasons,
      words.config,
    ),
    isConnecting: state === 'connecting',
    isPaused: isPaused(state),
    values: topics.filter(({ topic }) => topic !== hello).map((topic) => shownValue(topic, elapsedMs, words)),
    windows: { hour: shown('hour'), day: shown('day') },
    events: events.map((event) => shownEvent(event, wall, words)),
    facts: factsOf(detail, wall, words),
    counters: countersOf(detail.counters, words.config, words.lang, words.inNode),
  };
}

/**
 * While a board is tried again, it is told why that is so.
 *
 * @param {readonly EventData[]} events newest first
 * @returns {Reason[]}
 */
function lossOf([newest]) {
  // A proxy's sentence names more than the history knows.
  return newest?.cause === undefined || newest.cause === 'proxy' ? [] : [{ key: `cause.${newest.cause}` }];
}

/**
 * @param {TopicData} topic
 * @param {number} elapsedMs
 * @param {Words} words
 * @returns {ShownValue}
 */
function shownValue({ ageMs, event, settable, topic, trend, unit, value }, elapsedMs, words) {
  const last = trend?.values.findLastIndex((each) => each !== null) ?? -1;
  const newest = value ?? trend?.values[last];
  const age = ageMs ?? (trend && trend.stepMs * (trend.values.length - 1 - last));
  return {
    topic: printable(topic),
    value: newest === undefined ? '–' : valueText(newest, words),
    unit: newest === undefined ? '' : printable(unit ?? ''),
    age: age === undefined ? '' : ageText(age + elapsedMs, words.inNode),
    remark: event ? words.inNode('topics.event') : settable ? words.inNode('topics.settable') : '',
    line: trend === undefined ? '' : linePath(trend),
  };
}

/**
 * A number with six digits at most; a text without its quotes; what was cut as it is.
 *
 * @param {string | number | null | undefined} json
 * @param {Words} words
 */
export function valueText(json, words) {
  const value = parsed(json);
  if (typeof value === 'number')
    return value.toLocaleString(words.lang, { maximumSignificantDigits: 6, useGrouping: false });
  return printable(typeof value === 'string' ? value : json);
}

/** @param {unknown} json */
function parsed(json) {
  try {
    return JSON.parse(String(json));
  } catch {
    return undefined;
  }
}

/**
 * @param {HistoryWindow} window
 * @param {UptimeData} uptime
 * @param {Words} words
 */
function uptimeText(window, { longestOutageMs, outages, percent }, words) {
  if (percent === undefined) return words.say(`history.${window}Unused`);
  // 100 % only where nothing is missing.
  const n = (Math.floor(10 * percent) / 10).toLocaleString(words.lang, { maximumFractionDigits: 1 });
  const share = words.say(`history.${window}`, { n });
  if (outages === 0 && longestOutageMs === 0) return share;
  const longest = durationText(longestOutageMs, words);
  return [
    share,
    words.say('history.outages', { n: outages }),
    words.say('history.longest', { time: longest }),
  ].join(' · ');
}

/**
 * @param {EventData} event
 * @param {number} wall
 * @param {Words} words
 * @returns {ShownEvent}
 */
function shownEvent({ at, cause, count, detail = '', kind, lastAt }, wall, words) {
  const last = clockText(lastAt, wall, words);
  return {
    key: `${kind} ${cause} ${at}`,
    light: lights[kind] ?? 'off',
    what: cause === undefined ? words.say(`event.${kind}`) : words.inNode(cause),
    detail: printable(detail),
    when:
      count === 1 ? last : words.say('event.times', { n: count, from: clockText(at, wall, words), to: last }),
  };
}

/**
 * @param {BoardDetailData} detail
 * @param {number} wall
 * @param {Words} words
 * @returns {(readonly [string, string])[]} without what is not known
 */
function factsOf({ address, board, firstSeen, id, lastSeen, sketch, version }, wall, words) {
  const time = (/** @type {number | undefined} */ at) => (at === undefined ? '' : clockText(at, wall, words));
  const facts = /** @type {const} */ ([
    ['address', address],
    ['board', board],
    ['sketch', [sketch, version].filter(Boolean).join(' ')],
    ['id', id],
    ['firstSeen', time(firstSeen)],
    ['lastSeen', time(lastSeen)],
  ]);
  return facts.flatMap(([key, value]) =>
    value ? [/** @type {const} */ ([words.say(`fact.${key}`), printable(value)])] : [],
  );
}
