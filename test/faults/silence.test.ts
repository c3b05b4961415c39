import { deepEqual, equal, ok } from 'node:assert/strict';
import { opens } from '../support/evil-board.js';
import { frameHead } from '../support/raw-client.js';
import type { Wire } from '../support/wire.js';
import { BoardProcess } from './board-process.js';
import { ClientProcess } from './client-process.js';
import { Scene, slackMs, tally, textsOf, timePasses, until } from './scene.js';

/** A thirtieth of the defaults, as in shortTimes: P, P + 5 s, D and Tk of faults.md. */
const pingMs = 500;
const yellowMs = pingMs + pingMs / 3;
const deadMs = 1_500;
const confirmMs = 500;

describe('A board that falls silent', () => {
  const scene = new Scene();

  for (const [row, direction] of [
    ['N9: power cut, idle', undefined],
    ['N17: the way from the board is dead', 'toClient'],
    ['N17: the way to the board is dead', 'toBoard'],
  ] as const) {
    it(`${row}: yellow after one unanswered ping, dead and dialling in time, with its socket destroyed`, async () => {
      const board = await scene.board();
      const proxy = await scene.proxyTo(board);
      const witness = await scene.connected(proxy);
      // The first pong: the last sign of life.
      await until(() => witness.connection.report.roundTripMs !== undefined);
      const cutAt = performance.now();
      proxy.blackhole(direction);
      const yellowAt = (await witness.when('silent')) - cutAt;
      ok(yellowAt >= pingMs && yellowAt < yellowMs + slackMs, `yellow after ${yellowAt}`);
      const deadAt = (await witness.when('lost')) - cutAt;
      ok(deadAt >= deadMs - 50 && deadAt < deadMs + slackMs, `dead after ${deadAt}`);
      equal((await witness.loss()).cause, 'silent');
      await witness.when('connecting', 2);
      equal(proxy.left, 1);
      deepEqual(witness.connection.counters.disconnects, { silent: 1 });
    });
  }

  it('N10: power cut with messages in flight: what was on the way is unknown in time, what waits was not sent', async () => {
    const board = await scene.board();
    const proxy = await scene.proxyTo(board);
    const witness = await scene.connected(proxy);
    equal(await witness.send('first'), 'ok');
    proxy.blackhole();
    const cutAt = performance.now();
    const unknownAt: number[] = [];
    const sends = Array.from({ length: 200 }, async (_, number) => {
      const end = await witness.send(`n${number}`.padEnd(100));
      if (end === 'ERR_UNCONFIRMED') unknownAt.push(performance.now() - cutAt);
      return end;
    });
    const ends = tally(await Promise.all(sends));
    // 16 messages, or 2,048 bytes: here 16 × 100 bytes.
    deepEqual(ends, { ERR_UNCONFIRMED: 16, ERR_EXPIRED: 64, ERR_BUSY: 120 });
    ok(
      unknownAt.every((at) => at >= confirmMs - 1 && at < confirmMs + slackMs),
      unknownAt.join(),
    );
    ok(performance.now() - cutAt < deadMs + slackMs);
    deepEqual(textsOf(board), ['first']);
  });

  for (const [what, sizes, unknown] of [
    ['700 bytes', [700, 700, 700, 700], 2],
    ['15,360 bytes', [15_360, 15_360, 1], 1],
  ] as const) {
    it(`N10: of messages of ${what} only what fits the window is unknown`, async () => {
      const board = await scene.board();
      const witness = await scene.connected(board, { confirmSeconds: 0.3 });
      equal(await witness.send('first'), 'ok');
      board.freeze();
      const ends = await Promise.all(sizes.map((bytes) => witness.send('x'.repeat(bytes))));
      deepEqual(tally(ends), { ERR_UNCONFIRMED: unknown, ERR_EXPIRED: sizes.length - unknown });
    });
  }

  it('N10: a reset tells at once: on the way is unknown, what waits was not sent', async () => {
    const board = await scene.board();
    const proxy = await scene.proxyTo(board);
    const witness = await scene.connected(proxy);
    equal(await witness.send('first'), 'ok');
    proxy.blackhole();
    const sends = Promise.all(Array.from({ length: 40 }, (_, number) => witness.send(`n${number}`)));
    await timePasses(20);
    const resetAt = performance.now();
    proxy.reset();
    deepEqual(tally(await sends), { ERR_UNCONFIRMED: 16, ERR_OFFLINE: 24 });
    ok(performance.now() - resetAt < 200);
  });

  it('N11: a Wi-Fi gap of 2 s is no loss: the same socket, nothing lost, in order', async () => {
    const board = await scene.board();
    const proxy = await scene.proxyTo(board);
    const witness = await scene.connected(proxy, {
      pingSeconds: 0.75,
      deadSeconds: 2.25,
      confirmSeconds: 0.75,
    });
    const ends: Promise<string>[] = [];
    const send = async (from: number) => {
      for (let number = from; number < from + 10; number += 1) ends.push(witness.send(`n${number}`));
      await timePasses(50);
    };
    await send(0);
    proxy.blackhole();
    await send(10);
    await send(20);
    proxy.heal();
    await send(30);
    deepEqual(tally(await Promise.all(ends)), { ok: 40 });
    deepEqual(
      textsOf(board),
      Array.from({ length: 40 }, (_, number) => `n${number}`),
    );
    deepEqual(witness.states, ['disconnected', 'connecting', 'ready']);
    equal(proxy.accepted, 1);
  });

  it('N12: a restart without a word is found by the next ping, and the link is back soon', async () => {
    const proxy = await scene.proxyTo(await scene.board());
    const witness = await scene.connected(proxy);
    await until(() => witness.connection.report.roundTripMs !== undefined);
    const restartedAt = performance.now();
    proxy.limit(0, 'reset', 'toBoard');
    const lostAt = await witness.when('lost');
    const foundAfter = lostAt - restartedAt;
    ok(foundAfter >= pingMs / 2 && foundAfter < pingMs + slackMs, `${foundAfter}`);
    equal((await witness.loss()).cause, 'lost');
    proxy.heal();
    // P + 2 Dmin after the board is up.
    ok((await witness.when('ready', 2)) - restartedAt < pingMs + 100 + slackMs);
  });

  it('N12: what was in flight at such a restart is unknown, and never sent again', async () => {
    const board = await scene.board();
    const proxy = await scene.proxyTo(board);
    const witness = await scene.connected(proxy);
    proxy.limit(0, 'reset', 'toBoard');
    equal(await witness.send('toggle'), 'ERR_UNCONFIRMED');
    proxy.heal();
    await witness.when('ready', 2);
    equal(await witness.send('after'), 'ok');
    deepEqual(textsOf(board), ['after']);
  });

  for (const [delayMs, isLate] of [
    [250, false],
    [500, false],
    [1_000, true],
  ] as const) {
    it(`B2: a loop() that stalls for ${delayMs / 50} s (1:20): its message is ${isLate ? 'unknown' : 'confirmed late'}, the link stays`, async () => {
      const board = await scene.board();
      const times = { pingSeconds: 0.75, deadSeconds: 2.25, confirmSeconds: 0.75 };
      const witness = await scene.connected(board, times);
      equal(await witness.send('before'), 'ok');
      board.stall(delayMs);
      const before = performance.now();
      equal(await witness.send('meanwhile'), isLate ? 'ERR_UNCONFIRMED' : 'ok');
      const tookMs = performance.now() - before;
      ok(tookMs >= Math.min(delayMs, 750) - 5, `${tookMs}`);
      equal(await witness.send('after'), 'ok');
      deepEqual(textsOf(board), ['before', 'meanwhile', 'after']);
      equal(witness.count('lost'), 0);
    });
  }

  it('B3: a board that hangs while its TCP still answers: unknown in time, then dead, and back when it wakes', async () => {
    const board = scene.keep(await BoardProcess.listening());
    const witness = await scene.connected(board);
    board.signal('SIGSTOP');
    const before = performance.now();
    equal(await witness.send('hello?'), 'ERR_UNCONFIRMED');
    const unknownAfter = performance.now() - before;
    ok(unknownAfter >= confirmMs - 1 && unknownAfter < confirmMs + slackMs, `${unknownAfter}`);
    ok((await witness.when('lost')) - before < deadMs + slackMs);
    equal((await witness.loss()).cause, 'silent');
    board.signal('SIGCONT');
    await witness.state('ready');
    equal(await witness.send('awake'), 'ok');
  });

  it('B13: a board whose heartbeat drops us in a standstill of ours: nothing is pretended, and the waits are kept', async () => {
    const board = await scene.board({ heartbeat: { pingMs: 400, pongMs: 150, count: 2 } });
    const client = scene.keep(new ClientProcess({ port: board.port }));
    await client.report(({ state }) => state === 'ready');
    client.signal('SIGSTOP');
    await until(() => board.slotsInUse === 0);
    const end = client.send('to a socket that is gone');
    client.signal('SIGCONT');
    const lost = await client.report(({ state }) => state === 'lost');
    equal(lost.report!.cause, 'lost');
    // Which one depends on what this process hears of first: its flow, or its socket.
    ok(['ERR_UNCONFIRMED', 'ERR_OFFLINE'].includes((await end)!));
    const back = await client.report(({ state }) => state === 'ready', 2);
    ok(back.at - lost.at >= 49);
    equal(board.slotsInUse, 1);
    deepEqual(textsOf(board), []);
  });

  it('N23, L10: our own standstill is not held against the board', async () => {
    const board = await scene.board();
    const client = scene.keep(new ClientProcess({ port: board.port }));
    await client.report(({ state }) => state === 'ready');
    client.signal('SIGSTOP');
    await timePasses(deadMs + 1_000);
    client.signal('SIGCONT');
    equal(await client.send('awake'), 'ok');
    equal(client.reports.filter(({ state }) => state === 'lost').length, 0);
    equal(board.log.filter(({ type }) => type === 'connected').length, 1);
  });

  it('H7: in the middle of a message is dead like any other', async () => {
    let wire!: Wire;
    const board = await scene.evil(
      opens((opened) => {
        wire = opened;
      }),
    );
    const witness = await scene.connected(board);
    wire.answersPings = false;
    wire.send(frameHead(0x82, 1_000_000, false), Buffer.alloc(500_000));
    const before = performance.now();
    const deadAfter = (await witness.when('lost')) - before;
    ok(deadAfter >= deadMs - 50 && deadAfter < deadMs + slackMs, `${deadAfter}`);
    equal((await witness.loss()).cause, 'silent');
    deepEqual(witness.messages, []);
  });
});
