import { equal, ok } from 'node:assert/strict';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { linked, until } from '../support/flow.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { shortTimes } from '../support/settings.js';

describe('A hundred deploys', function () {
  this.timeout(120_000);
  let board: VirtualBoard;
  let nodeRed: NodeRed;

  before(async () => {
    board = new VirtualBoard({ sketch: 'echo', port: 0 });
    await board.listen();
    nodeRed = await NodeRed.start();
  });

  after(async () => {
    await nodeRed.stop();
    await board.close();
  });

  const at = { z: 'tab', x: 0, y: 0, board: 'board' };
  const flow = (name: string): Item[] => [
    { id: 'tab', type: 'tab', label: name },
    { id: 'board', type: 'esp8266-ws-config', host: '127.0.0.1', port: board.port, ...shortTimes },
    { ...at, id: 'in', type: 'esp8266-ws-in', name, emit: 'both', wires: [[], []] },
    { ...at, id: 'out', type: 'esp8266-ws-out', name, wires: [] },
  ];
  const connects = () => board.log.filter(({ type }) => type === 'connected').length;

  for (const [kind, sockets] of [
    ['full', 100],
    ['flows', 0],
    ['nodes', 0],
  ] as const) {
    it(`B5, L1, L3: of kind "${kind}" take one slot, open ${sockets} new sockets and leave no file open`, async () => {
      await nodeRed.deploy(flow('before'));
      await nodeRed.status('out', 'ready');
      await until(() => board.slotsInUse === 1);
      const [before, files] = [connects(), nodeRed.openFiles];
      let most = 0;
      const count = (slots: number) => {
        most = Math.max(most, slots);
      };
      board.on('slots', count);
      for (let number = 1; number <= 100; number += 1) {
        await nodeRed.deploy(flow(`deploy ${number}`), kind);
        if (kind === 'full') await linked(board, before + number);
      }
      board.off('slots', count);
      await nodeRed.status('out', 'ready');
      ok(most <= 1, `${most} slots at once`);
      equal(board.slotsInUse, 1);
      equal(connects() - before, sockets);
      // A connection of ours to its API may be on the way out.
      ok((nodeRed.openFiles ?? 0) <= (files ?? 0) + 2, `${files} files before, ${nodeRed.openFiles} after`);
    });
  }
});
