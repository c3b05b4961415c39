import { printedBy } from '../printed-by.js';
import type { Scenario } from '../scenario.js';

/** What our nodes and the tab add to the start of Node-RED. */
export const loadTime: Scenario = {
  name: 'load-time',
  title: 'Start of Node-RED: time to load the files of the nodes',
  columns: [{ key: 'ms', title: 'ms', digits: 1 }],
  lanes: [
    { title: 'core websocket', variant: 'core' },
    { title: 'core MQTT', variant: 'mqtt' },
    { title: 'ours', variant: 'ours' },
  ],
  targets: [{ says: 'at most 12 ms', column: 'ms', lane: 'ours', atMost: 12 }],
  async measure({ variant }) {
    const printed = await printedBy('load-time.js', variant);
    return { ms: Number(printed) };
  },
};
