import { deepEqual, equal } from 'node:assert/strict';
import { Ticker, tickMs } from '../../plugins/ticker.js';

/** The real one, on a played clock. */
describe('What tells editors that a board has changed', () => {
  const real = { setInterval, clearInterval, now: performance.now };
  let now = 0;
  let timer: (() => void) | undefined;
  let state = '';
  let told = 0;
  let ticker: Ticker;

  beforeEach(() => {
    [now, told, state, timer] = [0, 0, 'a', undefined];
    const played = (tick: () => void) => {
      timer = tick;
      return { unref: () => 'timer' };
    };
    const ended = () => {
      timer = undefined;
    };
    Object.assign(globalThis, { setInterval: played, clearInterval: ended });
    performance.now = () => now;
    ticker = new Ticker(
      () => state,
      () => {
        told += 1;
      },
    );
  });
  afterEach(() => {
    const { now: realNow, ...timers } = real;
    Object.assign(globalThis, timers);
    performance.now = realNow;
  });

  const pass = (seconds: number) => {
    for (let n = 0; n < seconds; n += 1) {
      now += tickMs;
      timer?.();
    }
  };

  it('has no timer before somebody looks, and compares nothing', () => {
    equal(timer, undefined);
  });

  it('tells of a change at the next tick, once', () => {
    ticker.look();
    pass(2);
    equal(told, 0);
    state = 'b';
    pass(3);
    equal(told, 1);
  });

  it('tells at most once a second, whatever changes', () => {
    ticker.look();
    for (let n = 0; n < 10; n += 1) {
      state = `${n}`;
      if (n % 2) pass(1);
    }
    equal(told, 5);
  });

  it('ends its timer 15 s after the last look, and begins anew with the next', () => {
    ticker.look();
    pass(10);
    ticker.look();
    pass(15);
    deepEqual([typeof timer, told], ['function', 0]);
    pass(1);
    equal(timer, undefined);
    state = 'b';
    ticker.look();
    pass(1);
    // What has changed meanwhile was told by the look itself.
    equal(told, 0);
    state = 'c';
    pass(1);
    equal(told, 1);
  });
});
