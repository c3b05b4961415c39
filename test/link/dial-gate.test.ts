import { deepEqual, equal } from 'node:assert/strict';
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
