/** How the deployed boards of a config node are doing, in its dialog, kept fresh while somebody looks. */

import { countersOf, rowsOf, wordOf } from './connection-counts.mjs';
import { ConnectionRows } from './connection-rows.mjs';
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
  const boards = new ConnectionRows(section.find('ul'), node);
  let isAsking = false;
  const tell = (/** @type {Description | Descriptions} */ told) => {
    if ('boards' in told)
      show(section, boards.show(told.boards), countersOf(told.counters, node, RED.i18n.lang(), wordOf));
    else show(section, sentencesOf(told.address, told.reasons, node), rowsOf(told, node));
  };
  const refuse = (/** @type {string} */ key) => {
    boards.show([]);
    show(section, node._(key), []);
  };
  const ask = () => {
    isAsking = isWatched();
    if (!isAsking) return;
    // There is one for each instance, under ids that the editor does not know.
    if (RED.nodes.subflow(node.z)) return refuse('now.inSubflow');
    $.getJSON(`esp8266-ws/boards/${encodeURIComponent(node.id)}`)
      .then(tell, ({ status }) => refuse(refusals[status] ?? 'now.unreachable'))
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
  const old = section.children('p');
  if (old.text() !== sentence) old.text(sentence);
  const cells = rows.map(([label, value]) => [$('<dt>').text(label), $('<dd>').text(value)]);
  section.children('dl').empty().append(cells.flat());
}
