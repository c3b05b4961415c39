import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Scenario } from '../scenario.js';

const run = promisify(execFile);
const script = join(__dirname, '../load-time.js');

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
    const { stdout } = await run(process.execPath, [script, variant]);
    return { ms: Number(stdout) };
  },
};
