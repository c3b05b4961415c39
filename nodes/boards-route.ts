import type { NodeAPI } from 'node-red';
import type { Board } from '../src/board/board.js';
import { type KnownTopic, knownTopics, mostTopics } from '../src/board/known-topics.js';
import type { Fleet } from '../src/fleet/fleet.js';
import { matches } from '../src/fleet/glob.js';
import { type Counts, sumOf } from '../src/fleet/sum.js';
import { nearestFirst } from '../src/message/near-misses.js';
import { passes } from '../src/message/topic-filter.js';
import { fleetOf } from './board.js';

/**
 * Tells the editor of the boards of a config node: how they are, with `?topics` what topics they have, with `?topic=` what a
 * topic filter would find. `?board=` limits it to those whose name matches.
 */
export function serveBoards(RED: NodeAPI): void {
  const mayRead = RED.auth.needsPermission('esp8266-ws.read');
  RED.httpAdmin.get('/esp8266-ws/boards/:id', mayRead, ({ params, query }, answer) => {
    const fleet = fleetOf(RED, String(params.id));
    if (fleet === undefined) return void answer.sendStatus(404);
    const boards = chosen(fleet, query.board);
    if (query.topics !== undefined) return void answer.json(topicsOf(boards));
    const [only] = fleet.isSingle ? boards : [];
    const status = only === undefined ? severalOf(boards) : describe(only);
    answer.json({ ...status, ...heard(boards, query.topic) });
  });
}

function chosen(fleet: Fleet, pattern: unknown): Board[] {
  const all = [...fleet.all.values()];
  if (fleet.isSingle || typeof pattern !== 'string' || pattern === '') return all;
  return all.filter(({ name }) => matches(pattern, name));
}

/** What the editor lists of the topics of boards: each once, as the first board that has it tells it. */
function topicsOf(boards: readonly Board[]): KnownTopic[] {
  const now = performance.now();
  const topics = new Map<string, KnownTopic>();
  for (const {
    memory,
    topics: { list },
  } of boards) {
    for (const known of knownTopics(memory.lastDescription, memory.lastValues, list, now)) {
      if (!topics.has(known.topic) && topics.size < mostTopics) topics.set(known.topic, known);
    }
  }
  return [...topics.values()];
}

/** How a board is doing. Translated in the dialog, since `reason` is in the server's language. */
function describe(board: Board) {
  const { address, connection } = board;
  const { report } = connection;
  return { address, reasons: board.reasonsOf(report), ...board.describe(report) };
}

/** How each of several boards is doing, and what they have counted together. */
function severalOf(boards: readonly Board[]): object {
  const rows = boards.map((board) => ({ name: board.name, ...describe(board) }));
  return { boards: rows, counters: sumOf(rows.map(({ counters }) => counters as unknown as Counts)) };
}

/** The topics that boards have sent, only where a topic filter is asked about. */
function heard(boards: readonly Board[], filter: unknown): object {
  if (typeof filter !== 'string') return {};
  const topics = [...new Set(boards.flatMap(({ topics: { list } }) => list))];
  return {
    isHeard: topics.some((topic) => passes(filter, topic)),
    topics: nearestFirst(filter, topics).slice(0, mostTopics),
  };
}
