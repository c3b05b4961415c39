import { deepEqual } from 'node:assert/strict';
import { Turnstile } from '../src/turnstile.js';

describe('The turnstile', () => {
  let passed: number[];
  let turnstile: Turnstile<number>;

  beforeEach(() => {
    passed = [];
    turnstile = new Turnstile(2, (item) => passed.push(item));
  });

  const enter = (...items: number[]) => {
    for (const item of items) turnstile.enter(item);
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
});
