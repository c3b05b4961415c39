import { deepEqual, equal } from 'node:assert/strict';
import { Watches } from '../../src/discovery/watches.js';

describe('Who wants to know when a board is heard', () => {
  it('N21: is told at the first sign, and then once in 5 s: three probes and eight announcements are two attempts', () => {
    const watches = new Watches();
    const told: number[] = [];
    let now = 0;
    watches.add('kitchen.local', () => told.push(now));
    for (now of [0, 250, 500, 1_750, 2_750, 3_750, 4_750, 5_750, 6_750, 7_750, 8_750])
      watches.tell(new Set(['kitchen.local', '192.168.1.50']), now);
    deepEqual(told, [0, 5_750]);
  });

  it('is told by name and by address, each for itself', () => {
    const watches = new Watches();
    const told: string[] = [];
    watches.add('kitchen.local', () => told.push('by name'));
    watches.add('192.168.1.50', () => told.push('by address'));
    watches.add('192.168.1.50', () => told.push('by address, too'));
    watches.add('attic.local', () => told.push('another'));
    watches.tell(new Set(['kitchen.local', '192.168.1.50']), 0);
    deepEqual(told, ['by name', 'by address', 'by address, too']);
  });

  it('is not told any more once it has left, even while others are told', () => {
    const watches = new Watches();
    let count = 0;
    const leave = watches.add('kitchen.local', () => {
      count += 1;
      leave();
    });
    watches.tell(new Set(['kitchen.local']), 0);
    watches.tell(new Set(['kitchen.local']), 10_000);
    leave();
    equal(count, 1);
  });
});
