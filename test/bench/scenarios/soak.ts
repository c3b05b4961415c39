import { rest } from '../rig.js';
import { lanesOf, type Scenario } from '../scenario.js';

const boards = 1_000;
const settleSeconds = 60;
const minutes = 10;

/** Nothing happens, for ten minutes. */
export const soak: Scenario = {
  name: 'soak',
  title: `${boards} virtual boards and one Node-RED for ${minutes} minutes`,
  columns: [
    { key: 'reconnects', title: 'reconnects' },
    { key: 'kept', title: 'memory kept, MB', digits: 1 },
    { key: 'rate', title: 'msg/s' },
    { key: 'cpu', title: 'CPU, % of a core', digits: 1 },
    { key: 'delay', title: 'event loop p99, ms', digits: 1 },
  ],
  lanes: lanesOf(['ours'], { areVirtual: true, boards }),
  targets: [
    { says: 'no reconnects', column: 'reconnects', lane: 'ours', atMost: 0 },
    { says: 'no growth: less than 2 MB kept', column: 'kept', lane: 'ours', atMost: 2 },
  ],
  rounds: 1,
  onRequest: true,
  measure(lane, rigs) {
    return rigs.fresh(lane, async (rig) => {
      await rig.connect();
      // What runs for the first time is compiled, and kept.
      await rest(1_000 * settleSeconds);
      await rig.client.call('zero', { loop: true, memory: true });
      await rest(60_000 * minutes);
      const rate = (await rig.client.call('arrivals')) / (60 * minutes);
      const { cpuMs, keptMB, loopDelayP99Ms, wallMs } = await rig.client.call('usage');
      const reconnects = (await rig.client.call('dials')) + boards - (await rig.boards.call('countLinked'));
      return { reconnects, kept: keptMB, rate, cpu: (100 * cpuMs) / wallMs, delay: loopDelayP99Ms };
    });
  },
};
