import type { Usage, Watch } from '../client/meter.js';
import type { Rig } from '../rig.js';

/** Has each board say so many readings a second, and waits until all have arrived. Returns how many, and what they took. */
export async function pace(
  { boards, client }: Rig,
  perSecond: number,
  seconds: number,
  watch?: Watch,
): Promise<Usage & { sent: number }> {
  await client.call('zero', watch);
  const sent = await boards.call('pace', perSecond, seconds);
  await client.call('arrived', sent);
  return { sent, ...(await client.call('usage')) };
}
