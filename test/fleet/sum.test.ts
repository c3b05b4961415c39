import { deepEqual } from 'node:assert/strict';
import { sumOf } from '../../src/fleet/sum.js';

describe('What several boards have counted together', () => {
  it('is the sum of each count, also where only some have it, and in groups', () => {
    const one = { connects: 1, disconnects: { refused: 2 }, received: { dropped: { rate: 3 } } };
    const other = { connects: 4, disconnects: { lost: 5, refused: 6 }, received: { dropped: { rate: 7 } } };
    deepEqual(sumOf([one, other]), {
      connects: 5,
      disconnects: { refused: 8, lost: 5 },
      received: { dropped: { rate: 10 } },
    });
  });

  it('leaves what each has counted as it is', () => {
    const one = { sent: { confirmed: 1 } };
    deepEqual(sumOf([one, one]), { sent: { confirmed: 2 } });
    deepEqual(one, { sent: { confirmed: 1 } });
    deepEqual(sumOf([]), {});
  });
});
