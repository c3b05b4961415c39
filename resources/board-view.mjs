/** An opened board of the tab *Boards*. */

import { BoardActions } from './board-actions.mjs';
import { HistoryView } from './board-history-view.mjs';
import { SendForm } from './board-send.mjs';
import { ValuesView } from './board-values-view.mjs';
import { element, KeyedList, setText } from './dom.mjs';

let count = 0;

export class OpenedBoard {
  root = element('div', 'esp8266-ws-board-opened');
  sentence = element('p', 'esp8266-ws-board-sentence');
  /** @type {BoardDetailData | undefined} */
  detail;
  toldAt = 0;

  /**
   * @param {BoardRowData} board
   * @param {string} key
   * @param {Words} words
   * @param {() => void} refresh
   */
  constructor(board, key, words, refresh) {
    this.board = board;
    this.key = key;
    count += 1;
    this.sentence.setAttribute('aria-live', 'polite');
    this.actions = new BoardActions(board, () => this.detail, words, refresh);
    this.values = new ValuesView(words);
    this.history = new HistoryView(words, `esp8266-ws-board-${count}`);
    const form = RED.user.hasPermission('esp8266-ws.write') ? [new SendForm(board, words, refresh)] : [];
    this.form = form[0];
    this.details = new FactsView(words);
    const parts = [this.actions, this.values, this.history, ...form, this.details];
    this.root.append(this.sentence, ...parts.map(({ root }) => root));
  }

  /** @param {BoardDetailData} detail @param {number} now */
  take(detail, now) {
    this.detail = detail;
    this.toldAt = now;
  }

  /** @param {string} sentence */
  refuse(sentence) {
    setText(this.sentence, sentence);
  }

  /** @param {ShownBoard} shown */
  update(shown) {
    // What is known of the last attempt stands until there is something new.
    if (!shown.isConnecting || this.sentence.textContent === '') setText(this.sentence, shown.sentence);
    this.actions.update(shown);
    this.values.update(shown.values);
    this.history.update(shown);
    this.form?.update(shown.values);
    this.details.update(shown);
  }

  close() {
    this.actions.close();
    this.root.remove();
  }
}

/** Link data and counters, folded. */
class FactsView {
  list = element('dl', 'esp8266-ws-facts');
  root = element('details', 'esp8266-ws-board-part');

  /** @param {Words} words */
  constructor(words) {
    this.root.append(element('summary', '', words.say('section.details')), this.list);
    this.rows = new KeyedList(
      this.list,
      ([label]) => label,
      ([label]) => new FactView(label),
    );
  }

  /** @param {ShownBoard} shown */
  update({ counters, facts }) {
    this.rows.update([...facts, ...counters]);
  }
}

class FactView {
  value = element('dd');
  root = element('div', 'esp8266-ws-fact');

  /** @param {string} label */
  constructor(label) {
    this.text = element('bdi');
    this.value.append(this.text);
    this.root.append(element('dt', '', label), this.value);
  }

  /** @param {readonly [string, string]} fact */
  update([, value]) {
    setText(this.text, value);
  }
}
