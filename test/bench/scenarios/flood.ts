import type { Rig } from '../rig.js';
import { type Figures, lanesOf, type Scenario } from '../scenario.js';

const rate = 50_000;
const seconds = 3;

/** A board gone wild, and a flow that takes 0.2 ms for each message: it could do 5,000 a second and nothing else. */
export const flood: Scenario = {
  name: 'flood',
  title: `A board that floods ${rate} msg/s into a slow flow, with our defaults`,
  columns: [
    { key: 'peak', title: 'memory growth, MB', digits: 1 },
    { key: 'delay', title: 'event loop p99, ms', digits: 1 },
    { key: 'arrived', title: 'messages that reached the flow' },
  ],
  lanes: lanesOf(['floor', 'core', 'ours'], { workMs: 0.2, config: { maxInPerSecond: 2_000 } }),
  targets: [
    { says: 'memory grows by at most 20 MB', column: 'peak', lane: 'ours', atMost: 20 },
    { says: 'event loop p99 at most 50 ms', column: 'delay', lane: 'ours', atMost: 50 },
  ],
  measure(lane, rigs) {
    return rigs.fresh(lane, async (rig) => {
      await rig.connect();
      await rig.boards.call('pace', 2_000, 1);
      return wild(rig);
    });
  },
};

async function wild({ boards, client }: Rig): Promise<Figures> {
  await client.call('zero', { loop: true, memory: true });
  await boards.call('pace', rate, seconds);
  const { loopDelayP99Ms, peakMB } = await client.call('usage');
  return { peak: peakMB, delay: loopDelayP99Ms, arrived: await client.call('arrivals') };
}
