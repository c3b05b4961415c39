import { deepEqual, equal } from 'node:assert/strict';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import {
  boardAt,
  boardItem,
  deploy,
  load,
  outItem,
  statusText,
  tabItem,
  timePasses,
  useBoard,
} from '../support/flow.js';
import { freePort } from '../support/free-port.js';
import { NodeRed } from '../support/node-red.js';
import { shortTimes } from '../support/settings.js';

describe('The history of a board', () => {
  const used = useBoard();
  const flow = (name: string, more: Readonly<Record<string, unknown>> = {}) => [
    tabItem,
    // What is known of a board outlives its node: other tests have other boards of that name.
    boardItem(used.board, { name: `kept ${used.board.port}`, ...more }),
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

const stores = {
  'no context store': {},
  'a context store that is a file': {
    contextStorage: { default: { module: 'localfilesystem', config: { flushInterval: 0 } } },
  },
};

for (const [store, settings] of Object.entries(stores)) {
  describe(`The history of a board in a Node-RED with ${store}`, () => {
    let board: VirtualBoard;
    let nodeRed: NodeRed;

    before(async () => {
      board = new VirtualBoard({ sketch: 'echo', port: await freePort() });
      await board.listen();
      nodeRed = await NodeRed.start(undefined, { settings });
    });
    after(async () => {
      await nodeRed.stop();
      await board.close();
    });

    const place = { z: 'tab', x: 0, y: 0 };
    const flow = (path: string) => [
      { id: 'tab', type: 'tab', label: 'history' },
      { id: 'board', type: 'esp8266-ws-config', host: '127.0.0.1', port: board.port, path, ...shortTimes },
      { ...place, id: 'out', type: 'esp8266-ws-out', board: 'board', send: 'payload', wires: [] },
    ];
    const connects = async () => {
      const name = encodeURIComponent(`127.0.0.1:${board.port}`);
      const answer = await nodeRed.get(`/esp8266-ws/overview/board?board=${name}`);
      const { events } = (await answer.json()) as { events: { kind: string; count: number }[] };
      const counts = events.filter(({ kind }) => kind === 'connected').map(({ count }) => count);
      return counts.reduce((sum, count) => sum + count, 0);
    };

    it('is kept across deploys of each kind', async () => {
      await nodeRed.deploy(flow('/'));
      while ((await connects()) < 1) await timePasses(20);
      for (const [at, type] of (['full', 'flows', 'nodes'] as const).entries()) {
        await nodeRed.deploy(flow(`/${at}`), type);
        while ((await connects()) < at + 2) await timePasses(20);
        equal(await connects(), at + 2);
      }
    });
  });
}
