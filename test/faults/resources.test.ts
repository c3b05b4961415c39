import { deepEqual, ok } from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { Connection } from '../../src/link/connection.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { freePort } from '../support/free-port.js';
import { NodeRed } from '../support/node-red.js';
import { shortSettings, shortTimes } from '../support/settings.js';
import { until } from '../support/waiting.js';
import { Watcher } from '../support/watcher.js';

/** What keeps this process alive, except for what the test runner itself uses. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = { TCPSocketWrap: 0, Timeout: 0 };
  for (const name of process.getActiveResourcesInfo()) if (name in counts) counts[name]! += 1;
  return counts;
}

/** Whether there are no more than before; less may be, when what came before had still to end. */
function noMoreThan(before: Record<string, number>): boolean {
  return Object.entries(resources()).every(([name, count]) => count <= before[name]!);
}

describe('Resources', () => {
  it('R1: where no file can be opened any more the cause is "this computer", and the board comes back when one can', async function () {
    this.timeout(120_000);
    if (process.platform === 'win32') this.skip();
    const most = 80;
    const board = new VirtualBoard({ sketch: 'echo', port: 0 });
    await board.listen();
    const config = {
      id: 'board',
      type: 'esp8266-ws-config',
      host: '127.0.0.1',
      port: board.port,
      ...shortTimes,
      // Longer than it takes until what the lost connection frees is taken.
      minDelaySeconds: 1,
      maxDelaySeconds: 2,
    };
    const out = { id: 'out', type: 'esp8266-ws-out', z: 'tab', x: 0, y: 0, board: 'board', wires: [] };
    const nodeRed = await NodeRed.start(undefined, {
      flows: [{ id: 'tab', type: 'tab' }, config, out],
      shell: `ulimit -n ${most}`,
    });
    const takers: Socket[] = [];
    const port = Number(new URL(nodeRed.url).port);
    let taking: NodeJS.Timeout | undefined;
    try {
      await nodeRed.status('out', 'ready');
      // Each connection to its editor takes a file of the process; what becomes free is taken at once.
      taking = setInterval(() => {
        for (let count = 0; count < 20; count += 1)
          takers.push(connect(port, '127.0.0.1').on('error', () => {}));
      }, 5);
      // Until it has all that it may have, but for the one that libuv keeps to turn others away with.
      await until(() => (nodeRed.openFiles ?? most) >= most - 1);
      board.reset();
      await nodeRed.status('out', 'this computer');
      clearInterval(taking);
      for (const taker of takers) taker.destroy();
      await nodeRed.status('out', 'ready');
    } finally {
      clearInterval(taking);
      for (const taker of takers) taker.destroy();
      await nodeRed.stop();
      await board.close();
    }
  });

  it('R2: 50 boards that are off, each dialled many times, take no more sockets and timers than after their first attempt', async () => {
    const port = await freePort();
    const before = resources();
    const connections = Array.from({ length: 50 }, () => new Connection(shortSettings(port)));
    const users = connections.map((connection) => Watcher.of(connection));
    await Promise.all(users.map((user) => user.report(({ attempt }) => attempt === 6)));
    const { TCPSocketWrap = 0, Timeout = 0 } = resources();
    ok(TCPSocketWrap <= before.TCPSocketWrap! + 50, `${TCPSocketWrap} sockets`);
    ok(Timeout <= before.Timeout! + 50, `${Timeout} timers`);
    await Promise.all(connections.map((connection) => connection.close()));
    await until(() => noMoreThan(before));
  });

  it('R4: after 200 connections that came and went, and 200 that were never answered, nothing is left', async () => {
    const board = new VirtualBoard({ sketch: 'echo', port: 0 });
    await board.listen();
    const refused = await freePort();
    const listeners = () => process.eventNames().map((name) => process.listenerCount(name));
    const before = resources();
    const heard = listeners();
    for (let count = 0; count < 200; count += 1) {
      const watcher = Watcher.of(new Connection(shortSettings(board.port)));
      await watcher.state('ready');
      await watcher.connection.close();
      const away = Watcher.of(new Connection(shortSettings(refused)));
      await away.connection.close();
    }
    await until(() => board.slotsInUse === 0);
    await until(() => noMoreThan(before));
    deepEqual(listeners(), heard);
    await board.close();
  });
});
