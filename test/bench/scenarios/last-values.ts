import type { Rig } from '../rig.js';
import { type Figures, type Lane, type Scenario, titles } from '../scenario.js';
import { blast } from './blast.js';

const keeping: Lane = { title: titles.ours, variant: 'ours' };
const keepingNothing: Lane = {
  title: `${titles.ours}, keeping nothing`,
  variant: 'ours',
  options: { keepsNothing: true },
};

/** What it costs to keep the last value of each topic for nodes that start later. */
export const lastValues: Scenario = {
  name: 'last-values',
  title: 'Board → flow, with and without last values',
  columns: [{ key: 'cpu', title: 'CPU s per 100,000 messages', digits: 2 }],
  lanes: [keeping, keepingNothing],
  targets: [
    {
      says: 'CPU at most 1.15 × without last values',
      column: 'cpu',
      lane: keeping.title,
      per: keepingNothing.title,
      atMost: 1.15,
    },
  ],
  rounds: 15,
  async measure(lane, rigs) {
    return cost(await rigs.keep(lane, cost));
  },
};

/** Processor time, which other programs of a busy computer change least. */
async function cost(rig: Rig): Promise<Figures> {
  await rig.client.call('zero');
  const messages = await blast(rig, 500);
  const { cpuMs } = await rig.client.call('usage');
  return { cpu: (cpuMs / messages) * 100 };
}
