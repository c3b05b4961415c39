import { lanesOf, type Scenario } from '../scenario.js';

/** How soon a board is dialled once the flows have been started. */
export const firstDial: Scenario = {
  name: 'first-dial',
  title: 'Deploy: from the start of the flows to the first dial',
  columns: [{ key: 'ms', title: 'ms', digits: 1 }],
  lanes: lanesOf(['core', 'ours']),
  targets: [{ says: 'at most 50 ms', column: 'ms', lane: 'ours', atMost: 50 }],
  measure(lane, rigs) {
    return rigs.fresh(lane, async (rig) => {
      await rig.client.call('zero');
      await rig.connect();
      return { ms: await rig.client.call('firstDialMs') };
    });
  },
};
