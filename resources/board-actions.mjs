/** What can be done with an opened board. */

import { showNodes } from './board-nodes.mjs';
import { copyReport } from './board-report.mjs';
import { BoardTest } from './board-test.mjs';
import { act, refusalText } from './boards-requests.mjs';
import { button, element, setAttribute, setText } from './dom.mjs';
import { flowMaker } from './flow-maker.mjs';

export class BoardActions {
  root = element('div', 'esp8266-ws-board-first');
  line = element('p', 'esp8266-ws-line');
  isPaused = false;

  /**
   * @param {BoardRowData} board
   * @param {() => BoardDetailData | undefined} detailOf
   * @param {Words} words
   * @param {() => void} refresh
   */
  constructor(board, detailOf, words, refresh) {
    this.board = board;
    this.words = words;
    this.refresh = refresh;
    this.line.setAttribute('aria-live', 'polite');
    this.pause = button('fa-pause', words.say('action.pause'), () => this.toggle());
    this.test = new BoardTest(board, words);
    const { test } = this;
    const mayWrite = RED.user.hasPermission('esp8266-ws.write');
    const bar = element(
      'div',
      'esp8266-ws-tab-actions',
      button('fa-search', words.say('action.show'), () => this.say(showNodes(board, words))),
      ...(mayWrite ? [this.pause, test.button] : []),
      button('fa-clipboard', words.say('action.report'), async () =>
        this.say(await copyReport(board, words)),
      ),
      ...makers(detailOf, words),
    );
    this.root.append(bar, test.root, this.line);
  }

  /** @param {string} sentence */
  say(sentence) {
    setText(this.line, sentence);
  }

  /** @param {ShownBoard} shown */
  update({ isPaused }) {
    this.isPaused = isPaused;
    const word = isPaused ? 'resume' : 'pause';
    const icon = /** @type {Element} */ (this.pause.firstElementChild);
    setAttribute(icon, 'class', `fa fa-${isPaused ? 'play' : 'pause'}`);
    setText(/** @type {Node} */ (this.pause.lastElementChild), this.words.say(`action.${word}`));
  }

  async toggle() {
    const { board, isPaused, words } = this;
    this.pause.disabled = true;
    try {
      await act(board, isPaused ? 'resume' : 'pause');
      this.say(words.say(isPaused ? 'done.resumed' : 'done.paused'));
    } catch (answer) {
      this.say(refusalText(/** @type {{ status?: number }} */ (answer)?.status ?? 0, 'write', words));
    }
    this.pause.disabled = false;
    void this.refresh();
  }

  close() {
    this.test.stop();
  }
}

/** @param {() => BoardDetailData | undefined} detailOf @param {Words} words */
function makers(detailOf, words) {
  if (flowMaker === undefined) return [];
  const { makeFlow } = flowMaker;
  const make = (/** @type {boolean} */ dashboard) => {
    const detail = detailOf();
    if (detail) makeFlow(detail, { dashboard });
  };
  return [
    button('fa-sitemap', words.say('action.flow'), () => make(false)),
    button('fa-tachometer', words.say('action.dashboard'), () => make(true)),
  ];
}
