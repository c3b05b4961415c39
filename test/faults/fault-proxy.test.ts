import { deepEqual, equal, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { FaultProxy } from '../support/fault-proxy.js';
import { freePort } from '../support/free-port.js';
import { OwnTime } from '../support/own-time.js';
import { Peer } from '../support/peer.js';
import { RawClient } from '../support/raw-client.js';

describe('The fault proxy', () => {
  let board: Peer;
  let proxy: FaultProxy;
  /** What the board has heard, and how its side of each connection came to its end. */
  let heard: Buffer;
  let ends: string[];

  beforeEach(async () => {
    heard = Buffer.alloc(0);
    ends = [];
    // An echo, so that both directions are seen.
    board = new Peer(
      (socket) => {
        socket.on('data', (bytes) => {
          heard = Buffer.concat([heard, bytes]);
          socket.write(bytes);
        });
        socket.on('end', () => ends.push('FIN'));
        socket.on('error', () => ends.push('RST'));
      },
      { allowHalfOpen: true },
    );
    // Not any port: where the board has gone, nobody else may listen.
    proxy = await FaultProxy.to(await board.listen(await freePort()));
  });

  afterEach(async () => {
    await proxy.close();
    await board.close();
  });

  async function connected(): Promise<RawClient> {
    const client = await RawClient.connect(proxy.port);
    client.write('hi');
    deepEqual((await client.read(2)).toString(), 'hi');
    return client;
  }

  /** How long it takes until the echo of so many bytes is back, and what of that this process has had. */
  async function roundTrip(client: RawClient, bytes: number): Promise<{ ms: number; ownMs: number }> {
    const time = new OwnTime();
    const before = performance.now();
    client.write(Buffer.alloc(bytes, 'x'));
    await client.read(bytes);
    return { ms: performance.now() - before, ownMs: time.ms };
  }

  it('hands on every byte, both ways, where nothing is wrong', async () => {
    const client = await connected();
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
    client.write(bytes);
    ok((await client.read(bytes.length)).equals(bytes));
    equal(proxy.accepted, 1);
    equal(proxy.live, 1);
  });

  it('hands on how a connection ends', async () => {
    const client = await connected();
    client.socket.end();
    await once(board.sockets[0]!, 'end');
    board.sockets[0]!.resetAndDestroy();
    equal(await client.ended, 'RST');
    const other = await connected();
    board.sockets[1]!.end();
    equal(await other.ended, 'FIN');
  });

  it('latency delays what travels, changes on a live connection, and does not add up in a row', async () => {
    const client = await connected();
    ok((await roundTrip(client, 2)).ownMs < 50);
    proxy.latency(50);
    ok((await roundTrip(client, 2)).ms >= 100);
    proxy.latency(0);
    proxy.latency(50, 'toClient');
    const time = new OwnTime();
    const before = performance.now();
    for (let count = 0; count < 10; count += 1) {
      client.write('ab');
      await new Promise(setImmediate);
    }
    await client.read(20);
    const tookMs = performance.now() - before;
    ok(tookMs >= 50 && time.ms < 200, `${tookMs}, ${time.ms} of them our own`);
  });

  it('jitter keeps the order', async () => {
    const client = await connected();
    proxy.jitter(30);
    const text = Array.from({ length: 40 }, (_, number) => String.fromCharCode(65 + number));
    for (const letter of text) {
      client.write(letter);
      await new Promise(setImmediate);
    }
    equal((await client.read(text.length)).toString(), text.join(''));
  });

  it('bandwidth lets so many bytes a second pass, and pushes back on the sender', async () => {
    const client = await connected();
    proxy.bandwidth(20_000, 'toBoard');
    const { ms, ownMs } = await roundTrip(client, 6_000);
    ok(ms >= 250 && ownMs < 600, `${ms}, ${ownMs} of them our own`);
    const heardBefore = heard.length;
    client.write(Buffer.alloc(20_000_000));
    await once(board.sockets[0]!, 'data');
    ok(client.socket.writableLength > 1_000_000, 'not taken in by the proxy');
    ok(heard.length - heardBefore < 20_000);
  });

  it('slicer cuts into segments of so many bytes', async () => {
    const client = await connected();
    proxy.slicer(3, 'toClient');
    const pieces: number[] = [];
    client.socket.on('data', (bytes: Buffer) => pieces.push(bytes.length));
    client.write(Buffer.alloc(30, 'x'));
    await client.read(30);
    deepEqual(pieces, Array(10).fill(3));
  });

  for (const [direction, whatBoardHears] of [
    ['toBoard', 'hi'],
    ['toClient', 'hilost?'],
  ] as const) {
    it(`blackhole ${direction} lets nothing pass, ends included, and all of it after it is healed`, async () => {
      const client = await connected();
      proxy.blackhole(direction);
      client.write('lost?');
      client.socket.end();
      if (direction === 'toClient') await once(board.sockets[0]!, 'end');
      const [early] = await Promise.race([once(client.socket, 'data'), timePasses(50)]);
      equal(early, undefined);
      equal(heard.toString(), whatBoardHears);
      proxy.heal();
      equal((await client.read(5)).toString(), 'lost?');
      equal(heard.toString(), 'hilost?');
    });
  }

  it('hold keeps the side of the board alive when the client has left', async () => {
    const client = await connected();
    proxy.hold();
    client.socket.destroy();
    await once(client.socket, 'close');
    await timePasses(30);
    deepEqual(ends, []);
    equal(proxy.live, 1);
  });

  it('reset and fin end both sides at once', async () => {
    const reset = await connected();
    proxy.reset();
    equal(await reset.ended, 'RST');
    const ended = await connected();
    proxy.fin();
    equal(await ended.ended, 'FIN');
    await until(() => ends.length === 2);
    deepEqual(ends, ['RST', 'FIN']);
  });

  for (const by of ['fin', 'reset'] as const) {
    it(`limit ends with a ${by} after so many bytes, in the middle of a segment, too`, async () => {
      proxy.limit(5, by, 'toClient');
      const client = await RawClient.connect(proxy.port);
      client.write('abcdefgh');
      equal(await client.ended, by === 'fin' ? 'FIN' : 'RST');
      // A reset takes along what was not yet read.
      if (by === 'fin') equal((await client.readAll()).toString(), 'abcde');
    });
  }

  it('limit 0 on a live connection resets it at the next byte, and no sooner', async () => {
    const client = await connected();
    proxy.limit(0, 'reset', 'toBoard');
    await timePasses(30);
    deepEqual(ends, []);
    client.write('x');
    equal(await client.ended, 'RST');
    equal(heard.toString(), 'hi');
  });

  it('corrupt flips one byte of each connection', async () => {
    proxy.corrupt(3, 'toBoard');
    const client = await connected();
    client.write('abc');
    deepEqual([...(await client.read(3))], [0x61, 0x62 ^ 0xff, 0x63]);
    equal(heard.length, 5);
  });

  it('acceptStall accepts, and the board hears of it only after it is healed', async () => {
    proxy.acceptStall();
    const client = await RawClient.connect(proxy.port);
    client.write('hello');
    await timePasses(30);
    equal(board.sockets.length, 0);
    proxy.heal();
    equal((await client.read(5)).toString(), 'hello');
  });

  it('adds faults up', async () => {
    const client = await connected();
    proxy.latency(20);
    proxy.slicer(1);
    proxy.corrupt(2, 'toBoard');
    ok((await roundTrip(client, 8)).ms >= 40);
    equal(heard.toString('latin1'), `hi${String.fromCharCode(0x78 ^ 0xff)}xxxxxxx`);
  });

  it('resets the client where the board does not listen', async () => {
    await board.close();
    const client = await RawClient.connect(proxy.port);
    equal(await client.ended, 'RST');
  });

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise(setImmediate);
  }
});

/** For what must not happen: there is nothing to wait for. */
async function timePasses(ms: number): Promise<[]> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return [];
}
