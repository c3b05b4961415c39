import { rest } from '../rig.js';
import { type Lane, type Scenario, titles } from '../scenario.js';

const counts = [100, 500, 1_000] as const;
/** As long as our nodes take from one ping to the next, so that each board is pinged once. */
const seconds = 15;

const lanes: Lane[] = [
  ...counts.flatMap((boards) =>
    (['core', 'ours'] as const).map((variant) => ({
      title: `${titles[variant]}, ${boards}`,
      variant,
      options: { boards },
    })),
  ),
  // What noticing a dead board costs, which core's nodes do not.
  {
    title: 'ours, 1000, without pings',
    variant: 'ours',
    options: { boards: 1_000, config: { pingSeconds: 100, deadSeconds: 300 } },
  },
];

/** What many boards that each say a reading a second cost. */
export const manyBoards: Scenario = {
  name: 'many-boards',
  title: '100, 500, 1,000 boards at 1 msg/s each',
  columns: [
    { key: 'connect', title: 'deploy until all are connected, s', digits: 2 },
    { key: 'heap', title: 'memory per board, kB', digits: 1 },
    { key: 'cpu', title: 'CPU, % of a core', digits: 1 },
  ],
  lanes,
  marks: [
    ...counts.map((boards) => ({
      says: `CPU of ${boards} at most 1.00 × core`,
      column: 'cpu',
      lane: `ours, ${boards}`,
      per: `core websocket, ${boards}`,
      atMost: 1,
    })),
    { says: '1,000 connected within 2.5 s', column: 'connect', lane: 'ours, 1000', atMost: 2.5 },
    { says: 'at most 25 kB for each board', column: 'heap', lane: 'ours, 1000', atMost: 25 },
  ],
  rounds: 3,
  measure(lane, rigs) {
    return rigs.fresh(lane, async (rig) => {
      const boards = lane.options?.boards ?? 1;
      await rig.client.call('zero');
      const connectMs = await rig.connect();
      await rest(1_000);
      const { keptMB } = await rig.client.call('usage');
      // So that the code is as warm as in a Node-RED that runs.
      await rig.boards.call('pace', 1, seconds);
      await rig.client.call('zero');
      const sent = await rig.boards.call('pace', 1, seconds);
      await rig.client.call('arrived', sent);
      const { cpuMs, wallMs } = await rig.client.call('usage');
      return { connect: connectMs / 1_000, heap: (keptMB * 1_000) / boards, cpu: (100 * cpuMs) / wallMs };
    });
  },
};
