/** How a deployed board is doing, in the dialog of its config node, kept fresh while somebody looks. */

import { sentencesOf } from './reasons.mjs';

/** A person reads no faster. */
const restMs = 1_000;

/**
 * Asks as long as the section is open, and ends by itself with the dialog.
 *
 * @param {EditorNode} node
 */
export function showConnection(node) {
  const section = $('.esp8266-ws-now');
  const isWatched = () => section.prop('isConnected') && section.prop('open');
  let isAsking = false;
  const ask = () => {
    isAsking = isWatched();
    if (!isAsking) return;
    // There is one for each instance, under ids that the editor does not know.
    if (RED.nodes.subflow(node.z)) return show(section, node._('now.inSubflow'), []);
    $.getJSON(`esp8266-ws/boards/${encodeURIComponent(node.id)}`)
      .then(
        (description) =>
          show(
            section,
            sentencesOf(description.address, description.reasons, node),
            rowsOf(description, node),
          ),
        ({ status }) => show(section, node._(refusals[status] ?? 'now.unreachable'), []),
      )
      .always(() => setTimeout(ask, restMs));
  };
  section.on('toggle', () => isAsking || ask());
}

/** @type {Record<number, string>} */
const refusals = { 401: 'now.forbidden', 403: 'now.forbidden', 404: 'now.notDeployed' };

/**
 * What boards and causes are called comes from outside: text, never HTML.
 *
 * @param {JQuery} section
 * @param {string} sentence
 * @param {[label: string, value: string][]} rows
 */
function show(section, sentence, rows) {
  const old = section.find('p');
  if (old.text() !== sentence) old.text(sentence);
  const cells = rows.map(([label, value]) => [$('<dt>').text(label), $('<dd>').text(value)]);
  section.find('dl').empty().append(cells.flat());
}

/**
 * @param {Description} description
 * @param {EditorNode} node
 * @returns {[label: string, value: string][]} without what has never happened
 */
function rowsOf({ address, cause, counters, roundTripMs, state }, node) {
  const { attempts, connects, disconnects, faults, received, requests = {}, sent } = counters;
  const { confirmed, ...others } = sent;
  const say = (/** @type {[string, number | undefined]} */ [key, count = 0]) =>
    node._(`now.${key}`, { n: figure(count) });
  const sayAll = (/** @type {Counts} */ counts) => happened(counts).map(say);
  /** @type {[key: string, values: string[]][]} */
  const rows = [
    ['state', [wordOf(cause ?? state)]],
    ['address', [address]],
    ['roundTrip', roundTripMs === undefined ? [] : [say(['milliseconds', roundTripMs])]],
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
  return rows
    .filter(([, values]) => values.length > 0)
    .map(([key, values]) => [node._(`now.${key}`), values.join(' · ')]);
}

/** @param {Counts} counts */
function happened(counts) {
  return Object.entries(counts).filter(([, count]) => count > 0);
}

/** @param {string} word a state or cause, which the in node has in its catalogue */
function wordOf(word) {
  return RED._(`node-red-contrib-esp8266-ws/esp8266-ws-in:${word}`);
}

/** @param {number} count */
function figure(count) {
  return count.toLocaleString(RED.i18n.lang());
}
