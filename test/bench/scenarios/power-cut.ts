import { type Lane, type Scenario, titles } from '../scenario.js';

/** Long enough for ours to reach its longest wait, 30 s; core dials every 3 s, however long it takes. */
const lanes: (Lane & { readonly cutSeconds: number })[] = [
  { title: `${titles.core}, 500`, variant: 'core', options: { boards: 500 }, cutSeconds: 10 },
  { title: `${titles.core}, 1000`, variant: 'core', options: { boards: 1_000 }, cutSeconds: 10 },
  { title: `${titles.ours}, 1000`, variant: 'ours', options: { boards: 1_000 }, cutSeconds: 35 },
];

/** A thousand boards lose their power, and get it back. */
export const powerCut: Scenario = {
  name: 'power-cut',
  title: '1,000 boards killed and restarted',
  columns: [
    { key: 'back', title: 'power until all are back, s', digits: 1 },
    { key: 'peak', title: 'most dials in 100 ms' },
  ],
  lanes,
  targets: [
    { says: 'all back within 35 s', column: 'back', lane: 'ours, 1000', atMost: 35 },
    { says: 'at most 60 dials in 100 ms', column: 'peak', lane: 'ours, 1000', atMost: 60 },
  ],
  rounds: 2,
  measure(lane, rigs) {
    return rigs.fresh(lane, async (rig) => {
      await rig.connect();
      await rig.client.call('zero');
      const { cutSeconds } = lane as (typeof lanes)[number];
      const backMs = await rig.cutPower(cutSeconds);
      return { back: backMs / 1_000, peak: await rig.client.call('peakDials') };
    });
  },
};
