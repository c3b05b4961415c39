import { equal, ok } from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Connection } from '../../src/link/connection.js';
import { Peer, shakeHands } from '../support/peer.js';
import { shortPings, shortSettings } from '../support/settings.js';
import { timePasses } from '../support/waiting.js';
import { Watcher } from '../support/watcher.js';

/** More than the system takes for a peer that does not read. */
const largeBytes = 1_000_000;

describe('A link that was given up', () => {
  let connection: Connection;
  let peer: Peer;

  afterEach(async () => {
    await connection.close();
    await peer.close();
  });

  /** A peer that shakes hands and then reads nothing. */
  async function frozen(): Promise<{ watcher: Watcher; socket: Socket }> {
    peer = new Peer((socket) => shakeHands(socket, () => socket.pause()));
    connection = new Connection(
      shortSettings(await peer.listen(), { maxOutBytes: 1_048_576, ...shortPings }),
    );
    const watcher = Watcher.of(connection);
    await watcher.state('ready');
    return { watcher, socket: peer.sockets[0]! };
  }

  /** What arrives once it reads again, until the end. */
  async function arriving(socket: Socket): Promise<number> {
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
    });
    socket.resume();
    // Newer versions of Node.js tell of the reset first.
    await new Promise((resolve) => socket.once('close', resolve));
    return bytes;
  }

  it('brings nothing to the board afterwards, when it was dead', async () => {
    const { socket, watcher } = await frozen();
    equal(await watcher.send(Buffer.alloc(largeBytes)), 'ERR_UNCONFIRMED');
    await watcher.state('lost');
    ok((await arriving(socket)) < largeBytes);
  });

  it('brings nothing to the board afterwards, when it did not answer our goodbye', async () => {
    const { socket, watcher } = await frozen();
    const end = watcher.send(Buffer.alloc(largeBytes));
    await connection.close();
    equal(await end, 'ERR_UNCONFIRMED');
    ok((await arriving(socket)) < largeBytes);
  });

  it('brings nothing to the board afterwards, when this process stood still after its goodbye', async () => {
    const { socket, watcher } = await frozen();
    const end = watcher.send(Buffer.alloc(largeBytes));
    const closed = connection.close();
    await timePasses(50);
    const until = performance.now() + 1_500;
    while (performance.now() < until);
    await closed;
    equal(await end, 'ERR_UNCONFIRMED');
    ok((await arriving(socket)) < largeBytes);
  });
});
