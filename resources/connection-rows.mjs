/** How each of several boards is doing: a row each, which unfolds. */

import { isConnected } from './connected.mjs';
import { rowsOf, wordOf } from './connection-counts.mjs';
import { printable } from './printable.mjs';
import { sentencesOf } from './reasons.mjs';

/**
 * What a state looks like, as the status of a node does.
 *
 * @type {Readonly<Record<string, string>>}
 */
const lights = {
  closing: 'fa-circle-o esp8266-ws-unsure',
  connecting: 'fa-circle-o esp8266-ws-unsure',
  lost: 'fa-circle-o esp8266-ws-bad',
  'no pongs': 'fa-circle esp8266-ws-unsure',
  ready: 'fa-circle esp8266-ws-good',
  silent: 'fa-circle esp8266-ws-unsure',
  slow: 'fa-circle esp8266-ws-good',
};

/** @typedef {Descriptions['boards'][number]} NamedDescription */

export class ConnectionRows {
  /** @type {Map<string, ConnectionRow>} */
  rows = new Map();

  /**
   * @param {JQuery} list
   * @param {EditorNode} node
   */
  constructor(list, node) {
    this.list = list;
    this.node = node;
  }

  /**
   * What is there stays where it is, so that nobody unfolds another one than meant.
   *
   * @param {readonly NamedDescription[]} boards
   * @returns {string} how many are connected
   */
  show(boards) {
    const gone = new Map(this.rows);
    for (const board of boards) {
      gone.delete(board.name);
      this.rowOf(board.name).show(board);
    }
    for (const [name, row] of gone) {
      row.item.remove();
      this.rows.delete(name);
    }
    if (boards.length === 0) return this.node._('found.noMatch');
    const up = boards.filter(({ state }) => isConnected(state)).length;
    return this.node._('now.connected', { up, all: boards.length });
  }

  /** @param {string} name */
  rowOf(name) {
    const known = this.rows.get(name);
    if (known !== undefined) return known;
    const row = new ConnectionRow(this.list, this.node);
    this.rows.set(name, row);
    return row;
  }
}

/** What boards and causes are called comes from outside: text, never HTML. */
class ConnectionRow {
  item = $('<li>');
  button = $('<button type="button" aria-expanded="false">').appendTo(this.item);
  light = $('<i aria-hidden="true">').appendTo(this.button);
  texts = [0, 1, 2].map(() => $('<bdi>').appendTo(this.button));
  more = $('<div hidden>').appendTo(this.item);
  /** @type {NamedDescription | undefined} */
  told;

  /**
   * @param {JQuery} list
   * @param {EditorNode} node
   */
  constructor(list, node) {
    this.node = node;
    this.item.appendTo(list);
    this.button.on('click', () => {
      const isOpen = this.more.prop('hidden');
      this.more.prop('hidden', !isOpen);
      this.button.attr('aria-expanded', String(isOpen));
      if (this.told !== undefined) this.show(this.told);
    });
  }

  /** @param {NamedDescription} board */
  show(board) {
    this.told = board;
    const { cause, name, roundTripMs, state } = board;
    this.light.attr('class', `fa ${Object.hasOwn(lights, state) ? lights[state] : 'fa-circle-o'}`);
    const ms = Math.round(Number(roundTripMs));
    const texts = [
      printable(name),
      wordOf(cause ?? state),
      roundTripMs === undefined
        ? ''
        : this.node._('now.milliseconds', { n: ms.toLocaleString(RED.i18n.lang()) }),
    ];
    for (const [at, text] of texts.entries()) if (this.texts[at]?.text() !== text) this.texts[at]?.text(text);
    this.texts[0]?.attr('title', texts[0] ?? '');
    if (!this.more.prop('hidden')) this.unfold(board);
  }

  /** @param {NamedDescription} board */
  unfold(board) {
    const sentence = sentencesOf(board.address, board.reasons, this.node);
    const cells = rowsOf(board, this.node).map(([label, value]) => [
      $('<dt>').text(label),
      $('<dd>').text(value),
    ]);
    this.more.empty().append($('<p>').text(sentence), $('<dl>').append(cells.flat()));
  }
}
