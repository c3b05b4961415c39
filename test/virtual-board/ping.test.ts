import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { Opcode } from '../../src/virtual-board/frame.js';
import type { ArduinoServer } from '../../src/virtual-board/sketch.js';
import { clientFrame } from '../support/raw-client.js';
import { closed, events, eventTypes, sketch, useBench } from './bench.js';

describe('ping and pong', () => {
  const { dial, open, openRaw, start } = useBench();

  for (const length of [0, 3, 125, 126]) {
    it(`echo ${length} bytes`, async () => {
      const board = await start();
      const client = await openRaw(board);
      const payload = Buffer.alloc(length, 7);
      client.write(clientFrame(Opcode.ping, payload));
      const head = length < 126 ? Buffer.from([0x8a, length]) : Buffer.from([0x8a, 126, 0, length]);
      deepStrictEqual(await client.read(head.length + length), Buffer.concat([head, payload]));
      deepStrictEqual((await events(board, 'ping'))[0]!.payload, payload);
    });
  }

  it('confirm: the pong comes after the message before the ping has been handled', async () => {
    const board = await start();
    const client = await open(board);
    client.send('handled?');
    client.ping();
    await once(client, 'pong');
    deepStrictEqual(
      eventTypes(board).filter((type) => type === 'text'),
      ['text'],
    );
  });

  it('ignore a pong nobody asked for', async () => {
    const board = await start();
    const client = await openRaw(board);
    client.write(clientFrame(Opcode.pong, 'unasked'));
    client.write(clientFrame(Opcode.text, 'still here'));
    strictEqual((await client.read(18)).toString('latin1'), '\x81\x10Message received');
  });

  it('work the other way round: the sketch pings and hears PONG', async () => {
    let server: ArduinoServer;
    const pinging = sketch({
      setup: (given) => {
        server = given;
      },
      onEvent: (num, type) => {
        if (type === 'WStype_TEXT') server.sendPing(num, 'are you there');
      },
    });
    const board = await start({ sketch: pinging });
    const client = await open(board);
    client.send('ping me');
    const pongs = await events(board, 'pong', 2);
    strictEqual(pongs[1]!.payload.toString(), 'are you there');
  });

  it('of the heartbeat come in their interval, and an answering client stays', async () => {
    const board = await start({ heartbeat: { pingMs: 40, pongMs: 30, count: 20 } });
    const dialledAt = performance.now();
    const client = await open(board);
    await events(board, 'pong', 5);
    const milliseconds = performance.now() - dialledAt;
    ok(milliseconds > 4 * 40 - 5, `${milliseconds} ms`);
    strictEqual(client.readyState, client.OPEN);
  });

  it('of the heartbeat drop a client that does not answer, without a close frame', async () => {
    const board = await start({ heartbeat: { pingMs: 1_500, pongMs: 1_000, count: 2 } });
    const client = dial(board, { autoPong: false });
    deepStrictEqual(await closed(client), { code: 1006, reason: '' });
    await events(board, 'disconnected');
  });

  it('of a heartbeat whose pong time is not below its interval never drop anybody', async () => {
    const board = await start({ heartbeat: { pingMs: 200, pongMs: 1_500, count: 1 } });
    const client = dial(board, { autoPong: false });
    for (let count = 0; count < 10; count++) await once(client, 'ping');
    strictEqual(client.readyState, client.OPEN);
  });
});
