import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { waitFloorMs, waitMs } from '../../src/link/backoff.js';
import { causes } from '../../src/link/cause.js';

const limits = { minDelayMs: 1_000, maxDelayMs: 30_000 };

describe('The wait before an attempt', () => {
  it('doubles from 1 to 2 s up to 1 to 30 s, spread over the whole interval', () => {
    const longest = [1, 2, 3, 4, 5, 6, 60].map((attempt) => waitMs(attempt, 0, limits, 0.999_999));
    deepEqual(longest.map(Math.round), [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    equal(waitMs(6, 0, limits, 0), 1_000);
  });

  it('lies between the shortest and longest wait for any attempt and any random number', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, random) => {
          const wait = waitMs(attempt, 0, limits, random);
          ok(wait >= limits.minDelayMs && wait <= limits.maxDelayMs);
        },
      ),
    );
  });

  it('is never below the floor that the cause asks for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...causes),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(9),
        (cause, inARow, attempt) => {
          const floor = waitFloorMs({ cause }, inARow, limits);
          ok(waitMs(attempt, floor, limits, 0) >= floor);
        },
      ),
    );
  });

  // cause, how many times in a row, floor in ms
  const floors = [
    ['closed by board', 1, 5_000],
    ['slots full?', 1, 0],
    ['slots full?', 2, 5_000],
    ['password', 1, 30_000],
    ['not a WebSocket', 2, 0],
    ['not a WebSocket', 3, 30_000],
    ['refused', 9, 0],
    ['lost', 9, 0],
    ['proxy', 9, 0, 502],
    ['proxy', 1, 30_000, 429],
    ['not a WebSocket', 1, 30_000, 308],
    ['not a WebSocket', 2, 0, 404],
  ] as const;
  for (const [cause, inARow, floor, status] of floors) {
    const what = status === undefined ? `"${cause}"` : `"${cause}" with HTTP status ${status}`;
    it(`is at least ${floor / 1_000} s after ${what} has come ${inARow} times in a row`, () => {
      equal(waitFloorMs({ cause, status }, inARow, limits), floor);
    });
  }
});
