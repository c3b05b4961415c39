import { equal } from 'node:assert/strict';
import type { WorkingNode } from '../../nodes/board.js';
import { rowOf } from '../../plugins/boards.js';
import { Board, present } from '../../src/board/board.js';
import { shortSettings } from '../support/settings.js';

describe('The row of a board', () => {
  const none = () => {};
  const node = { id: 'garden', warn: none, log: none, debug: none, error: none };

  for (const withholdsLogin of [true, false]) {
    it(`T2: says ${withholdsLogin ? 'that the board gets no login' : 'nothing of a login'}`, () => {
      const board = new Board(node, shortSettings(81), { name: 'plant-1', withholdsLogin }, (key) => key);
      const row = rowOf({ board, node: node as unknown as WorkingNode }, present());
      equal(row.withholdsLogin, withholdsLogin || undefined);
      equal(row.name, 'plant-1');
    });
  }
});
