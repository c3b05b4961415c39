import { printedBy } from '../printed-by.js';
import type { Scenario } from '../scenario.js';

const withFirstNodes = 'ours, with the first node of each type';

/** What our nodes and the tab add to the start of Node-RED, and what the first node of each type does, but for the virtual board. */
export const loadTime: Scenario = {
  name: 'load-time',
  title: 'Start of Node-RED: time to load the files of the nodes',
  columns: [{ key: 'ms', title: 'ms', digits: 1 }],
  lanes: [
    { title: 'core websocket', variant: 'core' },
    { title: 'core MQTT', variant: 'mqtt' },
    { title: 'ours', variant: 'ours' },
    { title: withFirstNodes, variant: 'ours' },
  ],
  targets: [{ says: 'at most 12 ms', column: 'ms', lane: 'ours', atMost: 12 }],
  async measure({ title, variant }) {
    const printed = await printedBy('load-time.js', title === withFirstNodes ? 'used' : variant);
    return { ms: Number(printed) };
  },
};
