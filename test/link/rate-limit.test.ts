import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { RateLimit } from '../../src/link/rate-limit.js';

describe('The rate limit', () => {
  const passed = (limit: RateLimit, count: number, now: number) =>
    Array.from({ length: count }, () => limit.passes(now)).filter(Boolean).length;

  it('lets a burst of twice the rate pass, then the rate', () => {
    const limit = new RateLimit(100);
    equal(passed(limit, 1_000, 5_000), 200);
    equal(passed(limit, 1_000, 6_000), 100);
    equal(passed(limit, 1_000, 6_500), 50);
    equal(passed(limit, 1_000, 3_600_000), 200);
  });

  it('lets everything pass at 0', () => {
    equal(passed(new RateLimit(0), 10_000, 0), 10_000);
  });

  it('never lets more pass in any time than the burst and the rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(200)), (perSecond, waits) => {
        const limit = new RateLimit(perSecond);
        let now = 0;
        let count = 0;
        for (const wait of waits) {
          now += wait;
          if (limit.passes(now)) count += 1;
        }
        ok(count <= 2 * perSecond + (now * perSecond) / 1_000 + 1);
      }),
    );
  });
});
