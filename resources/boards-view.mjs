/** Draws the list of the tab *Boards*, and touches only what has changed. */

import { element, iconOf, KeyedList, setAttribute, setText, svg } from './dom.mjs';

/**
 * A shape for each colour.
 *
 * @type {Record<Light, string>}
 */
const icons = {
  good: 'fa-circle',
  warning: 'fa-exclamation-triangle',
  bad: 'fa-times-circle',
  busy: 'fa-circle-o',
  off: 'fa-minus-circle',
};

/** @param {Light} light */
export function lightClass(light) {
  return `fa ${icons[light]} esp8266-ws-light esp8266-ws-light-${light}`;
}

export class BoardsView {
  sentence = element('p', 'esp8266-ws-tab-sentence', '');
  groups = element('div');
  more = element('p', 'esp8266-ws-tab-sentence');
  found = element('section', 'esp8266-ws-tab-group');

  /**
   * @param {Element} root
   * @param {Words} words
   * @param {{ toggle(row: ShownRow): void, actionsFor(found: ShownFound): HTMLElement[] }} deeds
   */
  constructor(root, words, deeds) {
    this.words = words;
    this.sentence.setAttribute('aria-live', 'polite');
    const list = element('ul');
    this.found.append(titleOf(words.say('found.title')), list, this.more);
    this.found.hidden = true;
    root.append(this.sentence, this.groups, this.found);
    this.groupList = new KeyedList(
      this.groups,
      ({ key }) => key,
      () => new GroupView(deeds.toggle),
    );
    this.foundList = new KeyedList(
      list,
      ({ key }) => key,
      () => new FoundView(words, deeds.actionsFor),
    );
    root.addEventListener('keydown', (event) => this.onKey(/** @type {KeyboardEvent} */ (event)));
    this.root = root;
  }

  /** @param {ShownList} list */
  update({ found, groups, sentence, unshown }) {
    setText(this.sentence, sentence);
    this.groupList.update(groups);
    this.foundList.update(found);
    this.found.hidden = found.length === 0;
    setText(this.more, unshown === 0 ? '' : this.words.say('found.more', { n: unshown }));
  }

  /** @param {string} key @returns {RowView | undefined} */
  row(key) {
    for (const group of /** @type {Iterable<GroupView>} */ (this.groupList.views.values())) {
      const row = group.rows.views.get(key);
      if (row) return /** @type {RowView} */ (row);
    }
    return undefined;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const rows = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll('.esp8266-ws-tab-row')]);
    const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const places = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    const next = rows[places[/** @type {keyof typeof places} */ (event.key)] ?? -1];
    if (at === -1 || next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }
}

class GroupView {
  title = element('bdi');
  summary = element('span', 'esp8266-ws-figures');
  list = element('ul');
  root = element('section', 'esp8266-ws-tab-group');

  /** @param {(row: ShownRow) => void} toggle */
  constructor(toggle) {
    this.heading = element('h4', 'esp8266-ws-tab-title', this.title, ' ', this.summary);
    this.root.append(this.heading, this.list);
    this.rows = new KeyedList(
      this.list,
      ({ key }) => key,
      () => new RowView(toggle),
    );
  }

  /** @param {ShownGroup} group */
  update({ rows, summary, title }) {
    this.heading.hidden = title === '';
    setText(this.title, title);
    setText(this.summary, summary);
    this.rows.update(rows);
  }
}

class RowView {
  light = iconOf('');
  name = element('bdi', 'esp8266-ws-strong esp8266-ws-cut');
  state = element('span');
  roundTrip = element('span');
  signal = element('span', 'esp8266-ws-dbm');
  bars = svg('svg', { viewBox: '0 0 15 12', 'aria-hidden': 'true' });
  lastWord = element('span', 'esp8266-ws-tab-right esp8266-ws-tab-age esp8266-ws-figures');
  root = element('li', 'esp8266-ws-tab-item');
  /** @type {ShownRow | undefined} */
  shown;

  /** @param {(row: ShownRow) => void} toggle */
  constructor(toggle) {
    for (let at = 0; at < 4; at += 1)
      this.bars.append(svg('rect', { x: 4 * at, y: 9 - 3 * at, width: 3, height: 3 + 3 * at, rx: 0.5 }));
    const state = element(
      'span',
      'esp8266-ws-tab-state esp8266-ws-dotted esp8266-ws-cut esp8266-ws-figures',
      this.state,
      this.roundTrip,
    );
    const signal = element('span', 'esp8266-ws-tab-right esp8266-ws-figures', this.signal, this.bars);
    this.button = element(
      'button',
      'esp8266-ws-tab-row',
      this.light,
      this.name,
      signal,
      state,
      this.lastWord,
    );
    this.button.type = 'button';
    this.button.setAttribute('aria-expanded', 'false');
    this.button.addEventListener('click', () => this.shown && toggle(this.shown));
    this.root.append(this.button);
  }

  /** @param {ShownRow} row */
  update(row) {
    this.shown = row;
    setAttribute(this.light, 'class', lightClass(row.light));
    setText(this.name, row.name);
    setText(this.state, row.state);
    setText(this.roundTrip, row.roundTrip);
    setText(this.signal, row.signal);
    const bars = row.signal === '' ? 'esp8266-ws-bars-none' : 'esp8266-ws-bars';
    setAttribute(this.bars, 'class', bars);
    for (const [at, bar] of [...this.bars.children].entries())
      setAttribute(bar, 'class', at < row.bars ? '' : 'esp8266-ws-weak');
    setText(this.lastWord, row.lastWord);
  }
}

class FoundView {
  root = element('li', 'esp8266-ws-tab-item esp8266-ws-tab-found');
  drawn = '';

  /**
   * @param {Words} words
   * @param {(found: ShownFound) => HTMLElement[]} actionsFor
   */
  constructor(words, actionsFor) {
    this.words = words;
    this.actionsFor = actionsFor;
  }

  /**
   * What a board says of itself may come after its address.
   *
   * @param {ShownFound} found
   */
  update(found) {
    const drawn = JSON.stringify(found);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const { address, isLocked, name, remarks } = found;
    const lock = isLocked
      ? [element('span', '', iconOf('fa-lock'), ' ', this.words.config._('found.password'))]
      : [];
    this.root.replaceChildren(
      element('bdi', 'esp8266-ws-strong', name),
      element('div', 'esp8266-ws-dotted', element('bdi', '', address), element('bdi', '', remarks), ...lock),
      element('div', 'esp8266-ws-tab-actions', ...this.actionsFor(found)),
    );
  }
}

/** @param {string} text */
function titleOf(text) {
  return element('h4', 'esp8266-ws-tab-title', text);
}
