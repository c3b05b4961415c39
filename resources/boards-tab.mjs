/** The tab *Boards*: asks while somebody looks at it, and lets the views draw what has been told. */

import { shownBoard } from './board-model.mjs';
import { OpenedBoard } from './board-view.mjs';
import { keyOf, shownList } from './boards-model.mjs';
import { askBoard, askBoards, askFound, refusalText } from './boards-requests.mjs';
import { BoardsView } from './boards-view.mjs';
import { editorWords } from './boards-words.mjs';
import { foundActions } from './found-actions.mjs';
import { boardAt, otherBoards } from './other-boards.mjs';

/** A person reads no faster. */
const tickMs = 1_000;
/** Node-RED tells of changes for 15 s after it was asked. */
const longestRestMs = 10_000;
/** A search ends 10 s after it was asked for; boards answer within its first seconds. */
const foundRestMs = 5_000;
const searchingMs = 4_000;

const config = /** @type {EditorNode} */ (/** @type {unknown} */ ({ type: 'esp8266-ws-config', id: '' }));

/** @param {HTMLElement} content of the tab */
export function showBoards(content) {
  const words = editorWords();
  if (!RED.user.hasPermission('esp8266-ws.read')) content.textContent = words.say('refused.read');
  else new BoardsTab(content, words);
}

class BoardsTab {
  /** @type {readonly BoardRowData[]} */
  boards = [];
  /** @type {Found | undefined} */
  found;
  /** @type {OpenedBoard | undefined} */
  opened;
  /** @type {string | undefined} why nothing can be told */
  refusal;
  isShown = false;
  isTold = false;
  isStale = true;
  isAsking = false;
  askedAt = Number.NEGATIVE_INFINITY;
  foundAskedAt = Number.NEGATIVE_INFINITY;
  toldAt = 0;
  shownAt = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  timer;

  /** @param {HTMLElement} content @param {Words} words */
  constructor(content, words) {
    this.words = words;
    this.content = content;
    this.view = new BoardsView(content, words, {
      toggle: (row) => this.toggle(row),
      actionsFor: (found) => foundActions(found, words),
    });
    RED.comms.subscribe('esp8266-ws/changed', () => this.expire());
    RED.events.on('deploy', () => this.expire());
    new IntersectionObserver((entries) => this.watch(entries.at(-1)?.isIntersecting === true)).observe(
      content,
    );
    document.addEventListener('visibilitychange', () => this.watch(this.isShown));
    content.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** What was told is no longer so. */
  expire() {
    this.isStale = true;
  }

  /** @param {boolean} isShown */
  watch(isShown) {
    this.isShown = isShown;
    clearInterval(this.timer);
    this.timer = undefined;
    if (!isShown || document.hidden) return;
    this.isStale = true;
    this.shownAt = performance.now();
    this.timer = setInterval(() => this.tick(), tickMs);
    this.tick();
  }

  tick() {
    const now = performance.now();
    if (!this.isAsking && (this.isStale || now - this.askedAt >= longestRestMs)) void this.ask(now);
    if (now - this.shownAt < searchingMs || now - this.foundAskedAt >= foundRestMs) {
      this.foundAskedAt = now;
      askFound().then(
        (found) => {
          this.found = found;
        },
        () => {},
      );
    }
    this.draw();
  }

  /** @param {number} now */
  async ask(now) {
    this.isAsking = true;
    this.isStale = false;
    this.askedAt = now;
    try {
      const { boards } = await askBoards();
      this.boards = boards;
      this.isTold = true;
      this.toldAt = performance.now();
      this.refusal = undefined;
      if (this.opened) await this.askOpened(this.opened);
    } catch (answer) {
      this.refusal = refusalText(
        /** @type {{ status?: number }} */ (answer)?.status ?? 0,
        'read',
        this.words,
      );
    }
    this.isAsking = false;
    this.draw();
  }

  /** @param {OpenedBoard} opened */
  async askOpened(opened) {
    try {
      opened.take(await askBoard(opened.board), performance.now());
    } catch (answer) {
      opened.refuse(
        refusalText(/** @type {{ status?: number }} */ (answer)?.status ?? 0, 'read', this.words),
      );
    }
  }

  draw() {
    const { boards, found, refusal, toldAt, words } = this;
    if (!this.isTold)
      return this.view.update({
        found: [],
        unshown: 0,
        groups: [],
        sentence: refusal ?? words.say('list.loading'),
      });
    const others = otherBoards(config);
    const told = new Set(boards.flatMap(({ config: id, template }) => [id, template]));
    const list = shownList(
      {
        boards,
        found,
        elapsedMs: performance.now() - toldAt,
        isAnyUndeployed: [...others.values()].some(({ id }) => !told.has(id)),
        isUsed: (address) => boardAt(config, address, others) !== undefined,
        titleOf: (row) => labelOf(row),
      },
      words,
    );
    this.view.update(refusal === undefined ? list : { ...list, sentence: refusal });
    this.drawOpened();
  }

  drawOpened() {
    const { opened, words } = this;
    if (opened === undefined) return;
    if (this.view.row(opened.key) === undefined) return this.close();
    if (opened.detail === undefined) return;
    const moment = { elapsedMs: performance.now() - opened.toldAt, wall: Date.now() };
    opened.update(shownBoard(opened.detail, moment, words));
  }

  /** @param {ShownRow} row */
  toggle(row) {
    const isOpen = this.opened?.key === row.key;
    this.close();
    if (isOpen) return;
    const data = this.boards.find((board) => keyOf(board) === row.key);
    const view = this.view.row(row.key);
    if (data === undefined || view === undefined) return;
    this.opened = new OpenedBoard(data, row.key, this.words, () => this.refresh());
    view.root.append(this.opened.root);
    view.button.setAttribute('aria-expanded', 'true');
    void this.refresh();
  }

  close() {
    this.opened?.close();
    if (this.opened) this.view.row(this.opened.key)?.button.setAttribute('aria-expanded', 'false');
    this.opened = undefined;
  }

  /** Asks at once, since somebody has done something. */
  async refresh() {
    if (this.opened) await this.askOpened(this.opened);
    this.expire();
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key !== 'Escape' || this.opened === undefined || event.defaultPrevented) return;
    event.stopPropagation();
    const row = this.view.row(this.opened.key);
    this.close();
    row?.button.focus();
  }
}

/** @param {BoardRowData} row */
function labelOf({ config: id, name, template }) {
  const node = RED.nodes.node(id) ?? (template && RED.nodes.node(template));
  return node ? RED.utils.getNodeLabel(/** @type {ConfigNode} */ (node), name) : name;
}
