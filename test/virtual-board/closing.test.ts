import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { Opcode } from '../../src/virtual-board/frame.js';
import type { ArduinoServer } from '../../src/virtual-board/sketch.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { freePort } from '../support/free-port.js';
import { clientFrame } from '../support/raw-client.js';
import { closed, events, eventTypes, messages, sketch, useBench } from './bench.js';

describe('closing a connection', () => {
  const { connectRaw, open, openRaw, start } = useBench();

  for (const [what, payload] of Object.entries({
    'no code': '',
    '1000': '03e8',
    '1001': '03e9',
    '3000': '0bb8',
    '4999 and a reason': `1387${Buffer.from('reason').toString('hex')}`,
    'half a code': '03',
  })) {
    it(`with ${what} is answered with 1000 and FIN`, async () => {
      const board = await start();
      const client = await openRaw(board);
      client.write(clientFrame(Opcode.close, Buffer.from(payload, 'hex')));
      strictEqual((await client.readAll()).toString('hex'), '880203e8');
      strictEqual(await client.ended, 'FIN');
      deepStrictEqual(eventTypes(board), ['connected', 'disconnected']);
    });
  }

  it('after a message answers the message first', async () => {
    const client = await open(await start());
    const answer = messages(client, 1);
    client.send('last words');
    client.close(4_000);
    deepStrictEqual(await closed(client), { code: 1000, reason: '' });
    deepStrictEqual(await answer, ['Message received']);
  });

  it('by terminate() right after a message loses the message', async () => {
    const board = await start();
    const client = await open(board);
    await events(board, 'pong');
    client.send('lost');
    client.terminate();
    await events(board, 'disconnected');
    deepStrictEqual(eventTypes(board), ['connected', 'pong', 'disconnected']);
  });

  it('by half is answered with RST', async () => {
    const board = await start();
    const client = await openRaw(board);
    client.socket.end();
    strictEqual(await client.ended, 'RST');
    await events(board, 'disconnected');
  });

  it('by the board gives 1000, and what was sent before arrives', async () => {
    let server: ArduinoServer;
    const farewell = sketch({
      setup: (given) => {
        server = given;
      },
      onEvent: (num, type) => {
        if (type !== 'WStype_TEXT') return;
        for (let count = 0; count < 200; count++) server.sendTXT(num, `message ${count}`);
        server.disconnect(num);
      },
    });
    const client = await open(await start({ sketch: farewell }));
    const arrived = messages(client, 200);
    client.send('go');
    deepStrictEqual(await closed(client), { code: 1000, reason: '' });
    strictEqual((await arrived)[199], 'message 199');
  });

  it('of one client leaves the others', async () => {
    const board = await start();
    const [first, second] = [await open(board), await open(board)];
    board.disconnect(0);
    await once(first, 'close');
    second.send('still here');
    deepStrictEqual(await messages(second, 1), ['Message received']);
  });

  it('of the whole board gives everybody 1000', async () => {
    const board = await start();
    const client = await open(board);
    const silent = await connectRaw(board);
    while (board.slotsInUse < 2) await once(board, 'slots');
    const ended = closed(client);
    await board.close();
    deepStrictEqual(await ended, { code: 1000, reason: '' });
    strictEqual(await silent.ended, 'FIN');
    strictEqual(board.slotsInUse, 0);
  });

  it('of the whole board does not wait for a client that does not read, nor for a hung loop()', async () => {
    const board = await start();
    const client = await open(board);
    client.pause();
    board.broadcast(Buffer.alloc(16_000_000));
    await new Promise(setImmediate);
    board.freeze();
    await board.close();
    strictEqual(board.slotsInUse, 0);
  });
});

describe('listen()', () => {
  const { dial, open, start } = useBench();

  it('and close() at once after another leave nothing behind', async () => {
    // Not any: nobody else may listen there afterwards.
    const board = new VirtualBoard({ sketch: 'echo', port: await freePort() });
    const listening = board.listen();
    await board.close();
    const { port } = await listening;
    const { error } = await closed(dial(new VirtualBoard({ sketch: 'echo', port })));
    strictEqual(error?.code, 'ECONNREFUSED');
    await board.close();
  });

  it('works again after close()', async () => {
    const board = await start();
    await open(board);
    const closing = board.close();
    await board.listen();
    await closing;
    await open(board);
  });

  it('says that the port is taken, and may then be tried again', async () => {
    const board = await start({ port: await freePort() });
    const late = new VirtualBoard({ sketch: 'echo', port: board.port });
    await rejects(late.listen(), { code: 'EADDRINUSE' });
    await board.close();
    await late.listen();
    await late.close();
  });
});
