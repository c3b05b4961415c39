import type { Rig } from '../rig.js';

/** So many or a few less, and the code is as it is in a Node-RED that has run for an hour: compiled, and done with. */
const messages = 100_000;

/** Has a board say that many messages as fast as it goes, and waits until all have arrived. Returns how many. */
export async function blast({ boards, client }: Rig, perWrite: number): Promise<number> {
  const count = perWrite * Math.floor(messages / perWrite);
  await Promise.all([boards.call('blast', count, perWrite), client.call('arrived', count)]);
  return count;
}
