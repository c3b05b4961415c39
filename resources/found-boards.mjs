/** The boards that say in the network that they are there: a list below the field *Host*, kept fresh while it is open. */

import { addressOf } from './address.mjs';
import { ChoiceList, enter } from './choice-list.mjs';
import { boardAt, otherBoards } from './other-boards.mjs';
import { printable } from './printable.mjs';

/** Most boards answer the first question at once, and one whose radio sleeps a later one. */
const firstRestMs = 300;
const restMs = 1_000;
/** Whoever is there has answered by then. */
const patienceMs = 4_000;
const defaultPort = 81;

/**
 * What a sketch needs to be found, and where in it.
 *
 * @type {readonly (readonly [where: string, code: string])[]}
 */
const linesToAdd = [
  ['atTop', '#include <ESP8266mDNS.h>'],
  ['inSetup', 'MDNS.begin("kitchen");\nMDNS.addService("esp8266-ws", "tcp", 81);'],
  ['inLoop', 'MDNS.update();'],
];

/**
 * A row of the list.
 *
 * @typedef {object} Entry
 * @property {string} host
 * @property {string} address
 * @property {string} choice what choosing it fills into *Host*
 * @property {number} port
 * @property {boolean} isLocked
 * @property {boolean} isListed has a row in the list of boards
 * @property {string} sketch
 * @property {string} user the config node that leads there already
 */

/**
 * @param {EditorNode} node
 * @param {import('./board-list.mjs').BoardList} list which takes one board after another while it is shown
 */
export function showFoundBoards(node, list) {
  /** @type {ChoiceSource<Found, Entry>} */
  const source = {
    id: 'esp8266-ws-found',
    name: node._('label.search'),
    waiting: node._('found.searching'),
    firstRestMs,
    restMs,
    url: () => 'esp8266-ws/found',
    read: (found, openForMs) => choicesOf(found, openForMs, node, list),
    refused: (status) => searchRefused(status, node),
    keyOf: ({ address, host }) => `${host} ${address}`,
    fill: (button, entry) => fill(button, entry, node),
    choose: (entry) => {
      if (list.isShown) list.add(entry.choice, entry.port);
      else choose(entry);
    },
    staysOpen: () => list.isShown,
  };
  new ChoiceList($('.esp8266-ws-host'), source);
}

/**
 * @param {Found} found
 * @param {number} openForMs
 * @param {EditorNode} node
 * @param {import('./board-list.mjs').BoardList} list
 * @returns {Choices<Entry>}
 */
function choicesOf({ boards, canAsk, inContainer }, openForMs, node, list) {
  const others = otherBoards(node);
  const entries = boards.flatMap((board) => entriesOf(board, node, list, others));
  if (entries.length > 0) return { entries, sentence: node._('found.count', { n: entries.length }) };
  if (!canAsk) return { entries, sentence: node._('found.cannotAsk') };
  if (openForMs < patienceMs) return { entries, sentence: node._('found.searching') };
  return { advice: () => adviceOf(inContainer, node), entries, sentence: node._('found.none') };
}

/** @param {Entry} entry */
function choose({ choice, isLocked, port }) {
  const field = (/** @type {string} */ name) => $(`#node-config-input-${name}`);
  if (isLocked) field('password').closest('details').prop('open', true);
  enter(field('port'), port);
  enter(field('host'), choice).trigger('focus');
}

/** @type {Record<number, string>} */
const refusals = { 401: 'found.forbidden', 403: 'found.forbidden' };

/**
 * Why there is no answer.
 *
 * @param {number} status of HTTP, 0 without an answer
 * @param {EditorNode} node
 */
export function searchRefused(status, node) {
  return node._(refusals[status] ?? 'now.unreachable');
}

/**
 * A row for each board: where several go by one name, only their addresses tell them apart.
 *
 * @param {FoundBoard} board
 * @param {EditorNode} node
 * @param {import('./board-list.mjs').BoardList} list
 * @param {ReadonlyMap<string, ConfigNode>} others
 * @returns {Entry[]}
 */
function entriesOf({ addresses, host, port = defaultPort, text = {} }, node, list, others) {
  const isShared = addresses.length > 1;
  return addresses.map((address) => {
    const other =
      boardAt(node, addressOf(address, port), others) ??
      (isShared ? undefined : boardAt(node, addressOf(host, port), others));
    return {
      host: printable(host),
      address: printable(address),
      choice: asOneHost(isShared ? address : host),
      port,
      isLocked: text.auth === 'basic',
      isListed: list.has(address, port) || (!isShared && list.has(host, port)),
      sketch: printable([text.sketch, text.version].filter(Boolean).join(' ')),
      user: other === undefined ? '' : RED.utils.getNodeLabel(other, other.id),
    };
  });
}

/**
 * No name from the network stands for several boards, nor for a pattern.
 *
 * @param {string} host
 */
function asOneHost(host) {
  return printable(host).replace(/[,=*?]/g, '\ufffd');
}

/**
 * Names come from the network: text, never HTML.
 *
 * @param {JQuery} button
 * @param {Entry} entry
 * @param {EditorNode} node
 */
function fill(button, { address, host, isListed, isLocked, sketch, user }, node) {
  const part = (/** @type {string} */ text) => $('<bdi>').text(text);
  const remarks = $('<div>');
  if (sketch !== '') remarks.append(part(sketch), ' ');
  if (isLocked) remarks.append('<i class="fa fa-lock"></i> ', part(node._('found.password')), ' ');
  if (isListed) remarks.append('<i class="fa fa-check"></i> ', part(node._('found.inList')), ' ');
  if (user !== '') remarks.append(part(node._('found.usedBy', { name: user })));
  button.empty().append(part(host).addClass('esp8266-ws-list-name'), ' ', part(address), remarks);
}

/**
 * Why nothing is found, and what to do about it.
 *
 * @param {boolean} inContainer
 * @param {EditorNode} node
 */
function adviceOf(inContainer, node) {
  const paragraph = (/** @type {string} */ key) => $('<p>').text(node._(`found.${key}`));
  const code = linesToAdd.map(([where, text]) => [
    $('<dt>').text(node._(`found.${where}`)),
    $('<dd>').append($('<code>').text(text)),
  ]);
  return [
    ...(inContainer ? [paragraph('container')] : []),
    paragraph('sketch'),
    $('<dl>').append(code.flat()),
    paragraph('network'),
  ];
}
