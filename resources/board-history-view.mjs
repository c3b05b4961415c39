/** What happened to an opened board: a strip that one can read, and a list with times. */

import { stripWidth } from './board-lines.mjs';
import { lightClass } from './boards-view.mjs';
import { element, iconOf, KeyedList, setAttribute, setText, svg } from './dom.mjs';

/** As many are shown at first. */
const fewEvents = 5;
const stripHeight = 20;
/** So high is what was not connected: also who sees no colours sees a gap. */
const downHeight = 7;

/** @type {readonly HistoryWindow[]} */
const windows = ['hour', 'day'];

export class HistoryView {
  root = element('section', 'esp8266-ws-board-part');
  summary = element('p', 'esp8266-ws-history-summary');
  from = element('span');
  none = element('p');
  list = element('ul');
  more = element('button', 'esp8266-ws-link');
  strip = svg('svg', {
    class: 'esp8266-ws-strip',
    role: 'img',
    viewBox: `0 0 ${stripWidth} ${stripHeight}`,
    preserveAspectRatio: 'none',
  });
  /** @type {HistoryWindow} */
  window = 'hour';
  isWhole = false;
  drawn = '';
  /** @type {ShownBoard | undefined} */
  shown;

  /** @param {Words} words @param {string} id */
  constructor(words, id) {
    this.words = words;
    const choices = windows.map((window) => this.choiceOf(window, id));
    const heading = element('h5', 'esp8266-ws-board-title', words.say('section.history'));
    this.none.textContent = words.say('history.none');
    this.more.type = 'button';
    this.more.addEventListener('click', () => {
      this.isWhole = !this.isWhole;
      this.draw();
    });
    this.rows = new KeyedList(
      this.list,
      ({ key }) => key,
      () => new EventView(),
    );
    const axis = element(
      'div',
      'esp8266-ws-axis esp8266-ws-small',
      this.from,
      element('span', '', words.say('history.now')),
    );
    axis.setAttribute('aria-hidden', 'true');
    const top = element('div', 'esp8266-ws-history-top', heading, element('span', '', ...choices));
    this.root.append(top, this.strip, axis, this.summary, this.none, this.list, this.more);
  }

  /** @param {HistoryWindow} window @param {string} id */
  choiceOf(window, id) {
    const input = element('input');
    Object.assign(input, { type: 'radio', name: `${id}-window`, checked: window === this.window });
    input.addEventListener('change', () => {
      this.window = window;
      this.draw();
    });
    return element(
      'label',
      'esp8266-ws-history-choice',
      input,
      element('span', '', this.words.say(`history.${window}Tab`)),
    );
  }

  /** @param {ShownBoard} shown */
  update(shown) {
    this.shown = shown;
    this.draw();
  }

  draw() {
    if (this.shown === undefined) return;
    const { events, windows } = this.shown;
    const { pieces, summary } = windows[this.window];
    setText(this.summary, summary);
    setAttribute(this.strip, 'aria-label', summary);
    setText(this.from, this.words.inNode('topics.hours', { n: this.window === 'hour' ? 1 : 24 }));
    this.drawStrip(pieces);
    this.none.hidden = events.length > 0;
    this.rows.update(this.isWhole ? events : events.slice(0, fewEvents));
    this.more.hidden = events.length <= fewEvents;
    setText(this.more, this.words.say(this.isWhole ? 'history.fewer' : 'history.all', { n: events.length }));
  }

  /** @param {readonly ShownPiece[]} pieces */
  drawStrip(pieces) {
    const drawn = JSON.stringify(pieces);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const bar = (
      /** @type {string} */ state,
      /** @type {ShownPiece} */ { width, x },
      /** @type {number} */ height,
    ) => svg('rect', { class: `esp8266-ws-strip-${state}`, x, width, y: stripHeight - height, height });
    this.strip.replaceChildren(
      ...pieces.flatMap((piece) => {
        const { share, state } = piece;
        if (state === 'none') return [bar('none', piece, 2)];
        const up = share > 0 ? [bar('up', piece, downHeight + (stripHeight - downHeight) * share)] : [];
        return share < 1 ? [...up, bar('down', piece, downHeight)] : up;
      }),
    );
  }
}

class EventView {
  light = iconOf('');
  what = element('span');
  detail = element('bdi');
  when = element('span', 'esp8266-ws-figures');
  root = element('li', 'esp8266-ws-event');

  constructor() {
    this.root.append(
      this.light,
      element('span', 'esp8266-ws-event-what esp8266-ws-dotted', this.what, this.detail),
      this.when,
    );
  }

  /** @param {ShownEvent} event */
  update({ detail, light, what, when }) {
    setAttribute(this.light, 'class', lightClass(light));
    setText(this.what, what);
    setText(this.detail, detail);
    setText(this.when, when);
  }
}
