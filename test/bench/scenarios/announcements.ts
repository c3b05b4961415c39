import { printedBy } from '../printed-by.js';
import type { Scenario } from '../scenario.js';

/** What it costs to listen in a network in which somebody announces boards without end. */
export const announcements: Scenario = {
  name: 'announcements',
  title: 'A flood of 1,000 mDNS announcements a second, of 10,000 names',
  columns: [{ key: 'cpu', title: 'CPU, % of a core', digits: 1 }],
  lanes: [{ title: 'ours', variant: 'ours' }],
  targets: [{ says: 'less than 5 % of a core', column: 'cpu', lane: 'ours', atMost: 5 }],
  rounds: 3,
  async measure() {
    const printed = await printedBy('announcements.js');
    return { cpu: Number(printed) };
  },
};
