/** What is told of a connection, in words and figures. */

/**
 * @param {Description} description
 * @param {EditorNode} node
 * @returns {[label: string, value: string][]} without what has never happened
 */
export function rowsOf({ address, cause, counters, roundTripMs, state }, node) {
  const lang = RED.i18n.lang();
  const roundTrip =
    roundTripMs === undefined ? [] : [node._('now.milliseconds', { n: roundTripMs.toLocaleString(lang) })];
  /** @type {[key: string, values: string[]][]} */
  const rows = [
    ['state', [wordOf(cause ?? state)]],
    ['address', [address]],
    ['roundTrip', roundTrip],
  ];
  return [...labelled(rows, node), ...countersOf(counters, node, lang, wordOf)];
}

/**
 * Pure.
 *
 * @param {Description['counters']} counters
 * @param {Pick<EditorNode, '_'>} node
 * @param {string} lang
 * @param {(word: string) => string} wordOf a cause
 * @returns {[label: string, value: string][]} without what has never happened
 */
export function countersOf(counters, node, lang, wordOf) {
  const { attempts, connects, disconnects, faults, received, requests = {}, sent } = counters;
  const { confirmed, ...others } = sent;
  const figure = (/** @type {number} */ count) => count.toLocaleString(lang);
  const say = (/** @type {[string, number | undefined]} */ [key, count = 0]) =>
    node._(`now.${key}`, { n: figure(count) });
  const sayAll = (/** @type {Counts} */ counts) => happened(counts).map(say);
  /** @type {[key: string, values: string[]][]} */
  const rows = [
    ['link', [say(['connects', connects]), say(['attempts', attempts])]],
    ['losses', happened(disconnects).map(([word, count]) => `${wordOf(word)} ${figure(count)}`)],
    ['toBoard', [say(['confirmed', confirmed]), ...sayAll(others)]],
    ['requests', sayAll(requests)],
    [
      'fromBoard',
      [
        say(['delivered', received.delivered]),
        ...sayAll({ ...received.dropped, ...received.repaired, ...received.ignored }),
        ...sayAll({ evicted: received.evicted }),
      ],
    ],
    ['inFlows', sayAll({ faults })],
  ];
  return labelled(rows, node);
}

/**
 * @param {[key: string, values: string[]][]} rows
 * @param {Pick<EditorNode, '_'>} node
 * @returns {[label: string, value: string][]}
 */
function labelled(rows, node) {
  return rows
    .filter(([, values]) => values.length > 0)
    .map(([key, values]) => [node._(`now.${key}`), values.join(' · ')]);
}

/** @param {Counts} counts */
function happened(counts) {
  return Object.entries(counts).filter(([, count]) => count > 0);
}

/** @param {string} word a state or cause, which the in node has in its catalogue */
export function wordOf(word) {
  return RED._(`node-red-contrib-esp8266-ws/esp8266-ws-in:${word}`);
}
