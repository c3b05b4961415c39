import { rest } from '../rig.js';
import type { Scenario } from '../scenario.js';
import { fleetLanes } from './fleet.js';
import { pace } from './pace.js';

/** What each board behind one config node takes to be there. */
export const fleetMemory: Scenario = {
  name: 'fleet-memory',
  title: 'Memory of 200 and 1,000 boards behind one config node',
  columns: [
    { key: 'connected', title: 'connected, kB per board', digits: 1 },
    { key: 'read', title: 'after ten readings of each', digits: 1 },
    { key: 'rss', title: 'RSS, connected', digits: 1 },
  ],
  lanes: fleetLanes,
  targets: [
    {
      says: 'at most 20 kB for each of 1,000 boards',
      column: 'connected',
      lane: 'one config node, 1000',
      atMost: 20,
    },
  ],
  rounds: 3,
  measure(lane, rigs) {
    const { boards = 1 } = lane.options ?? {};
    return rigs.fresh(lane, async (rig) => {
      const perBoard = (megabytes: number) => (megabytes * 1_000) / boards;
      await rig.client.call('zero', { memory: true });
      await rig.connect();
      await rest(1_000);
      const connected = await rig.client.call('usage');
      const grown = await pace(rig, 1, 10, { memory: true });
      return {
        connected: perBoard(connected.keptMB),
        read: perBoard(connected.keptMB + grown.keptMB),
        rss: perBoard(connected.peakMB),
      };
    });
  },
};
