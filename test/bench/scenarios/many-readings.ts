import type { Rig } from '../rig.js';
import { type Figures, type Lane, type Scenario, titles } from '../scenario.js';
import { lanesByCount } from './many-boards.js';
import { pace } from './pace.js';

/** As long as our nodes take from one ping to the next, so that each board is pinged once. */
const seconds = 15;

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
  async measure(lane, rigs) {
    return cost(await rigs.keep(lane, warmUp));
  },
};

/** A board at a message a second takes minutes to have its code compiled, in a Node-RED that runs for months. */
async function warmUp(rig: Rig): Promise<void> {
  await pace(rig, 5, 10);
}

async function cost(rig: Rig): Promise<Figures> {
  const { cpuMs, wallMs } = await pace(rig, 1, seconds);
  return { cpu: (100 * cpuMs) / wallMs };
}
