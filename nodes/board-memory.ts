import type { Node } from 'node-red';
import { type Board, present } from '../src/board/board.js';
import { readDescription } from '../src/board/description.js';
import type { Leave } from '../src/fleet/fleet.js';

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
  // A key of the context must not look like a path in it.
  const key = (what: string) => (isOnly ? what : `${what}_${Buffer.from(board.name).toString('hex')}`);
  if (!recalled.has(board)) {
    recalled.add(board);
    context.get(key('hello'), (_error, stored) => stored && board.memory.recall(readDescription(stored)));
    context.get(key('history'), (_error, stored) => board.history.recall(stored, present()));
  }
  const endHello = board.onHello((description) => context.set(key('hello'), description, () => {}));
  return (removed) => {
    endHello();
    if (!removed) context.set(key('history'), board.history.save(present()), () => {});
  };
}
