/** What matters only in a node whose config node has several boards, or may have. */

import { isPattern, mayBeSeveral, nameOf, readEntries } from './hosts.mjs';
import { matches } from './pattern.mjs';
import { printable } from './printable.mjs';
import { current } from './verdict.mjs';

/** So many names can be chosen from. */
const mostNames = 1_000;

/**
 * What the chosen config node has as *Host*; where only an environment variable says which node that is, this variable.
 *
 * @param {EditorNode} node
 */
function hostOf(node) {
  const chosen = current('board', node);
  return String(RED.nodes.node(chosen)?.host ?? (/\$[{(]/.test(chosen) ? chosen : ''));
}

/**
 * Shows a part of the dialog only where there may be several boards, or it says something already.
 *
 * @param {EditorNode} node
 * @param {JQuery} part
 * @param {() => boolean} [isUsed]
 */
export function showIfSeveral(node, part, isUsed = () => false) {
  const update = () => part.toggle(mayBeSeveral(hostOf(node)) || isUsed());
  $('#node-input-board').on('change', update);
  update();
}

/**
 * What may not be what somebody wants: a filter that none of the boards passes, where all are known.
 *
 * @param {string} filter
 * @param {EditorNode} node
 * @returns {Fault | undefined}
 */
export function fromBoardAdvice(filter, node) {
  const host = hostOf(node);
  const entries = readEntries(host);
  if (filter.trim() === '' || !mayBeSeveral(host) || /\$[{(]/.test(host)) return undefined;
  if (entries.some((entry) => isPattern(entry.host) || matches(filter.trim(), nameOf(entry))))
    return undefined;
  return 'advice.fromBoard';
}

/**
 * Offers the names of the boards: those of the config node, and those that its patterns have found.
 *
 * @param {EditorNode} node
 */
export function offerBoardNames(node) {
  const list = $('#esp8266-ws-names');
  const offer = (/** @type {readonly string[]} */ names) => {
    const some = [...new Set(names)].slice(0, mostNames);
    list.empty().append(some.map((name) => $('<option>').val(printable(name))));
  };
  const ask = () => {
    const typed = readEntries(hostOf(node)).map(nameOf);
    offer(typed);
    // What is not deployed, or may not be seen, has told nobody a name.
    $.getJSON(`esp8266-ws/boards/${encodeURIComponent(current('board', node))}`).then(
      (/** @type {Descriptions} */ { boards = [] }) => offer([...typed, ...boards.map(({ name }) => name)]),
      () => {},
    );
  };
  $('#node-input-board').on('change', ask);
  ask();
}
