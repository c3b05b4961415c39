import type { Rig } from '../rig.js';
import { type Lane, type Scenario, titles } from '../scenario.js';
import { lanesByCount } from './many-boards.js';
import { pace } from './pace.js';

/** Twice as long as our nodes take from one ping to the next, so that each board is pinged twice. */
const seconds = 30;

/** What noticing a dead board costs, which core's nodes do not. */
const withoutPings: Lane = {
  title: `${titles.ours}, 1000, without pings`,
  variant: 'ours',
  options: { boards: 1_000, config: { pingSeconds: 3_600, deadSeconds: 7_200 } },
};

/** What a reading a second of each of many boards costs. */
export const manyReadings: Scenario = {
  name: 'many-readings',
  title: '100, 500, 1,000 boards at 1 msg/s each',
  columns: [{ key: 'cpu', title: 'CPU, % of a core', digits: 1 }],
  lanes: [...lanesByCount, withoutPings],
  targets: lanesByCount
    .filter(({ variant }) => variant === 'ours')
    .map(({ options, title }) => ({
      says: `CPU of ${options?.boards} at most 1.00 × core`,
      column: 'cpu',
      lane: title,
      per: `${titles.core}, ${options?.boards}`,
      atMost: 1,
    })),
  /** Each lane alone: while a lane waits for its turn, its boards are pinged, and V8 gives back memory that it then needs again. */
  measure(lane, rigs) {
    return rigs.fresh(lane, async (rig) => {
      await rig.connect();
      await warmUp(rig, lane.options?.boards ?? 1);
      const { cpuMs, wallMs } = await pace(rig, 1, seconds);
      return { cpu: (100 * cpuMs) / wallMs };
    });
  },
};

/** A board at a message a second takes minutes to have its code compiled, in a Node-RED that runs for months. */
async function warmUp(rig: Rig, boards: number): Promise<void> {
  await pace(rig, 5_000 / boards, 10);
  await pace(rig, 1, 5);
}
