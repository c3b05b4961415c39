import { printedBy } from '../printed-by.js';
import { type Figures, type Lane, type Scenario, titles } from '../scenario.js';

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

/** The same where the boards say to the network that they are back. */
export const announcedPowerCut: Scenario = {
  name: 'announced-power-cut',
  title: '1,000 boards that announce themselves, killed and restarted within a second',
  columns: [
    { key: 'back', title: 'the slowest, from its first packet on, s', digits: 1 },
    { key: 'peak', title: 'most dials in 100 ms' },
    { key: 'dials', title: 'dials for each board', digits: 2 },
  ],
  lanes: [{ title: titles.ours, variant: 'ours' }],
  targets: [
    { says: 'all back within 4 s', column: 'back', lane: titles.ours, atMost: 4 },
    { says: 'at most 50 dials in 100 ms', column: 'peak', lane: titles.ours, atMost: 50 },
  ],
  rounds: 3,
  async measure() {
    const printed = await printedBy('announced-power-cut.js');
    return JSON.parse(printed) as Figures;
  },
};
