import type { Rig } from '../rig.js';
import { type Figures, type Lane, lanesOf, type Scenario, titles } from '../scenario.js';

const rate = 1_000;
const seconds = 3;
const warmUpSeconds = 10;
/** Core confirms nothing; ours answers are each confirmed by a pong. */
const mostOfCore = { p50: 1, p99: 1.1 };

/** A board on this computer answers a ping sooner than any on Wi-Fi, which is some milliseconds away. */
const wifiMs = 4;
const onWifi: Lane = { title: `ours, pongs after ${wifiMs} ms`, variant: 'ours', options: { role: 'echo' } };

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
  lanes: [...lanesOf(['ws', 'floor', 'core', 'mqtt', 'ours'], { role: 'echo' }), onWifi],
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
    ...[titles.ours, onWifi.title].map((lane) => ({
      says: `${lane}: CPU at most 1.35 × core`,
      column: 'cpu',
      lane,
      per: titles.core,
      atMost: 1.35,
    })),
  ],
  /** Short ones: at times one takes twice as much as the next, whoever it is of. */
  rounds: 9,
  async measure(lane, rigs) {
    const rig = await rigs.keep(lane, (fresh) => time(fresh, warmUpSeconds));
    if (lane.title.startsWith(onWifi.title)) await rig.boards.call('slowDown', wifiMs);
    return time(rig, seconds);
  },
};

async function time({ boards, client }: Rig, duration: number): Promise<Figures> {
  await client.call('zero');
  const { missing, p50Ms, p99Ms } = await boards.call('roundTrips', rate, duration);
  const { cpuMs } = await client.call('usage');
  return { p50: p50Ms, p99: p99Ms, cpu: (cpuMs / (rate * duration)) * 100, missing };
}
