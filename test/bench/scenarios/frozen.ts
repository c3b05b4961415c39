import { rest } from '../rig.js';
import { lanesOf, type Scenario } from '../scenario.js';

const deadSeconds = 3;
const watchSeconds = 3 * deadSeconds;

/** A board stands still, as one does that hangs or loses its power: nothing is sent, nothing is closed. Red calls it gone. */
export const frozen: Scenario = {
  name: 'frozen',
  title: `A board gone without a word: until the status says so (ours: ${deadSeconds} s set)`,
  columns: [{ key: 'noticed', title: `noticed after, s (watched for ${watchSeconds} s)`, digits: 2 }],
  lanes: lanesOf(['core', 'ours'], { config: { pingSeconds: 1, deadSeconds } }),
  targets: [
    {
      says: 'not sooner than the set time less 10 %',
      column: 'noticed',
      lane: 'ours',
      atLeast: 0.9 * deadSeconds,
    },
    {
      says: 'not later than the set time and 10 %',
      column: 'noticed',
      lane: 'ours',
      atMost: 1.1 * deadSeconds,
    },
  ],
  measure(lane, rigs) {
    return rigs.fresh(lane, async (rig) => {
      await rig.connect();
      await rig.client.call('zero');
      // A last sign of life, from which the time counts.
      await rig.client.call('arrived', await rig.boards.call('pace', 100, 0.01));
      rig.boards.signal('SIGSTOP');
      const since = Date.now();
      let at: number | undefined;
      while (at === undefined && Date.now() - since < 1_000 * watchSeconds) {
        await rest(50);
        at = await rig.client.call('redAt');
      }
      return { noticed: at === undefined ? Number.POSITIVE_INFINITY : (at - since) / 1_000 };
    });
  },
};
