import { deepEqual } from 'node:assert/strict';
import {
  boardItem,
  describeBoard,
  inItem,
  input,
  load,
  onCall,
  outItem,
  statusText,
  tabItem,
  until,
  useBoard,
} from '../support/flow.js';

describe('An in node wired to an out node of the same board', () => {
  const used = useBoard();

  it('is named by the warning of dropped messages, where the board echoes', async () => {
    await load([
      tabItem,
      boardItem(used.board, { maxInPerSecond: 100 }),
      inItem({ wires: [['out']] }),
      outItem({ whileAway: 'queue' }),
    ]);
    await statusText('out', 'ready');
    const warnings: string[] = [];
    onCall('board', 'warn', (text) => warnings.push(text));
    for (let count = 0; count < 5; count += 1) input('out', { payload: `message ${count}` });
    // A busy machine may be too slow for a flood of its own: when the board is known to echo, it says more.
    await until(() => warnings.length > 0 || describeBoard().counters.received.delivered >= 180);
    for (let count = 0; count < 300; count += 1) used.board.broadcast('Message received');
    await until(() => warnings.length > 0);
    deepEqual(warnings, ['loop']);
  });
});
