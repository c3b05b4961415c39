import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import type { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { closed, events, messages, useBench } from './bench.js';

describe('client slots', () => {
  const { connectRaw, dial, open, start } = useBench();

  async function fill(board: VirtualBoard) {
    return Promise.all(Array.from({ length: board.slots }, () => open(board)));
  }

  it('are five: a sixth client is accepted and closed without one byte of HTTP', async () => {
    const board = await start();
    const clients = await fill(board);
    const sixth = await connectRaw(board);
    await sixth.ended;
    strictEqual(sixth.socket.bytesRead, 0);
    strictEqual(board.slotsInUse, 5);
    clients[4]!.send('undisturbed?');
    deepStrictEqual(await messages(clients[4]!, 1), ['Message received']);
    strictEqual(board.log.filter(({ type }) => type === 'connected').length, 5);
  });

  it('give a sixth ws client ECONNRESET and 1006', async () => {
    const board = await start();
    await fill(board);
    const { code, error } = await closed(dial(board));
    strictEqual(code, 1006);
    strictEqual(error?.code, 'ECONNRESET');
  });

  it('are free again when their client has left', async () => {
    const board = await start({ slots: 1 });
    const inUse: number[] = [];
    board.on('slots', (count) => inUse.push(count));
    const first = await open(board);
    const left = events(board, 'disconnected');
    first.close();
    await left;
    await open(board);
    deepStrictEqual(inUse, [1, 0, 1]);
  });

  it('are found by 200 clients one after the other', async () => {
    const board = await start();
    for (let count = 0; count < 200; count++) {
      const client = await open(board);
      client.close();
      await once(client, 'close');
    }
    await events(board, 'disconnected', 200);
    strictEqual(board.slotsInUse, 0);
  });

  it('are held by clients that say nothing', async () => {
    const board = await start({ slots: 2 });
    await connectRaw(board);
    await connectRaw(board);
    const { error } = await closed(dial(board));
    strictEqual(error?.code, 'ECONNRESET');
    strictEqual(board.slotsInUse, 2);
  });

  it('are taken from silent clients by the heartbeat', async () => {
    const board = await start({ heartbeat: { pingMs: 50, pongMs: 30, count: 2 } });
    const silent = await connectRaw(board);
    strictEqual(await silent.ended, 'FIN');
    strictEqual(board.slotsInUse, 0);
  });

  it('know where their client comes from', async () => {
    const board = await start();
    const serial = once(board, 'serial');
    await open(board);
    deepStrictEqual(await serial, ['Client 0 connected from 127.0.0.1']);
  });
});
