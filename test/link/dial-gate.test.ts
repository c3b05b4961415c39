import { deepEqual, equal, ok } from 'node:assert/strict';
import { createDialGate } from '../../src/link/dial-gate.js';

describe('The dial gate', () => {
  it('lets the first dials pass at once and the others, in order, when the window has moved on', async () => {
    const gate = createDialGate(2, 100);
    const dialled: number[] = [];
    const last = new Promise<void>((resolve) => {
      for (const number of [1, 2, 3, 4]) gate(() => dialled.push(number));
      gate(() => resolve());
    });
    deepEqual(dialled, [1, 2]);
    await last;
    deepEqual(dialled, [1, 2, 3, 4]);
  });

  it('lets no more pass in any window, however late in its turn of the event loop a dial is made', async () => {
    const [limit, windowMs] = [3, 20];
    const gate = createDialGate(limit, windowMs);
    const dialledAt: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const done = new Promise<void>((resolve) => {
        for (let number = 1; number <= limit; number += 1)
          gate(() => {
            dialledAt.push(performance.now());
            if (number === limit) resolve();
          });
      });
      await done;
      // A turn that takes long, in which more dials are made at its end.
      const until = performance.now() + 7;
      while (performance.now() < until);
    }
    for (const [place, at] of dialledAt.entries())
      if (place >= limit) ok(at - dialledAt[place - limit]! >= windowMs, `${place}: ${dialledAt}`);
  });

  it('forgets a dial that was taken back before its turn', async () => {
    const gate = createDialGate(1, 100);
    let wrong = false;
    gate(() => {});
    gate(() => {
      wrong = true;
    })();
    await new Promise<void>((resolve) => {
      gate(resolve);
    });
    equal(wrong, false);
  });
});
