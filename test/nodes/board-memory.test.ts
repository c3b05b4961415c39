import { deepEqual, equal } from 'node:assert/strict';
import { boardAt, boardItem, deploy, load, outItem, statusText, tabItem, useBoard } from '../support/flow.js';

describe('The history of a board', () => {
  const used = useBoard();
  const flow = (name: string, more: Readonly<Record<string, unknown>> = {}) => [
    tabItem,
    boardItem(used.board, more),
    outItem({ name }),
  ];
  const kinds = () => boardAt().history.events.map(({ kind, count }) => `${kind} ${count}`);

  it('is not told twice to a board that a deploy hands over', async () => {
    await load(flow('before'));
    await statusText('out', 'ready');
    const board = boardAt();
    await deploy(flow('after', { tls: '' }), 'nodes');
    await statusText('out', 'ready');
    equal(boardAt(), board);
    deepEqual(kinds(), ['connected 1']);
  });
});
