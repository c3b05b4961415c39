import fc from 'fast-check';
import { anyCommand } from './commands.js';
import { Play } from './play.js';

/**
 * Plays at random, and says the shortest play that breaks an invariant, with what repeats it: `MODEL_SEED` and
 * `MODEL_PATH` in the environment.
 */
export async function checkModel(numRuns: number): Promise<void> {
  const { MODEL_PATH, MODEL_SEED } = process.env;
  const commands = fc.array(anyCommand(), { maxLength: 80, size: 'max' });
  const largest = fc.constantFrom(200, 2_000, 15_360).map((bytes) => `largest ${bytes}`);
  const random = fc.nat();
  await fc.assert(
    fc.asyncProperty(largest, commands, random, async (first, list, seed) => {
      await Play.run([first, 'join 0', ...list], seed);
    }),
    {
      numRuns,
      ...(MODEL_SEED === undefined ? {} : { seed: Number(MODEL_SEED) }),
      ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
    },
  );
}
