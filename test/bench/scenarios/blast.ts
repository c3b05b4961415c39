import type { Rig } from '../rig.js';

/** So many, and the code is as it is in a Node-RED that has run for an hour: compiled, and done with. */
export const messages = 100_000;

/** Has a board say that many messages as fast as it goes, and waits until all have arrived. */
export async function blast({ boards, client }: Rig): Promise<void> {
  await Promise.all([boards.call('blast', messages), client.call('arrived', messages)]);
}
