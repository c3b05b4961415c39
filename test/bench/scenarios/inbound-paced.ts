import type { Rig } from '../rig.js';
import { type Figures, lanesOf, type Scenario } from '../scenario.js';
import { blast } from './blast.js';
import { pace } from './pace.js';

const rates = [1_000, 5_000] as const;
const seconds = 5;

/** What one reading costs the computer that runs Node-RED, at a pace that it easily keeps. */
export const inboundPaced: Scenario = {
  name: 'inbound-paced',
  title: 'Board → flow, paced: CPU per 100,000 messages',
  columns: rates.map((rate) => ({ key: `cpu${rate}`, title: `CPU s at ${rate} msg/s`, digits: 2 })),
  lanes: lanesOf(['ws', 'floor', 'core', 'mqtt', 'ours', 'oursParsing']),
  targets: rates.flatMap((rate) => [
    {
      says: `at ${rate} msg/s at most 1.10 × the floor`,
      column: `cpu${rate}`,
      lane: 'ours',
      per: 'only node.send',
      atMost: 1.1,
    },
    {
      says: `at ${rate} msg/s at most 1.00 × core`,
      column: `cpu${rate}`,
      lane: 'ours',
      per: 'core websocket',
      atMost: 1,
    },
  ]),
  async measure(lane, rigs) {
    const rig = await rigs.keep(lane, (fresh) => blast(fresh, 500));
    const figures: Record<string, number> = {};
    for (const rate of rates) figures[`cpu${rate}`] = await cost(rig, rate);
    return figures satisfies Figures;
  },
};

/** Seconds of CPU per 100,000 messages. */
async function cost(rig: Rig, rate: number): Promise<number> {
  const { cpuMs, sent } = await pace(rig, rate, seconds);
  return (cpuMs / sent) * 100;
}
