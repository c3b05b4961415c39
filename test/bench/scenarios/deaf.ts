import { rest } from '../rig.js';
import { lanesOf, type Scenario } from '../scenario.js';

const bytes = 15_000;
const messages = Math.ceil(200e6 / bytes);
const confirmSeconds = 2;

/** A board that does not read, and a flow that goes on sending. */
export const deaf: Scenario = {
  name: 'deaf',
  title: 'A board that does not read while 200 MB are pushed',
  columns: [
    { key: 'kept', title: 'memory kept, MB', digits: 1 },
    { key: 'complete', title: 'reported complete' },
    { key: 'failed', title: 'reported failed' },
    { key: 'unaccounted', title: 'no end reported' },
  ],
  lanes: lanesOf(['core', 'ours'], { role: 'out', config: { confirmSeconds } }),
  targets: [
    { says: 'at most 2 MB kept', column: 'kept', lane: 'ours', atMost: 2 },
    { says: 'every message accounted for', column: 'unaccounted', lane: 'ours', atMost: 0 },
    { says: 'none reported complete', column: 'complete', lane: 'ours', atMost: 0 },
  ],
  measure(lane, rigs) {
    return rigs.fresh(lane, async (rig) => {
      await rig.connect();
      // What runs for the first time is compiled, and kept.
      await rig.client.call('pushOpen', 'x'.repeat(bytes), 200, 1);
      await rest(500);
      await rig.boards.call('rest', true);
      await rig.client.call('zero', { memory: true });
      await rig.client.call('pushOpen', 'x'.repeat(bytes), messages, 10);
      await rest(2_000 * confirmSeconds + 1_000);
      const { keptMB } = await rig.client.call('usage');
      const { complete = 0, ...failures } = await rig.client.call('ended');
      const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
      return { kept: keptMB, complete, failed, unaccounted: messages - complete - failed };
    });
  },
};
