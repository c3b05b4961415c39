import type { Rig } from '../rig.js';
import { type Figures, lanesOf, type Scenario, type Target, titles } from '../scenario.js';
import { blast } from './blast.js';

const columns = [
  { key: 'rate', title: 'msg/s' },
  { key: 'cpu', title: 'CPU s per 100,000', digits: 2 },
  { key: 'peak', title: 'memory growth, MB' },
  { key: 'delay', title: 'event loop p99, ms', digits: 1 },
] as const;

const targets: readonly Target[] = [
  {
    says: 'at least 1.5 × as fast as core',
    column: 'rate',
    lane: titles.ours,
    per: titles.core,
    atLeast: 1.5,
  },
];

/** How fast readings get into a flow that only counts them, and what piles up on the way. */
export const inboundFast: Scenario = {
  name: 'inbound-fast',
  title: 'Board → flow, as fast as it goes',
  columns,
  lanes: lanesOf(['ws', 'floor', 'core', 'mqtt', 'ours', 'oursParsing']),
  targets,
  async measure(lane, rigs) {
    const measure = (rig: Rig) => measureBlast(rig, 500);
    return measure(await rigs.keep(lane, measure));
  },
};

/** The same where a board writes a little less than Node.js reads at a time, so that there is no full chunk to pause after. */
export const inboundChunks: Scenario = {
  name: 'inbound-chunks',
  title: 'Board → flow, as fast as it goes, 480 readings in each write',
  columns,
  lanes: lanesOf(['ws', 'core', 'ours', 'oursParsing']),
  targets,
  async measure(lane, rigs) {
    const measure = (rig: Rig) => measureBlast(rig, 480);
    return measure(await rigs.keep(lane, measure));
  },
};

async function measureBlast(rig: Rig, perWrite: number): Promise<Figures> {
  const { client } = rig;
  await client.call('zero', { loop: true, memory: true });
  const startedAt = performance.now();
  const messages = await blast(rig, perWrite);
  const seconds = (performance.now() - startedAt) / 1_000;
  const { cpuMs, loopDelayP99Ms, peakMB } = await client.call('usage');
  return { rate: messages / seconds, cpu: (cpuMs / messages) * 100, peak: peakMB, delay: loopDelayP99Ms };
}
