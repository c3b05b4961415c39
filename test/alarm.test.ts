import { equal, ok } from 'node:assert/strict';
import { setTimeout as rest } from 'node:timers/promises';
import { Alarm } from '../src/alarm.js';

describe('The alarm', () => {
  let rings: { readonly at: number; readonly lateMs: number }[];
  let alarm: Alarm;

  beforeEach(() => {
    rings = [];
    alarm = new Alarm((lateMs) => rings.push({ at: performance.now(), lateMs }));
  });

  it('rings once, not before its deadline', async () => {
    const deadline = performance.now() + 30;
    alarm.set(deadline);
    await rest(80);
    equal(rings.length, 1);
    ok(rings[0]!.at >= deadline);
  });

  it('rings sooner when it is set to sooner, and not at all when it is set to never', async () => {
    alarm.set(performance.now() + 60_000);
    alarm.set(performance.now() + 10);
    await rest(60);
    equal(rings.length, 1);
    alarm.set(performance.now() + 10);
    alarm.set(undefined);
    await rest(60);
    equal(rings.length, 1);
  });

  it('does not wake the process for a deadline that has moved far', async () => {
    alarm.set(performance.now() + 10);
    alarm.set(performance.now() + 60_000);
    await rest(60);
    equal(rings.length, 0);
    alarm.set(undefined);
  });

  it('tells how late it is although its deadline has moved far meanwhile: the process stood still', async () => {
    const deadline = performance.now() + 10;
    alarm.set(deadline);
    while (performance.now() < deadline + 100);
    alarm.set(performance.now() + 60_000);
    await rest(60);
    equal(rings.length, 1);
    ok(rings[0]!.lateMs >= 100);
  });
});
