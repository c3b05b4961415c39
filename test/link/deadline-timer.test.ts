import { equal, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as rest } from 'node:timers/promises';
import { DeadlineTimer } from '../../src/link/deadline-timer.js';

/** Node.js rounds the time of a timer to whole milliseconds, of its own. */
const roundingMs = 1;

describe('The alarm', () => {
  let bell: EventTarget;
  let rings: { readonly at: number; readonly lateMs: number }[];
  let alarm: DeadlineTimer;

  beforeEach(() => {
    bell = new EventTarget();
    rings = [];
    alarm = new DeadlineTimer((lateMs) => {
      rings.push({ at: performance.now(), lateMs });
      bell.dispatchEvent(new Event('ring'));
    });
  });

  it('rings once, not before its deadline', async () => {
    const deadline = performance.now() + 30;
    alarm.set(deadline);
    await once(bell, 'ring');
    await rest(60);
    equal(rings.length, 1);
    ok(rings[0]!.at >= deadline - roundingMs);
  });

  it('rings sooner when it is set to sooner', async () => {
    alarm.set(performance.now() + 60_000);
    alarm.set(performance.now() + 10);
    await once(bell, 'ring');
  });

  it('does not ring when it is set to never', async () => {
    alarm.set(performance.now() + 100);
    alarm.set(undefined);
    await rest(200);
    equal(rings.length, 0);
  });

  it('does not wake the process for a deadline that has moved far', async () => {
    alarm.set(performance.now() + 100);
    alarm.set(performance.now() + 60_000);
    await rest(200);
    equal(rings.length, 0);
    alarm.set(undefined);
  });

  it('tells how late it is although its deadline has moved far meanwhile: the process stood still', async () => {
    const deadline = performance.now() + 10;
    alarm.set(deadline);
    while (performance.now() < deadline + 100);
    alarm.set(performance.now() + 60_000);
    await once(bell, 'ring');
    ok(rings[0]!.lateMs >= 100);
  });
});
