import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { encodeFrame, Opcode } from '../../src/virtual-board/frame.js';
import type { Sketch } from '../../src/virtual-board/sketch.js';
import { OwnTime } from '../support/own-time.js';
import { clientFrame } from '../support/raw-client.js';
import { timePasses } from '../support/waiting.js';
import { closed, elapsed, events, messages, roundTrip, sketch, type Took, useBench } from './bench.js';

/** A board's time, as a real one's, is in whole milliseconds. */
const roundingMs = 1;

function between(least: number, most: number, { ms, ownMs }: Took): void {
  ok(
    ms >= least - roundingMs && ownMs <= most,
    `${ms}, ${ownMs} of them our own, is not between ${least} and ${most}`,
  );
}

describe('loop()', () => {
  const { connectRaw, open, openRaw, start } = useBench();

  it('with a delay() handles one message each time', async () => {
    const board = await start({ loopDelayMs: 60 });
    const client = await open(board);
    await events(board, 'pong');
    const all = messages(client, 5);
    for (let count = 0; count < 5; count++) client.send(`message ${count}`);
    between(4 * 60, 1_500, await elapsed(all));
  });

  it('with a delay() lets a pong wait for up to two rounds', async () => {
    const board = await start({ loopDelayMs: 60 });
    const client = await open(board);
    await events(board, 'pong');
    client.send('one round');
    between(60, 1_500, await roundTrip(client));
  });

  it('with one delay() makes one pong late', async () => {
    const board = await start();
    const client = await open(board);
    // On a busy machine the ping leaves later than the delay() begins.
    const before = performance.now();
    board.stall(1_000);
    const { ownMs } = await roundTrip(client);
    between(1_000, 3_000, { ms: performance.now() - before, ownMs });
    between(0, 900, await roundTrip(client));
  });

  it('waits for the rest of a frame, and then closes with 1002', async () => {
    const board = await start({ tcpTimeoutMs: 120 });
    const client = await openRaw(board);
    client.write(clientFrame(Opcode.text, 'unfinished').subarray(0, 8));
    between(115, 1_500, await elapsed(client.ended));
    strictEqual((await client.readAll()).toString('hex'), '880203ea');
    strictEqual(await client.ended, 'FIN');
  });

  it('waits anew for every piece of a frame', async () => {
    const board = await start({ tcpTimeoutMs: 600 });
    const client = await openRaw(board);
    const frame = clientFrame(Opcode.text, 'abcd');
    for (const byte of frame.subarray(0, 5)) {
      client.write(Buffer.from([byte]));
      await timePasses(150);
    }
    client.write(frame.subarray(5));
    strictEqual((await events(board, 'text'))[0]!.payload.toString(), 'abcd');
  });

  for (const [what, bytes] of Object.entries({
    'an unfinished frame': clientFrame(Opcode.text, 'unfinished').subarray(0, 8),
    'a frame’s first byte': Buffer.from([0x81]),
  })) {
    it(`stands still for everybody because of ${what}`, async () => {
      const board = await start({ tcpTimeoutMs: 150 });
      const [bad, good] = [await openRaw(board), await open(board)];
      bad.write(bytes);
      between(140, 1_500, await roundTrip(good));
    });
  }

  it('stands still for everybody because of an unfinished header line, which it then takes for a whole one', async () => {
    const board = await start({ tcpTimeoutMs: 150 });
    const [bad, good] = [await connectRaw(board), await open(board)];
    bad.write('GET / HT');
    between(140, 1_500, await roundTrip(good));
    bad.write('\r\n\r\n');
    ok((await bad.readAll()).toString().startsWith('HTTP/1.1 400 '));
  });

  it('ends its wait for a frame when the client leaves', async () => {
    const board = await start();
    const client = await openRaw(board);
    client.write(clientFrame(Opcode.text, 'unfinished').subarray(0, 8));
    await timePasses(30);
    client.socket.destroy();
    between(0, 1_000, await elapsed(events(board, 'disconnected')));
  });

  it('stands still for a client that does not read, which is left with half a frame', async () => {
    const board = await start({ sendTimeoutMs: 150 });
    const [deaf, good] = [await open(board), await open(board)];
    await events(board, 'pong', 2);
    deaf.pause();
    const large = encodeFrame(Opcode.text, Buffer.alloc(8_000_000, 'x'));
    board.sendRaw(0, large);
    between(140, 2_000, await roundTrip(good));
    board.broadcast('next');
    between(140, 1_500, await roundTrip(good));
    strictEqual(board.slotsInUse, 2);
    const ended = closed(deaf);
    deaf.resume();
    // What comes next fills the half frame up. A client that is slow, since its machine is busy, gets only a part of that, too.
    do {
      board.sendRaw(0, large);
      await Promise.race([ended, roundTrip(good)]);
    } while (deaf.readyState !== deaf.CLOSED);
    strictEqual((await ended).code, 1006);
  });

  it('when frozen does nothing, and when thawed goes on where it was', async () => {
    const board = await start();
    const client = await open(board);
    await events(board, 'pong');
    board.freeze();
    client.send('queued');
    const late = await connectRaw(board);
    await timePasses(50);
    strictEqual(board.log.filter(({ type }) => type === 'text').length, 0);
    strictEqual(late.socket.bytesRead, 0);
    strictEqual(board.slotsInUse, 1);
    const answer = messages(client, 1);
    board.thaw();
    deepStrictEqual(await answer, ['Message received']);
  });

  it('when frozen leaves what is sent to the kernel, until that is full', async () => {
    const board = await start();
    const client = await open(board);
    await events(board, 'pong');
    board.freeze();
    for (let count = 0; count < 20; count++) client.send(Buffer.alloc(1_000_000));
    let left: number;
    do {
      left = client.bufferedAmount;
      await timePasses(100);
      // After a stall that timer comes before what could be written meanwhile.
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    } while (client.bufferedAmount < left);
    ok(left > 5_000_000, `${left} bytes`);
    await timePasses(500);
    strictEqual(client.bufferedAmount, left);
  });

  it('after a reset begins anew, and every connection is gone', async () => {
    /** What millis() says, and when. */
    const starts: { readonly ms: number; readonly at: number }[] = [];
    const setup: Sketch['setup'] = (server) =>
      void starts.push({ ms: server.millis(), at: performance.now() });
    const board = await start({ sketch: sketch({ setup }) });
    const client = await open(board);
    board.freeze();
    const ended = closed(client);
    await timePasses(200);
    const resetAt = performance.now();
    board.reset();
    deepStrictEqual((await ended).code, 1006);
    strictEqual(board.slotsInUse, 0);
    await open(board);
    strictEqual(starts.length, 2);
    const again = starts[1]!;
    ok(again.ms <= again.at - resetAt + roundingMs, `${again.ms} ms`);
  });

  it('does not go on beside the new one when the reset comes out of the middle of it', async () => {
    const times: number[] = [];
    const periodic = sketch({
      setup: () => void times.splice(0),
      loop: (millis) => {
        times.push(millis);
        return millis + 10;
      },
    });
    const board = await start({ sketch: periodic });
    const client = await open(board);
    await timePasses(80);
    board.once('message', () => board.reset());
    const ended = closed(client);
    client.send('reset');
    await ended;
    while (times.length < 6) await timePasses(10);
    deepStrictEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });

  it('that throws restarts the board, as an exception does', async () => {
    const board = await start({
      sketch: sketch({
        onEvent: (_num, type) => {
          if (type === 'WStype_TEXT') throw new Error('NULL was read');
        },
      }),
    });
    const client = await open(board);
    const serial = once(board, 'serial');
    client.send('');
    deepStrictEqual(await serial, ['Exception: Error: NULL was read']);
    strictEqual((await closed(client)).code, 1006);
    await open(board);
  });

  it('costs nothing while nothing happens', async () => {
    let loops = 0;
    const board = await start({
      sketch: sketch({
        loop: () => {
          loops += 1;
          return undefined;
        },
      }),
    });
    await open(board);
    await events(board, 'pong');
    const before = loops;
    await timePasses(100);
    ok(loops - before <= 2, `${loops - before} loops`);
  });

  it('runs when the sketch wants it', async () => {
    const time = new OwnTime();
    const times: number[] = [];
    const run = new Promise<void>((resolve) => {
      const periodic = sketch({
        loop: (millis) => {
          if (times.push(millis) === 6) resolve();
          return millis + 20;
        },
      });
      void start({ sketch: periodic });
    });
    await run;
    const ms = times[5]! - times[0]!;
    ok(ms >= 95 && ms <= 1_500 + time.lostMs, `${ms} ms`);
  });

  it('does not see a client that came and left during a delay()', async () => {
    const board = await start();
    board.stall(400);
    const hasty = await connectRaw(board);
    hasty.socket.destroy();
    await open(board);
    strictEqual(board.slotsInUse, 1);
  });
});
