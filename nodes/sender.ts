import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Board } from '../src/board/board.js';
import { configurationStatus } from '../src/board/node-status.js';
import { chosenBoard } from './board.js';
import { Fault, faultOf, unusable } from './fault.js';

/** Sends one msg. Rejects with a {@link Fault}. */
type Send<Result> = (msg: NodeMessage) => Promise<Result>;

/**
 * What a node sends with to the board that it has chosen. Where its settings cannot work, it refuses each msg with the reason,
 * which is told once.
 *
 * @param make from the board; may throw a SettingsError
 */
export function setUpSender<Result>(
  RED: NodeAPI,
  node: Node,
  id: string,
  make: (board: Board) => Send<Result>,
): { board?: Board; send: Send<Result> } {
  try {
    const board = chosenBoard(RED, id);
    const send = make(board);
    return { board, send: (msg) => send(msg).catch((error) => Promise.reject(faultOf(error, board))) };
  } catch (error) {
    const problem = unusable(RED, node, error);
    node.error(problem);
    node.status(configurationStatus);
    return { send: () => Promise.reject(new Fault('ERR_CONFIG', problem)) };
  }
}
