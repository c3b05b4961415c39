import fc from 'fast-check';
import { anyDeed } from './deeds.js';
import { Play } from './play.js';

/**
 * Plays at random, and says the shortest play that breaks an invariant, with what repeats it: `MODEL_SEED` and
 * `MODEL_PATH` in the environment.
 */
export async function checkModel(numRuns: number): Promise<void> {
  const { MODEL_PATH, MODEL_SEED } = process.env;
  const deeds = fc.array(anyDeed(), { maxLength: 80, size: 'max' });
  const largest = fc.constantFrom(200, 2_000, 15_360).map((bytes) => `largest ${bytes}`);
  const luck = fc.nat();
  await fc.assert(
    fc.asyncProperty(largest, deeds, luck, (first, list, seed) => Play.run([first, 'join 0', ...list], seed)),
    {
      numRuns,
      ...(MODEL_SEED === undefined ? {} : { seed: Number(MODEL_SEED) }),
      ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
    },
  );
}
