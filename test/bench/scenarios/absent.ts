import { rest } from '../rig.js';
import { lanesOf, type Scenario } from '../scenario.js';

const messages = 10;

/** Messages for a board that is not there. */
export const absent: Scenario = {
  name: 'absent',
  title: '10 messages to an absent board',
  columns: [
    { key: 'complete', title: 'reported delivered' },
    { key: 'failed', title: 'reported failed' },
  ],
  lanes: lanesOf(['core', 'mqtt', 'ours'], { role: 'out', boards: 1, boardsAreUp: false }),
  targets: [{ says: 'none reported delivered', column: 'complete', lane: 'ours', atMost: 0 }],
  measure(lane, rigs) {
    return rigs.fresh(lane, async (rig) => {
      await rig.deploy();
      await rest(500);
      await rig.client.call('zero');
      await rig.client.call('pushOpen', 'hello', messages, 1);
      await rest(500);
      const { complete = 0, ...failures } = await rig.client.call('ended');
      return { complete, failed: Object.values(failures).reduce((sum, count) => sum + count, 0) };
    });
  },
};
