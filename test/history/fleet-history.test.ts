import { ok } from 'node:assert/strict';
import { seedOf } from '../support/random.js';
import { FleetHistory } from './fleet-history.js';

describe('What senders are told of boards that come and go', () => {
  it('G1: is what each board has seen, through lists that change and boards that restart', async function () {
    this.timeout(60_000);
    const counts = new Map<string, number>();
    const first = seedOf('SEED');
    for (let seed = first; seed < first + 4; seed += 1)
      for (const [end, count] of await FleetHistory.play(seed))
        counts.set(end, (counts.get(end) ?? 0) + count);
    // What never happens proves nothing.
    for (const end of ['confirmed', 'not asked']) ok((counts.get(end) ?? 0) > 0, JSON.stringify([...counts]));
    ok(counts.size > 2, JSON.stringify([...counts]));
  });
});
