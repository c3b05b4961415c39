import type { Rig } from '../rig.js';
import { type Figures, lanesOf, type Scenario } from '../scenario.js';
import { blast, messages } from './blast.js';

/** How fast readings get into a flow that only counts them, and what piles up on the way. */
export const inboundFast: Scenario = {
  name: 'inbound-fast',
  title: 'Board → flow, as fast as it goes',
  columns: [
    { key: 'rate', title: 'msg/s' },
    { key: 'cpu', title: 'CPU s per 100,000', digits: 2 },
    { key: 'peak', title: 'memory growth, MB' },
    { key: 'delay', title: 'event loop p99, ms', digits: 1 },
  ],
  lanes: lanesOf(['ws', 'floor', 'core', 'mqtt', 'ours', 'oursParsing']),
  targets: [
    {
      says: 'at least 1.5 × as fast as core',
      column: 'rate',
      lane: 'ours',
      per: 'core websocket',
      atLeast: 1.5,
    },
  ],
  async measure(lane, rigs) {
    return measureBlast(await rigs.keep(lane, measureBlast));
  },
};

async function measureBlast(rig: Rig): Promise<Figures> {
  const { client } = rig;
  await client.call('zero');
  const startedAt = performance.now();
  await blast(rig);
  const seconds = (performance.now() - startedAt) / 1_000;
  const { cpuMs, loopDelayP99Ms, peakMB } = await client.call('usage');
  return { rate: messages / seconds, cpu: (cpuMs / messages) * 100, peak: peakMB, delay: loopDelayP99Ms };
}
