import { ok } from 'node:assert/strict';
import { seedOf } from '../support/random.js';
import { History } from './history.js';

/**
 * Plays so many histories, some at once. The seed of one that fails is in its error: `HISTORY_SEED` in the environment
 * begins with it.
 */
export async function checkHistories(count: number, atOnce: number): Promise<void> {
  const first = seedOf('HISTORY_SEED');
  const totals: Record<string, number> = {};
  let next = first;
  const failures: unknown[] = [];
  const runner = async () => {
    while (next < first + count && failures.length === 0) {
      const ends = await History.play(next++).catch((error) => {
        failures.push(error);
        return {};
      });
      for (const [end, number] of Object.entries(ends)) totals[end] = (totals[end] ?? 0) + number;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runner));
  if (failures.length > 0) throw failures[0];
  // A network so bad, or so good, that an end never comes tests nothing. A few histories on a busy machine may lack one.
  const rarer = ['answered', 'refused', 'unknown', 'replaced', 'dropped', 'unanswered'];
  const expected = ['confirmed', 'notSent', ...(count < 100 ? [] : rarer)];
  for (const end of expected)
    ok((totals[end] ?? 0) > 0, `no message ended ${end} after seed ${first}: ${JSON.stringify(totals)}`);
}
