import { deepEqual, equal, ok } from 'node:assert/strict';
import { opens } from '../support/evil-board.js';
import { serverFrame } from '../support/peer.js';
import { shortConfirm, shortPings } from '../support/settings.js';
import type { Wire } from '../support/wire.js';
import { Fixture, lostMs, slackMs, tally, timePasses, until } from './fixture.js';
import type { Recorder } from './recorder.js';

/** A ping's interval and a third of it: 20 s with the defaults. */
const noPongsMs = (1_000 * shortPings.pingSeconds * 4) / 3;
const deadMs = 1_000 * shortPings.deadSeconds;

describe('A board that talks and does not confirm', () => {
  const fixture = new Fixture();

  /** A board that sends a reading each 50 ms, and what it does with pings. */
  async function talking(
    onOpen: (wire: Wire) => void,
    saved: object = {},
  ): Promise<{ board: { accepted: number }; recorder: Recorder; wires: Wire[] }> {
    const wires: Wire[] = [];
    const board = await fixture.evil(
      opens((wire) => {
        wires.push(wire);
        onOpen(wire);
        const timer = setInterval(() => wire.send(serverFrame(0x81, '21.5')), 50);
        wire.socket.on('close', () => clearInterval(timer));
      }),
    );
    const recorder = await fixture.connected(board, { ...shortPings, ...saved });
    return { board, recorder, wires };
  }

  const answersNone = (wire: Wire) => {
    wire.answersPings = false;
  };

  it('B15: without any pong it is called so 20 s after opening (1:30), and stays connected', async () => {
    const { board, recorder } = await talking(answersNone, shortConfirm);
    // It was opened between these two.
    const [dialledAt, openedAt] = [await recorder.when('connecting'), await recorder.when('ready')];
    const calledSoAt = await recorder.when('no pongs');
    ok(calledSoAt - dialledAt >= noPongsMs, `${calledSoAt - dialledAt} after the dial`);
    ok(calledSoAt - openedAt < noPongsMs + slackMs + lostMs(), `${calledSoAt - openedAt}`);
    await timePasses(deadMs);
    deepEqual(recorder.states, ['disconnected', 'connecting', 'ready', 'no pongs']);
    equal(board.accepted, 1);
    equal(await recorder.send('on'), 'ERR_UNCONFIRMED');
  });

  it('B15: a pong that always says the same word confirms nothing', async () => {
    const { recorder } = await talking((wire) => {
      wire.answersPings = false;
      wire.socket.on('data', () => wire.send(serverFrame(0x8a, 'pong')));
    }, shortConfirm);
    await recorder.when('no pongs');
    equal(await recorder.send('on'), 'ERR_UNCONFIRMED');
  });

  it('B15: unsolicited pongs confirm nothing', async () => {
    const { recorder } = await talking((wire) => {
      wire.answersPings = false;
      const timer = setInterval(() => wire.send(serverFrame(0x8a, '')), 100);
      wire.socket.on('close', () => clearInterval(timer));
    });
    await recorder.when('no pongs');
  });

  it('B15: pongs that stop after a while are missed, and it is ready again with the next', async () => {
    const { recorder, wires } = await talking(() => {});
    await until(() => recorder.connection.report.roundTripMs !== undefined);
    answersNone(wires[0]!);
    await recorder.when('no pongs');
    wires[0]!.answersPings = true;
    await recorder.state('ready');
    equal(await recorder.send('on'), 'ok');
    deepEqual(recorder.states, ['disconnected', 'connecting', 'ready', 'no pongs', 'ready']);
  });

  it('B15: confirmed by write, it can be used: each message is confirmed once it is written', async () => {
    const { recorder, wires } = await talking(answersNone, { confirmBy: 'write' });
    const ends = await Promise.all(Array.from({ length: 40 }, (_, number) => recorder.send(`n${number}`)));
    deepEqual(new Set(ends), new Set(['ok']));
    await until(() => wires[0]!.texts.length === 40);
    deepEqual(
      wires[0]!.texts,
      Array.from({ length: 40 }, (_, number) => `n${number}`),
    );
    await timePasses(deadMs);
    deepEqual(recorder.states, ['disconnected', 'connecting', 'ready']);
  });

  it('B15: confirmed by write, a board that neither talks nor answers pings is not called silent', async () => {
    const board = await fixture.evil(opens(answersNone));
    const recorder = await fixture.connected(board, { ...shortPings, confirmBy: 'write' });
    await timePasses(2 * deadMs);
    equal(await recorder.send('on'), 'ok');
    deepEqual(recorder.states, ['disconnected', 'connecting', 'ready']);
  });

  it('B15: confirmed by write, what a board does not read waits, and the rest is busy: memory is bounded', async () => {
    const wires: Wire[] = [];
    const board = await fixture.evil(
      opens((wire) => {
        wires.push(wire);
        answersNone(wire);
        wire.stopReading();
      }),
    );
    const recorder = await fixture.connected(board, { ...shortPings, confirmBy: 'write' });
    const sends = Array.from({ length: 2_000 }, () => recorder.send('x'.repeat(15_000)));
    const ends = await Promise.all(sends);
    const { ERR_BUSY = 0, ok: written = 0 } = tally(ends);
    ok(ERR_BUSY > 0 && written > 0, JSON.stringify(tally(ends)));
  });

  it('B15: confirmed by write, a board that answered pings and stops is noticed as any other', async () => {
    const board = await fixture.board();
    const recorder = await fixture.connected(board, { ...shortPings, confirmBy: 'write' });
    await until(() => recorder.connection.report.roundTripMs !== undefined);
    board.freeze();
    equal((await recorder.loss()).cause, 'silent');
  });
});
