import type { Rig } from '../rig.js';
import { type Figures, lanesOf, type Scenario } from '../scenario.js';

const rate = 1_000;
const seconds = 3;
/** Core confirms nothing; ours answers are each confirmed by a pong. */
const mostOfCore = { p50: 1, p99: 1.1 };

/** How long a board waits for what a flow answers. */
export const roundTrip: Scenario = {
  name: 'round-trip',
  title: `Board → flow → board at ${rate} msg/s`,
  columns: [
    { key: 'p50', title: 'p50, ms', digits: 2 },
    { key: 'p99', title: 'p99, ms', digits: 2 },
    { key: 'cpu', title: 'CPU s per 100,000', digits: 2 },
    { key: 'missing', title: 'not answered' },
  ],
  lanes: lanesOf(['ws', 'floor', 'core', 'mqtt', 'ours'], { role: 'echo' }),
  targets: [
    ...(['p50', 'p99'] as const).flatMap((column) => [
      {
        says: `${column} at most ${mostOfCore[column].toFixed(2)} × core`,
        column,
        lane: 'ours',
        per: 'core websocket',
        atMost: mostOfCore[column],
      },
      { says: `${column} at most 0.5 × MQTT`, column, lane: 'ours', per: 'core MQTT', atMost: 0.5 },
    ]),
    { says: 'CPU at most 1.35 × core', column: 'cpu', lane: 'ours', per: 'core websocket', atMost: 1.35 },
  ],
  async measure(lane, rigs) {
    return time(await rigs.keep(lane, time));
  },
};

async function time({ boards, client }: Rig): Promise<Figures> {
  await client.call('zero');
  const { missing, p50Ms, p99Ms } = await boards.call('roundTrips', rate, seconds);
  const { cpuMs } = await client.call('usage');
  return { p50: p50Ms, p99: p99Ms, cpu: (cpuMs / (rate * seconds)) * 100, missing };
}
