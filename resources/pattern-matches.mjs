/** Which boards the patterns of a config node find now, asked as long as its dialog shows one. */

import { searchRefused } from './found-boards.mjs';
import { matches } from './pattern.mjs';
import { printable } from './printable.mjs';

const restMs = 2_000;
/** Whoever is there has answered by then. */
const patienceMs = 4_000;
/** So many names fit below a row. */
const mostNames = 8;

export class PatternMatches {
  isWanted = false;
  isAsking = false;
  askedAt = 0;
  /** Why nothing is known. */
  obstacle = '';
  /** @type {readonly string[]} */
  names = [];

  /**
   * @param {EditorNode} node
   * @param {JQuery} place ends with the dialog
   * @param {() => void} onNews
   */
  constructor(node, place, onNews) {
    this.node = node;
    this.place = place;
    this.onNews = onNews;
  }

  /** @param {boolean} isWanted */
  watch(isWanted) {
    this.isWanted = isWanted;
    if (!isWanted || this.isAsking) return;
    this.askedAt = performance.now();
    this.ask();
  }

  ask() {
    this.isAsking = this.isWanted && this.place.prop('isConnected');
    if (!this.isAsking) return;
    $.getJSON('esp8266-ws/found')
      .then(
        (found) => this.take(found),
        ({ status }) => {
          this.obstacle = searchRefused(status, this.node);
        },
      )
      .always(() => {
        setTimeout(() => this.ask(), restMs);
        if (this.place.prop('isConnected')) this.onNews();
      });
  }

  /** @param {Found} found */
  take({ boards, canAsk }) {
    this.obstacle = canAsk || boards.length > 0 ? '' : this.node._('found.cannotAsk');
    const names = new Set(boards.map(({ host }) => withoutLocal(host)));
    this.names = [...names].sort((one, other) => one.localeCompare(other, undefined, { numeric: true }));
  }

  /**
   * @param {string} pattern
   * @returns {string} names in it come from the network: text, never HTML
   */
  sentence(pattern) {
    const { node, obstacle } = this;
    if (obstacle !== '') return obstacle;
    const wanted = withoutLocal(pattern);
    const names = this.names.filter((name) => matches(wanted, name)).map((name) => printable(name));
    if (names.length === 0) {
      const isOver = this.askedAt > 0 && performance.now() - this.askedAt > patienceMs;
      return node._(isOver ? 'found.noMatch' : 'found.searching');
    }
    const more = names.length > mostNames ? ', …' : '';
    return `${node._('found.matches', { n: names.length })} – ${names.slice(0, mostNames).join(', ')}${more}`;
  }
}

/** @param {string} host */
function withoutLocal(host) {
  return String(host).replace(/\.local\.?$/i, '');
}
