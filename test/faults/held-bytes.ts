import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What this process holds on to, garbage apart. */
export function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  // Twice: what the first round lets go of may hold more.
  for (let round = 0; round < 2; round += 1) runInNewContext('gc')();
  const { external, heapUsed } = process.memoryUsage();
  return heapUsed + external;
}
