import type { Node, NodeAPI } from 'node-red';
import { Board } from '../src/board/board.js';

/** A config node: where its settings cannot work, it has a `problem` in place of a `board`. */
export interface BoardNode extends Node {
  board?: Board;
  problem?: string;
}

/** The board that an in or out node has chosen; undefined where none is, or its settings cannot work. */
export function boardOf(RED: NodeAPI, id: string): Board | undefined {
  const { board } = (RED.nodes.getNode(id) ?? {}) as BoardNode;
  // Other nodes may call something a board, too.
  return board instanceof Board ? board : undefined;
}

/** Why a node has no {@link boardOf}, for an error. */
export function boardProblem(RED: NodeAPI, id: string): string {
  if (!id) return 'no board is chosen';
  const { problem } = (RED.nodes.getNode(id) ?? {}) as BoardNode;
  return problem === undefined
    ? 'the board is not there: choose another'
    : `the board cannot be used: ${problem}`;
}
