/** The boards that say in the network that they are there: a list below the field *Host*, kept fresh while it is open. */

import { addressOf, boardAt } from './address.mjs';
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
 * @property {string} sketch
 * @property {string} user the config node that leads there already
 */

/**
 * Asks as long as the list is open, and ends by itself with the dialog.
 *
 * @param {EditorNode} node
 */
export function showFoundBoards(node) {
  const list = new FoundBoards($('.esp8266-ws-host'), node);
  list.toggle(false);
}

class FoundBoards {
  isOpen = false;
  isAsking = false;
  openedAt = 0;
  panel = $('<div class="esp8266-ws-found" id="esp8266-ws-found">');
  line = $('<p aria-live="polite">').appendTo(this.panel);
  list = $('<ul>').appendTo(this.panel);
  advice = $('<div>').appendTo(this.panel);

  /**
   * @param {JQuery} place
   * @param {EditorNode} node
   */
  constructor(place, node) {
    this.node = node;
    const name = node._('label.search');
    this.button = place.find('.esp8266-ws-search');
    this.button.attr({ 'aria-controls': 'esp8266-ws-found', 'aria-label': name, title: name });
    this.button.on('click', () => this.toggle(!this.isOpen));
    this.list.on('click', 'button', ({ currentTarget }) => this.choose($(currentTarget).data('entry')));
    place.append(this.panel).on('keydown', (event) => this.onKey(event));
  }

  /** @param {boolean} isOpen */
  toggle(isOpen) {
    this.isOpen = isOpen;
    this.openedAt = performance.now();
    this.panel.toggle(isOpen);
    this.button.attr('aria-expanded', String(isOpen));
    this.say('found.searching');
    if (isOpen && !this.isAsking) this.ask(firstRestMs);
  }

  /** @param {number} rest */
  ask(rest) {
    this.isAsking = this.isOpen && this.panel.prop('isConnected');
    if (!this.isAsking) return;
    $.getJSON('esp8266-ws/found')
      .then(
        (found) => this.isOpen && this.show(found),
        ({ status }) => this.isOpen && this.say(refusals[status] ?? 'now.unreachable'),
      )
      .always(() => setTimeout(() => this.ask(restMs), rest));
  }

  /** @param {Found} found */
  show({ boards, canAsk, inContainer }) {
    const entries = boards.flatMap((board) => entriesOf(board, this.node));
    const isLate = performance.now() - this.openedAt >= patienceMs;
    if (entries.length > 0) this.say('found.count', entries);
    else if (!canAsk) this.say('found.cannotAsk');
    else if (!isLate) this.say('found.searching');
    else this.say('found.none', [], inContainer);
  }

  /**
   * @param {string} key
   * @param {Entry[]} entries
   * @param {boolean} inContainer
   */
  say(key, entries = [], inContainer = false) {
    const text = this.node._(key, { n: entries.length });
    // Said again only when it has changed, or a screen reader would repeat it each second.
    if (this.line.text() !== text) this.line.text(text);
    if (key !== 'found.none') this.advice.empty();
    else if (this.advice.is(':empty')) this.advice.append(adviceOf(inContainer, this.node));
    this.showRows(entries);
  }

  /**
   * What is there stays where it is, so that nobody chooses another board than meant.
   *
   * @param {Entry[]} entries
   */
  showRows(entries) {
    const hadFocus = this.list.has(':focus').length > 0;
    const old = new Map(Array.from(this.list.children(), (row) => [$(row).data('key'), $(row)]));
    for (const entry of entries) {
      const key = `${entry.host} ${entry.address}`;
      const row =
        old.get(key) ?? $('<li><button type="button"></button></li>').data('key', key).appendTo(this.list);
      old.delete(key);
      fill(row.children(), entry, this.node);
    }
    for (const gone of old.values()) gone.remove();
    if (hadFocus && this.list.has(':focus').length === 0) this.button.trigger('focus');
  }

  /** @param {Entry} entry */
  choose({ choice, isLocked, port }) {
    const field = (/** @type {string} */ name) => $(`#node-config-input-${name}`);
    if (isLocked) field('password').closest('details').prop('open', true);
    // As if it was typed.
    field('port').val(port).trigger('input').trigger('change');
    field('host').val(choice).trigger('input').trigger('change').trigger('focus');
    this.toggle(false);
  }

  /** @param {JQuery.KeyDownEvent} event */
  onKey(event) {
    if (!this.isOpen) return;
    if (event.key === 'Escape' && !event.ctrlKey && !event.metaKey) {
      // The list ends, and not the dialog.
      event.stopPropagation();
      if (this.panel.has(':focus').length > 0) this.button.trigger('focus');
      this.toggle(false);
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = this.list.find('button');
    const next = rows.index(rows.filter(':focus')) + (event.key === 'ArrowDown' ? 1 : -1);
    if (next < 0 || next >= rows.length) return;
    event.preventDefault();
    rows.eq(next).trigger('focus');
  }
}

/** @type {Record<number, string>} */
const refusals = { 401: 'found.forbidden', 403: 'found.forbidden' };

/**
 * A row for each board: where several go by one name, only their addresses tell them apart.
 *
 * @param {FoundBoard} board
 * @param {EditorNode} node
 * @returns {Entry[]}
 */
function entriesOf({ addresses, host, port = defaultPort, text = {} }, node) {
  const isShared = addresses.length > 1;
  return addresses.map((address) => {
    const other =
      boardAt(node, addressOf(address, port)) ??
      (isShared ? undefined : boardAt(node, addressOf(host, port)));
    return {
      host: printable(host),
      address: printable(address),
      choice: printable(isShared ? address : host),
      port,
      isLocked: text.auth === 'basic',
      sketch: printable([text.sketch, text.version].filter(Boolean).join(' ')),
      user: other === undefined ? '' : RED.utils.getNodeLabel(other, other.id),
    };
  });
}

/**
 * Names come from the network: text, never HTML.
 *
 * @param {JQuery} button
 * @param {Entry} entry
 * @param {EditorNode} node
 */
function fill(button, entry, node) {
  const { address, host, isLocked, sketch, user } = entry;
  const isSame = JSON.stringify(button.data('entry')) === JSON.stringify(entry);
  button.data('entry', entry);
  // What has not changed is not drawn again under the mouse.
  if (isSame) return;
  const part = (/** @type {string} */ text) => $('<bdi>').text(text);
  const remarks = $('<div>');
  if (sketch !== '') remarks.append(part(sketch), ' ');
  if (isLocked) remarks.append('<i class="fa fa-lock"></i> ', part(node._('found.password')), ' ');
  if (user !== '') remarks.append(part(node._('found.usedBy', { name: user })));
  button.empty().append(part(host).addClass('esp8266-ws-found-name'), ' ', part(address), remarks);
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
