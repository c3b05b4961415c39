import { deepEqual, equal } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { SpiedNodeRed } from '../support/module-spy.js';
import type { Item, NodeRed } from '../support/node-red.js';
import { shortTimes } from '../support/settings.js';

describe('Finding boards in Node-RED', () => {
  let spied: SpiedNodeRed;
  let nodeRed: NodeRed;
  let board: VirtualBoard;
  // All tests of this computer share one port and one group.
  const name = `b${randomBytes(6).toString('hex')}`;

  before(async () => {
    spied = await SpiedNodeRed.start(/^(multicast-dns|dns-packet)$|src.discovery.discovery/);
    ({ nodeRed } = spied);
    board = new VirtualBoard({ sketch: 'echo', port: 0, announce: name });
    await board.listen();
  });

  after(async () => {
    await spied?.stop();
    await board?.close();
  });

  const flow = (host: string, port: number): Item[] => [
    { id: 'tab', type: 'tab', label: host },
    { id: 'board', type: 'esp8266-ws-config', host, port, ...shortTimes },
    { id: 'in', z: 'tab', x: 0, y: 0, type: 'esp8266-ws-in', board: 'board', wires: [[]] },
  ];

  it('F8: loads no code for it while every board has an address and is connected', async () => {
    await nodeRed.deploy(flow('127.0.0.1', board.port));
    await nodeRed.status('in', 'ready');
    deepEqual(spied.loaded, []);
  });

  it('connects a board that is given by the name it announces', async () => {
    await nodeRed.deploy(flow(`${name}.local`, board.port));
    await nodeRed.status('in', 'ready');
    deepEqual(spied.loaded.length > 0, true);
  });

  it('tells the editor which boards are there, once somebody asks', async () => {
    const find = async () => {
      const { boards, canAsk } = await (await nodeRed.get('/esp8266-ws/found')).json();
      equal(canAsk, true);
      return boards.find(({ host }: { host: string }) => host === `${name}.local`);
    };
    let found = await find();
    while (found === undefined) found = await find();
    deepEqual(found, {
      host: `${name}.local`,
      addresses: ['127.0.0.1'],
      port: board.port,
      text: { auth: 'none', sketch: 'echo' },
    });
  });
});
