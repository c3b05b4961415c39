import { rest } from '../rig.js';
import { lanesOf, type Scenario, titles } from '../scenario.js';

/** Until all wait as long as they ever do between two attempts: up to 30 s, at random. */
const settleSeconds = 60;
const seconds = 30;

/** What boards cost that are off for days. Nothing listens at their ports: each attempt is refused at once, so there are more than where no answer comes. */
export const off: Scenario = {
  name: 'off',
  title: '100 boards that are off',
  columns: [
    { key: 'cpu', title: 'CPU, % of a core', digits: 2 },
    { key: 'dials', title: 'attempts a second', digits: 1 },
  ],
  lanes: lanesOf(['core', 'ours'], { boards: 100, boardsAreUp: false }),
  targets: [{ says: 'at most 1 % of a core', column: 'cpu', lane: titles.ours, atMost: 1 }],
  rounds: 3,
  async measure(lane, rigs) {
    const { client } = await rigs.keep(lane, () => rest(1_000 * settleSeconds));
    await client.call('zero');
    await rest(1_000 * seconds);
    const { cpuMs, wallMs } = await client.call('usage');
    return { cpu: (100 * cpuMs) / wallMs, dials: (await client.call('dials')) / seconds };
  },
};
