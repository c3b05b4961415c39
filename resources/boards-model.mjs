/** Pure: what the list of the tab *Boards* shows, as texts. */

import { ageText } from './boards-time.mjs';
import { isConnected } from './connected.mjs';
import { printable } from './printable.mjs';

/** @type {Record<string, Light>} */
const lights = {
  ready: 'good',
  slow: 'warning',
  'no pongs': 'warning',
  silent: 'warning',
  connecting: 'busy',
  closing: 'busy',
  lost: 'bad',
  disconnected: 'off',
};

/** More than a person looks through: whoever has more uses a pattern. */
const mostFound = 100;

/** So strong a signal has so many bars, in dBm: what phones show. */
const barsFrom = [-85, -75, -67, -55];

/**
 * @param {object} facts
 * @param {readonly BoardRowData[]} facts.boards
 * @param {Found | undefined} facts.found
 * @param {number} facts.elapsedMs since the boards were told
 * @param {boolean} facts.isAnyUndeployed whether the editor has boards that were not told
 * @param {(row: BoardRowData) => string} facts.titleOf the config node's label
 * @param {(address: string) => boolean} facts.isUsed whether a board of the editor is there
 * @param {Words} words
 * @returns {ShownList}
 */
export function shownList({ boards, elapsedMs, found, isAnyUndeployed, isUsed, titleOf }, words) {
  const { compare } = new Intl.Collator(words.lang, { numeric: true });
  const groups = groupsOf(boards, elapsedMs, titleOf, compare, words);
  // Node-RED tells those first that were heard last: in that order, rows would change places under the mouse.
  const unused = (found?.boards ?? [])
    .flatMap((board) => foundRows(board, boards, isUsed))
    .sort((one, other) => compare(one.name, other.name) || compare(one.address, other.address));
  return {
    found: unused.slice(0, mostFound),
    unshown: Math.max(0, unused.length - mostFound),
    groups,
    sentence: sentenceOf(boards, unused.length > 0, isAnyUndeployed, words),
  };
}

/**
 * Names one board among all.
 *
 * @param {{ readonly config: string, readonly name: string }} row
 */
export function keyOf({ config, name }) {
  return `${config}\n${name}`;
}

/** @param {string} state */
export function isPaused(state) {
  return state === 'disconnected' || state === 'closing';
}

/**
 * @param {readonly BoardRowData[]} boards
 * @param {boolean} isAnyFound
 * @param {boolean} isAnyUndeployed
 * @param {Words} words
 */
function sentenceOf(boards, isAnyFound, isAnyUndeployed, words) {
  if (boards.length > 0) {
    const up = boards.filter(({ state }) => isConnected(state)).length;
    const all = words.say('list.connected', { n: up, all: boards.length });
    return isAnyUndeployed ? `${all} ${words.say('list.undeployed')}` : all;
  }
  if (isAnyUndeployed) return words.say('list.undeployed');
  return words.say(isAnyFound ? 'list.noneUsed' : 'list.none');
}

/**
 * First those that are alone in their config node, then a group for each config node that has several.
 *
 * @param {readonly BoardRowData[]} boards
 * @param {number} elapsedMs
 * @param {(row: BoardRowData) => string} titleOf
 * @param {(one: string, other: string) => number} compare of names
 * @param {Words} words
 * @returns {ShownGroup[]}
 */
function groupsOf(boards, elapsedMs, titleOf, compare, words) {
  /** @type {Map<string, BoardRowData[]>} */
  const byConfig = new Map();
  for (const board of boards) byConfig.set(board.config, [...(byConfig.get(board.config) ?? []), board]);
  const group = (
    /** @type {string} */ key,
    /** @type {string} */ title,
    /** @type {BoardRowData[]} */ members,
  ) => ({
    key,
    title,
    summary: title && `${members.filter(({ state }) => isConnected(state)).length}/${members.length}`,
    rows: members
      .map((board) => shownRow(board, elapsedMs, words))
      .sort((one, other) => compare(one.name, other.name)),
  });
  const all = [...byConfig];
  const single = all.flatMap(([, members]) => (members.length === 1 ? members : []));
  const several = all
    .filter(([, members]) => members.length > 1)
    .map(([config, members]) => group(config, titleOf(/** @type {BoardRowData} */ (members[0])), members))
    .sort((one, other) => compare(one.title, other.title));
  return [...(single.length > 0 ? [group('', '', single)] : []), ...several];
}

/**
 * @param {BoardRowData} board
 * @param {number} elapsedMs
 * @param {Words} words
 * @returns {ShownRow}
 */
function shownRow({ cause, config, lastWordMs, name, roundTripMs, signalDbm, state }, elapsedMs, words) {
  return {
    key: keyOf({ config, name }),
    config,
    name: printable(name),
    light: lights[state] ?? 'off',
    state: words.inNode(cause ?? state),
    roundTrip: roundTripMs === undefined ? '' : words.config._('now.milliseconds', { n: roundTripMs }),
    signal: signalDbm === undefined ? '' : `${Math.round(signalDbm)} dBm`,
    bars: signalDbm === undefined ? 0 : barsFrom.filter((least) => signalDbm >= least).length,
    lastWord: lastWordMs === undefined ? '' : ageText(lastWordMs + elapsedMs, words.inNode),
  };
}

/**
 * A row for each address: where several boards go by one name, only their addresses tell them apart.
 *
 * @param {FoundBoard} board
 * @param {readonly BoardRowData[]} boards
 * @param {(address: string) => boolean} isUsed
 * @returns {ShownFound[]}
 */
function foundRows(board, boards, isUsed) {
  const { addresses, host, port = 81, text = {} } = board;
  const isThere = (/** @type {string} */ place) =>
    isUsed(`${place}:${port}`) ||
    boards.some(({ address }) => address.toLowerCase() === `${place}:${port}`.toLowerCase());
  if (addresses.length === 1 && isThere(host)) return [];
  return addresses
    .filter((address) => !isThere(address))
    .map((address) => ({
      key: `${host}\n${address}`,
      name: printable(host),
      address: printable(`${address}:${port}`),
      remarks: printable([text.sketch, text.version].filter(Boolean).join(' ')),
      isLocked: text.auth === 'basic',
      board: { ...board, addresses: [address] },
    }));
}
