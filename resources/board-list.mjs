/** The boards of a config node, a row for each, in place of the field *Host* where there are several. */

import { BoardRow } from './board-row.mjs';
import {
  entryFaults,
  isEmpty,
  isOneHost,
  isPattern,
  placeOf,
  readEntries,
  tooMany,
  writeEntries,
} from './hosts.mjs';
import { hostAdvice, otherBoards } from './other-boards.mjs';
import { pasteList } from './pasted-list.mjs';
import { PatternMatches } from './pattern-matches.mjs';
import { current } from './verdict.mjs';

/** What is saved stands in the field *Host* all the time: while that is hidden, it keeps line breaks. */
export class BoardList {
  input = $('#node-config-input-host');
  section = $('.esp8266-ws-boards');
  list = $('#esp8266-ws-boards');
  more = $('.esp8266-ws-more');
  line = $('<div class="esp8266-ws-reason" aria-live="polite">');
  isShown = false;

  /** @param {EditorNode} node */
  constructor(node) {
    this.node = node;
    this.matches = new PatternMatches(node, this.section, () => this.judge());
    this.list.editableList({
      addButton: node._('label.addBoard'),
      addItem: (place, _at, /** @type {Partial<HostEntry>} */ entry) => this.addRow(place, entry),
      removable: true,
      removeItem: () => this.onRemove(),
      scrollOnAdd: false,
      sortable: true,
      sortItems: () => this.save(),
    });
    this.section.append(this.line).attr('aria-label', node._('label.boards'));
    this.list.on('input', (event) => {
      // The form hears of the change of the field that is saved.
      event.stopPropagation();
      this.save();
    });
    this.list.on('change', '.esp8266-ws-board-host', ({ currentTarget }) => this.split($(currentTarget)));
    this.list.on('keydown', '.esp8266-ws-board', (event) => this.onKey(event));
    this.input.add(this.list).on('paste', pasteList);
    this.input.on('change', () => this.isShown || this.showIfSeveral(this.text));
    this.more.on('click', () => {
      this.show(this.text);
      this.list.editableList('addItem', {});
    });
    this.input.closest('form').on('input change', () => this.judge());
    this.become('text', this.text);
    this.showIfSeveral(String(node.host ?? ''));
  }

  get text() {
    return String(this.input.val());
  }

  /** @returns {BoardRow[]} */
  get rows() {
    return this.list
      .editableList('items')
      .toArray()
      .map((place) => $(place).data('row'));
  }

  /** @returns {HostEntry[]} what is typed in the rows */
  get entries() {
    return this.rows.map((row) => row.entry);
  }

  /** A host that can be tried: of the row that had the focus last, or of the first one that is no pattern. */
  get chosen() {
    const rows = this.rows.sort((one, other) => other.focusedAt - one.focusedAt);
    return rows.map(({ entry }) => entry.host).find((host) => host !== '' && !isPattern(host));
  }

  /**
   * Whether a board has a row already.
   *
   * @param {string} host
   * @param {number} port
   */
  has(host, port) {
    const usual = current('port', this.node);
    return this.isShown && this.entries.some((entry) => placeOf(entry.host, usual) === placeOf(host, port));
  }

  /**
   * Fills a row with a board that has none yet.
   *
   * @param {string} host
   * @param {number} port
   */
  add(host, port) {
    if (this.has(host, port)) return;
    const entry = {
      host: placeOf(host, current('port', this.node)) === placeOf(host, port) ? host : placeOf(host, port),
    };
    const unused = this.rows.find((row) => isEmpty(row.entry));
    if (unused === undefined) this.list.editableList('addItem', entry);
    else unused.type(entry);
    this.save();
  }

  /** @param {string} text */
  showIfSeveral(text) {
    if (!isOneHost(readEntries(text))) this.show(text);
  }

  /** @param {string} text */
  show(text) {
    this.become('hidden', text);
    this.list.editableList('empty');
    for (const entry of readEntries(text)) this.list.editableList('addItem', entry);
    this.judge();
  }

  /**
   * @param {'hidden' | 'text'} type of the field
   * @param {string} text in it
   */
  become(type, text) {
    this.isShown = type === 'hidden';
    this.input.attr('type', type).val(text);
    this.input.closest('.form-row').toggleClass('esp8266-ws-several', this.isShown);
    this.section.toggle(this.isShown);
    this.more.toggle(!this.isShown);
  }

  /** What is typed is what is saved. */
  save() {
    this.input.val(writeEntries(this.entries)).trigger('change');
  }

  /** Says in each row what is wrong with it, what may be, and what a pattern finds. */
  judge() {
    if (!this.isShown) return;
    const { entries, node, rows } = this;
    const say = (/** @type {Fault} */ fault) =>
      typeof fault === 'string' ? node._(fault) : node._(...fault);
    const port = current('port', node);
    const others = otherBoards(node);
    const faults = entryFaults(entries, port);
    for (const [at, row] of rows.entries()) {
      const { host } = row.entry;
      const fault = faults[at];
      const advice = host === '' || isPattern(host) ? undefined : hostAdvice(host, port, node, others);
      if (fault ?? advice) row.say(say(/** @type {Fault} */ (fault ?? advice)), fault !== undefined);
      else row.say(isPattern(host) ? this.matches.sentence(host) : '', false);
    }
    const isWanted = (/** @type {HostEntry} */ { host }, /** @type {number} */ at) =>
      isPattern(host) && faults[at] === undefined;
    this.matches.watch(entries.some(isWanted));
    const whole = entries.every(isEmpty) ? 'error.hostEmpty' : tooMany(entries);
    const sentence = whole === undefined ? '' : say(whole);
    if (this.line.text() !== sentence) this.line.text(sentence);
    this.line.toggleClass('esp8266-ws-fault', tooMany(entries) !== undefined);
  }

  /**
   * @param {JQuery} place
   * @param {Partial<HostEntry>} entry nothing where somebody wants to type
   */
  addRow(place, entry) {
    const row = new BoardRow(place, entry, this.node);
    if (entry.host !== undefined) return;
    row.host.trigger('focus');
    this.judge();
  }

  onRemove() {
    const [entry = { host: '' }, ...others] = this.entries;
    if (others.length > 0 || !isOneHost([entry])) return this.save();
    this.become('text', entry.host);
    this.input.trigger('input').trigger('change').trigger('focus');
  }

  /**
   * A row for each, where several were typed into one.
   *
   * @param {JQuery} field
   */
  split(field) {
    /** @type {BoardRow} */
    const row = field.closest('.esp8266-ws-board').data('row');
    const [first, ...others] = readEntries(String(field.val()));
    if (first === undefined || (others.length === 0 && first.name === undefined)) return;
    row.type({ ...row.entry, ...first });
    const at = this.rows.indexOf(row) + 1;
    for (const [number, entry] of others.entries())
      this.list.editableList('insertItemAt', entry, at + number);
    this.save();
  }

  /** @param {JQuery.KeyDownEvent} event */
  onKey(event) {
    const item = $(event.currentTarget).closest('li');
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && $(event.target).is('input')) {
      event.preventDefault();
      this.list.editableList('insertItemAt', {}, item.index() + 1);
    }
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    if (event.key === 'ArrowUp') item.insertBefore(item.prev());
    else item.insertAfter(item.next());
    event.target.focus();
    this.save();
  }
}
