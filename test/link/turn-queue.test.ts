import { deepEqual, ok } from 'node:assert/strict';
import { TurnQueue } from '../../src/link/turn-queue.js';
import { heldBytes } from '../faults/held-bytes.js';

describe('The turnstile', () => {
  let passed: number[];
  let turnstile: TurnQueue<number>;

  beforeEach(() => {
    passed = [];
    turnstile = new TurnQueue(2, (item) => passed.push(item));
  });

  const enter = (...items: number[]) => {
    for (const item of items) turnstile.push(item);
  };

  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('lets as many pass at once as a turn takes', () => {
    enter(1, 2, 3);
    deepEqual(passed, [1, 2]);
  });

  it('lets the rest pass in the turns that follow, in order, before who comes later', async () => {
    enter(1, 2, 3, 4, 5);
    await turn();
    enter(6);
    deepEqual(passed, [1, 2, 3, 4]);
    await turn();
    deepEqual(passed, [1, 2, 3, 4, 5, 6]);
    enter(7);
    deepEqual(passed, [1, 2, 3, 4, 5, 6]);
    await turn();
    deepEqual(passed, [1, 2, 3, 4, 5, 6, 7]);
  });

  it('counts each turn anew', async () => {
    enter(1, 2);
    await turn();
    enter(3, 4, 5);
    deepEqual(passed, [1, 2, 3, 4]);
  });

  it('forgets who waits when it is cleared', async () => {
    enter(1, 2, 3);
    turnstile.clear();
    await turn();
    enter(4);
    deepEqual(passed, [1, 2, 4]);
  });

  it('holds on to nobody who has passed, even where somebody always waits', async () => {
    const bytes = 100_000;
    const large = new TurnQueue<Buffer>(1, () => {});
    const before = heldBytes();
    for (let at = 0; at < 2; at += 1) large.push(Buffer.alloc(bytes));
    for (let at = 0; at < 100; at += 1) {
      large.push(Buffer.alloc(bytes));
      await turn();
    }
    ok(heldBytes() - before < 10 * bytes);
  });
});
