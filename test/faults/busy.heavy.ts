import { deepEqual } from 'node:assert/strict';
import { defaults, stopsInTime } from './busy-board.js';
import { Fixture, tally, textsOf } from './fixture.js';

describe('A board that is busy, at other loop times', () => {
  const fixture = new Fixture();

  for (const loopMs of [1, 5, 20, 200])
    it(`U12: fail: after 100 moves a second a STOP arrives, and no move later than 1.3 s after it was given: a loop of ${loopMs} ms`, async function () {
      this.timeout(60_000);
      await stopsInTime(fixture, loopMs);
    });

  for (const [count, loopMs] of [
    [5, 1_000],
    [3, 2_000],
  ] as const) {
    it(`U13: ${count} commands at once to a sketch with delay(${loopMs}) are all received`, async function () {
      this.timeout(60_000);
      // Without the heartbeat of our sketches, which would close such a slow board's connections.
      const heartbeat = { count: 0, pingMs: 1_000_000, pongMs: 1_000_000 };
      const board = await fixture.board({ heartbeat, loopDelayMs: loopMs });
      const recorder = fixture.connect(board, defaults);
      await recorder.state('ready');
      const ends = await Promise.all(
        Array.from({ length: count }, (_, number) => recorder.send(`c${number}`)),
      );
      deepEqual(tally(ends), { ok: count });
      deepEqual(
        textsOf(board),
        Array.from({ length: count }, (_, number) => `c${number}`),
      );
    });
  }
});
