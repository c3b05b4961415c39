import { deepEqual, equal, ok } from 'node:assert/strict';
import { opens } from '../support/evil-board.js';
import type { Direction } from '../support/fault-proxy.js';
import { OwnTime } from '../support/own-time.js';
import { frameHead } from '../support/raw-client.js';
import { shortConfirm, shortPings } from '../support/settings.js';
import type { Wire } from '../support/wire.js';
import { Fixture, lostMs, slackMs, tally, textsOf, timePasses, until } from './fixture.js';

/** A thirtieth of the defaults: P, P + 5 s, D and Tk of docs/faults.md. */
const pingMs = 1_000 * shortPings.pingSeconds;
const yellowMs = pingMs + pingMs / 3;
const deadMs = 1_000 * shortPings.deadSeconds;
/** So much sooner a ping may leave, together with others. */
const soonerMs = pingMs / 60;
const confirmMs = 1_000 * shortConfirm.confirmSeconds;

describe('A board that falls silent', () => {
  const fixture = new Fixture();

  it('N9, N17: power cut, or one way dead, on an idle link: yellow after one unanswered ping, dead and dialling in time, its socket destroyed', async () => {
    await Promise.all(([undefined, 'toClient', 'toBoard'] as const).map(isFoundDead));
  });

  async function isFoundDead(direction: Direction | undefined): Promise<void> {
    const proxy = await fixture.proxyTo(await fixture.board());
    const recorder = await fixture.connected(proxy, shortPings);
    // The first pong, which is the last sign of life: some time after the dial, and before the cut.
    await until(() => recorder.connection.report.roundTripMs !== undefined);
    const dialledAt = await recorder.when('connecting');
    // On a busy machine it may have been yellow before.
    const yellowBefore = recorder.count('silent');
    const cutAt = performance.now();
    proxy.blackhole(direction);
    const yellowAt = await recorder.when('silent', yellowBefore + 1);
    ok(yellowAt - dialledAt >= yellowMs - soonerMs, `yellow ${yellowAt - dialledAt} after the dial`);
    ok(yellowAt - cutAt < yellowMs + slackMs + lostMs(), `yellow after ${yellowAt - cutAt}`);
    const deadAt = await recorder.when('lost');
    ok(deadAt - dialledAt >= deadMs, `dead ${deadAt - dialledAt} after the dial`);
    ok(deadAt - cutAt < deadMs + slackMs + lostMs(), `dead after ${deadAt - cutAt}`);
    equal((await recorder.loss()).cause, 'silent');
    await recorder.when('connecting', 2);
    await until(() => proxy.left > 0);
    equal(proxy.left, 1);
    deepEqual(recorder.connection.counters.disconnects, { silent: 1 });
  }

  it('N10: power cut with messages in flight: what was on the way is unknown in time, what waits was not sent', async () => {
    const board = await fixture.board();
    const proxy = await fixture.proxyTo(board);
    const recorder = await fixture.connected(proxy, shortConfirm);
    equal(await recorder.send('first'), 'ok');
    await recorder.mayHaveInFlight(2);
    proxy.blackhole();
    const cutAt = performance.now();
    const unknownAt: number[] = [];
    const sends = Array.from({ length: 200 }, async (_, number) => {
      const end = await recorder.send(`n${number}`.padEnd(100));
      if (end === 'ERR_UNCONFIRMED') unknownAt.push(performance.now() - cutAt);
      return end;
    });
    const ends = tally(await Promise.all(sends));
    // After one confirmed message two are in flight, 64 wait, and the older of the others have given way.
    deepEqual(ends, { ERR_UNCONFIRMED: 2, ERR_EXPIRED: 64, ERR_BUSY: 134 });
    const { confirmed, notSent, unknown } = recorder.connection.counters.sent;
    deepEqual({ confirmed, notSent, unknown }, { confirmed: 1, notSent: 198, unknown: 2 });
    ok(
      unknownAt.every((at) => at >= confirmMs - 1 && at < confirmMs + slackMs + lostMs()),
      unknownAt.join(),
    );
    ok(performance.now() - cutAt < deadMs + slackMs + lostMs());
    deepEqual(textsOf(board), ['first']);
  });

  for (const [what, sizes, unknown] of [
    ['700 bytes', [700, 700, 700, 700], 2],
    ['15,360 bytes', [15_360, 15_360, 1], 1],
  ] as const) {
    it(`N10: of messages of ${what} only what fits the window is unknown`, async () => {
      const board = await fixture.board();
      const recorder = await fixture.connected(board, { confirmSeconds: 1.5 });
      await recorder.openWindow();
      board.freeze();
      const patient = { busySeconds: 60 };
      const ends = await Promise.all(sizes.map((bytes) => recorder.send('x'.repeat(bytes), patient)));
      deepEqual(tally(ends), { ERR_UNCONFIRMED: unknown, ERR_EXPIRED: sizes.length - unknown });
    });
  }

  it('N10: a reset tells at once: on the way is unknown, what waits was not sent', async () => {
    const board = await fixture.board();
    const proxy = await fixture.proxyTo(board);
    const recorder = await fixture.connected(proxy);
    await recorder.openWindow();
    proxy.blackhole();
    const sends = Promise.all(Array.from({ length: 40 }, (_, number) => recorder.send(`n${number}`)));
    await timePasses(20);
    const time = new OwnTime();
    proxy.reset();
    deepEqual(tally(await sends), { ERR_UNCONFIRMED: 16, ERR_OFFLINE: 24 });
    ok(time.ms < 200, `${time.ms}`);
  });

  it('N11: a Wi-Fi gap of 2 s is no loss: the same socket, nothing lost, in order', async () => {
    const board = await fixture.board();
    const proxy = await fixture.proxyTo(board);
    const recorder = await fixture.connected(proxy);
    await recorder.mayHaveInFlight(1);
    const ends: Promise<string>[] = [];
    const send = async (from: number) => {
      for (let number = from; number < from + 10; number += 1)
        ends.push(recorder.send(`n${number}`, { busySeconds: 60 }));
      await timePasses(50);
    };
    await send(0);
    proxy.blackhole();
    await send(10);
    await send(20);
    await timePasses(600);
    proxy.heal();
    await send(30);
    deepEqual(tally(await Promise.all(ends)), { ok: 40 });
    deepEqual(
      textsOf(board),
      Array.from({ length: 40 }, (_, number) => `n${number}`),
    );
    deepEqual(recorder.states, ['disconnected', 'connecting', 'ready']);
    equal(proxy.accepted, 1);
  });

  it('N12: a restart without a word is found by the next ping, and the link is back soon', async () => {
    const proxy = await fixture.proxyTo(await fixture.board());
    const recorder = await fixture.connected(proxy, shortPings);
    await until(() => recorder.connection.report.roundTripMs !== undefined);
    const dialledAt = await recorder.when('connecting');
    const restartedAt = performance.now();
    proxy.limit(0, 'reset', 'toBoard');
    const lostAt = await recorder.when('lost');
    ok(lostAt - dialledAt >= pingMs - soonerMs, `${lostAt - dialledAt} after the dial`);
    ok(lostAt - restartedAt < pingMs + slackMs + lostMs(), `${lostAt - restartedAt}`);
    equal((await recorder.loss()).cause, 'lost');
    proxy.heal();
    // P + 2 Dmin after the board is up.
    ok((await recorder.when('ready', 2)) - restartedAt < pingMs + 100 + slackMs + lostMs());
  });

  it('N12: what was in flight at such a restart is unknown, and never sent again', async () => {
    const board = await fixture.board();
    const proxy = await fixture.proxyTo(board);
    const recorder = await fixture.connected(proxy);
    proxy.limit(0, 'reset', 'toBoard');
    equal(await recorder.send('toggle'), 'ERR_UNCONFIRMED');
    proxy.heal();
    await recorder.when('ready', 2);
    equal(await recorder.send('after'), 'ok');
    deepEqual(textsOf(board), ['after']);
  });

  it('H7: in the middle of a message is dead like any other', async () => {
    let wire!: Wire;
    const board = await fixture.evil(
      opens((opened) => {
        wire = opened;
      }),
    );
    const recorder = await fixture.connected(board, { pingSeconds: 0.2, deadSeconds: 0.6 });
    wire.answersPings = false;
    wire.send(frameHead(0x82, 1_000_000, false), Buffer.alloc(500_000));
    const before = performance.now();
    const deadAfter = (await recorder.when('lost')) - before;
    ok(deadAfter >= 550 && deadAfter < 600 + slackMs + lostMs(), `${deadAfter}`);
    equal((await recorder.loss()).cause, 'silent');
    deepEqual(recorder.messages, []);
  });
});
