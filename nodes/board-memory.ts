import type { Node } from 'node-red';
import { type Board, present } from '../src/board/board.js';
import { type Description, readDescription } from '../src/board/description.js';
import type { Leave } from '../src/fleet/fleet.js';

interface Known {
  readonly description: Description | undefined;
  readonly history: object;
}

/** From the end of a config node to its next beginning: without a configured context store, Node-RED deletes its context then. */
const betweenDeploys = new Map<string, Known>();
/** Of nodes that stay disabled the oldest gives way: each may be 32 kB. */
const mostKept = 1_000;

/** Boards that know what was kept: one that a deploy hands over must not hear its own words again. */
const recalled = new WeakSet<Board>();

/**
 * Keeps what a board has said of itself, and what has happened to it, across deploys; across restarts of Node-RED, too, where its
 * context store is a file. So the editor has the topics before the board is back.
 *
 * @param isOnly whether its config node has no other board
 * @returns how to end it
 */
export function keepMemory(node: Node, board: Board, isOnly: boolean): Leave {
  const context = node.context();
  const place = `${node.id}/${board.name}`;
  // A key of the context must not look like a path in it.
  const key = (what: string) => (isOnly ? what : `${what}_${Buffer.from(board.name).toString('hex')}`);
  if (!recalled.has(board))
    recall(board, betweenDeploys.get(place), (what, use) => context.get(key(what), use));
  recalled.add(board);
  betweenDeploys.delete(place);
  const endHello = board.onHello((description) => context.set(key('hello'), description, () => {}));
  return (removed) => {
    endHello();
    if (removed) return;
    const history = board.history.save(present());
    const [oldest] = betweenDeploys.keys();
    if (oldest !== undefined && betweenDeploys.size >= mostKept) betweenDeploys.delete(oldest);
    betweenDeploys.set(place, { description: board.memory.lastDescription, history });
    context.set(key('history'), history, () => {});
  };
}

/** @param stored asks the context store */
function recall(
  board: Board,
  known: Known | undefined,
  stored: (what: 'hello' | 'history', use: (error: unknown, value: unknown) => void) => void,
): void {
  const recallHello = (hello: unknown) => hello && board.memory.recall(readDescription(hello));
  const recallHistory = (history: unknown) => board.history.recall(history, present());
  if (known === undefined) {
    stored('hello', (_error, hello) => recallHello(hello));
    stored('history', (_error, history) => recallHistory(history));
  } else {
    recallHello(known.description);
    recallHistory(known.history);
  }
}
