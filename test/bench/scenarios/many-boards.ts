import { rest } from '../rig.js';
import { type Lane, type Scenario, titles } from '../scenario.js';

const counts = [100, 500, 1_000] as const;

/** A lane for each count of boards, of core's nodes and of ours. */
export const lanesByCount: readonly Lane[] = counts.flatMap((boards) =>
  (['core', 'ours'] as const).map((variant) => ({
    title: `${titles[variant]}, ${boards}`,
    variant,
    options: { boards },
  })),
);

/** What many boards take to be there. */
export const manyBoards: Scenario = {
  name: 'many-boards',
  title: '100, 500, 1,000 boards',
  columns: [
    { key: 'connect', title: 'deploy until all are connected, s', digits: 2 },
    { key: 'heap', title: 'memory per board, kB', digits: 1 },
  ],
  lanes: lanesByCount,
  targets: [
    { says: '1,000 connected within 2.5 s', column: 'connect', lane: 'ours, 1000', atMost: 2.5 },
    { says: 'at most 25 kB for each board', column: 'heap', lane: 'ours, 1000', atMost: 25 },
  ],
  rounds: 3,
  measure(lane, rigs) {
    return rigs.fresh(lane, async (rig) => {
      await rig.client.call('zero', { memory: true });
      const connectMs = await rig.connect();
      await rest(1_000);
      const { keptMB } = await rig.client.call('usage');
      return { connect: connectMs / 1_000, heap: (keptMB * 1_000) / (lane.options?.boards ?? 1) };
    });
  },
};
