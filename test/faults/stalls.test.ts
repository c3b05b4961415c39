import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Report } from '../../src/link/report.js';
import { shortPings } from '../support/settings.js';
import { BoardProcess } from './board-process.js';
import { ClientProcess } from './client-process.js';
import { Fixture, lostMs, slackMs, textsOf, timePasses, until } from './fixture.js';

/** D and Tk of docs/faults.md, a thirtieth of the defaults. */
const deadMs = 1_000 * shortPings.deadSeconds;
const confirmMs = 1_000;

describe('A standstill', () => {
  const fixture = new Fixture();

  for (const [delayMs, isLate] of [
    [1_000, false],
    [2_000, false],
    [4_000, true],
  ] as const) {
    it(`B2: a loop() that stalls for ${delayMs / 200} s (1:5): its message is ${isLate ? 'unknown' : 'confirmed late'}, the link stays`, async () => {
      const board = await fixture.board();
      const times = { pingSeconds: 3, deadSeconds: 9, confirmSeconds: 3 };
      const recorder = await fixture.connected(board, times);
      equal(await recorder.send('before'), 'ok');
      const before = performance.now();
      board.stall(delayMs);
      equal(await recorder.send('meanwhile'), isLate ? 'ERR_UNCONFIRMED' : 'ok');
      const tookMs = performance.now() - before;
      ok(tookMs >= Math.min(delayMs, 3_000) - 5, `${tookMs}`);
      equal(await recorder.send('after'), 'ok');
      deepEqual(textsOf(board), ['before', 'meanwhile', 'after']);
      equal(recorder.count('lost'), 0);
    });
  }

  it('B3: a board that hangs while its TCP still answers: unknown in time, then dead, and back when it wakes', async () => {
    const board = fixture.keep(await BoardProcess.listening());
    const recorder = await fixture.connected(board, { ...shortPings, confirmSeconds: confirmMs / 1_000 });
    board.signal('SIGSTOP');
    const before = performance.now();
    equal(await recorder.send('hello?'), 'ERR_UNCONFIRMED');
    const unknownAfter = performance.now() - before;
    ok(unknownAfter >= confirmMs - 1 && unknownAfter < confirmMs + slackMs + lostMs(), `${unknownAfter}`);
    ok((await recorder.when('lost')) - before < deadMs + slackMs + lostMs());
    equal((await recorder.loss()).cause, 'silent');
    board.signal('SIGCONT');
    await recorder.state('ready');
    equal(await recorder.send('awake'), 'ok');
  });

  it('B13: a board whose heartbeat drops us in a standstill of ours: nothing is pretended, and the waits are kept', async () => {
    const board = await fixture.board({ heartbeat: { pingMs: 2_500, pongMs: 2_000, count: 2 } });
    // Its own verdict on the board is overdue as well when it goes on.
    const client = fixture.keep(new ClientProcess({ port: board.port, pingSeconds: 1.2, deadSeconds: 3 }));
    await client.report(({ state }) => state === 'ready');
    client.signal('SIGSTOP');
    await until(() => board.slotsInUse === 0);
    const end = client.send('to a socket that is gone');
    const continuedAt = performance.now();
    client.signal('SIGCONT');
    const lost = await client.report(({ state }) => state === 'lost');
    equal(lost.report!.cause, 'lost');
    // Which one depends on what this process hears of first: its flow, or its socket.
    ok(['ERR_UNCONFIRMED', 'ERR_OFFLINE'].includes((await end)!));
    // A round trip that was slow made it ready more than once before.
    const isReady = ({ state }: Report) => state === 'ready';
    const readyBefore = client.reportsUntil(lost).filter(isReady).length;
    const back = await client.report(isReady, readyBefore + 1);
    // It learns of its loss, and waits, after it goes on.
    ok(back.at - continuedAt >= 49, `${back.at - continuedAt}`);
    equal(board.slotsInUse, 1);
    deepEqual(textsOf(board), []);
  });

  it('N23, L10: our own standstill is not held against the board', async () => {
    const board = await fixture.board();
    const client = fixture.keep(new ClientProcess({ port: board.port, pingSeconds: 1.8, deadSeconds: 3.9 }));
    await client.report(({ state }) => state === 'ready');
    client.signal('SIGSTOP');
    // Longer than the dead bound, and than the second by which we know a standstill.
    await timePasses(4_500);
    client.signal('SIGCONT');
    equal(await client.send('awake'), 'ok');
    equal(client.reports.filter(({ state }) => state === 'lost').length, 0);
    equal(board.log.filter(({ type }) => type === 'connected').length, 1);
  });

  it('N23, L10: after a standstill of ours a board that was yellow gets a fresh ping before the verdict', async () => {
    const board = await fixture.board();
    const saved = { port: board.port, pingSeconds: 3, deadSeconds: 6 };
    const client = fixture.keep(new ClientProcess(saved));
    await client.report(({ state }) => state === 'ready');
    board.freeze();
    await client.report(({ state }) => state === 'silent');
    client.signal('SIGSTOP');
    await timePasses(6_200);
    client.signal('SIGCONT');
    // Within the second that the fresh ping has.
    await timePasses(30);
    board.thaw();
    equal(await client.send('awake'), 'ok');
    equal(client.reports.filter(({ state }) => state === 'lost').length, 0);
  });
});
