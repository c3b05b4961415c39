import type { Node, NodeAPI } from 'node-red';
import { Board } from '../src/board/board.js';
import { SettingsError } from '../src/settings/settings-error.js';

/** A config node; without a `board` if its settings cannot work. */
export interface BoardNode extends Node {
  board?: Board;
}

/** The board of a config node; undefined where none has this id, or its settings cannot work. */
export function boardOf(RED: NodeAPI, id: string): Board | undefined {
  const { board } = (RED.nodes.getNode(id) ?? {}) as BoardNode;
  // Other nodes may call something a board, too.
  return board instanceof Board ? board : undefined;
}

/**
 * The board that an in or out node has chosen.
 *
 * @throws {SettingsError} naming `board`, where there is none that works
 */
export function chosenBoard(RED: NodeAPI, id: string): Board {
  if (!id) throw new SettingsError('board', 'boardMissing');
  const board = boardOf(RED, id);
  if (board !== undefined) return board;
  const { type } = (RED.nodes.getNode(id) ?? {}) as Partial<Node>;
  if (type === 'esp8266-ws-config') throw new SettingsError('board', 'boardUnfit');
  throw new SettingsError('board', isDisabled(RED, id) ? 'boardDisabled' : 'boardGone');
}

/** Node-RED makes no node of what is disabled, but still lists it. */
function isDisabled(RED: NodeAPI, id: string): boolean {
  let found = false;
  RED.nodes.eachNode((item) => {
    found ||= item.id === id && (item as { d?: boolean }).d === true;
  });
  return found;
}
