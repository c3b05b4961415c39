import { type Rig, rest } from '../rig.js';
import type { Figures, Lane, Scenario, Target } from '../scenario.js';

const text = '{"topic":"led","payload":{"brightness":128,"colour":"#ff8800"}}';
const counts = [200, 1_000] as const;
/** Readings of all boards together, and for how long. */
const perSecond = 500;
const seconds = 8;
/** Messages that broadcasts bring to boards, in each round. */
const broadcastMessages = 10_000;
/** The round trip of the slowest board: a sketch with `delay(500)`. */
const slowestMs = 500;

const columns = [
  { key: 'in', title: 'reading, CPU s per 100,000', digits: 2 },
  { key: 'answer', title: 'reading and answer', digits: 2 },
  { key: 'out', title: 'broadcast to one more board', digits: 2 },
  { key: 'confirmed', title: `broadcast confirmed, slowest board ${slowestMs} ms: ms` },
  { key: 'failed', title: 'not confirmed' },
] as const;

const titleOf = { ours: 'a config node each', fleet: 'one config node' } as const;

/** The same boards: with a config, in and out node each, and with one of each for all. */
export const fleetLanes: readonly Lane[] = counts.flatMap((boards) =>
  (['ours', 'fleet'] as const).map((variant) => ({
    title: `${titleOf[variant]}, ${boards}`,
    variant,
    options: { boards, role: 'all' },
  })),
);

/** What many boards cost behind one config node. */
export const fleet: Scenario = {
  name: 'fleet',
  title: '200 and 1,000 boards behind one config node',
  columns,
  lanes: fleetLanes,
  targets: [
    ...counts.flatMap(cheapAs),
    {
      says: 'a broadcast to 1,000 confirmed within 1.5 × the slowest round trip + 1 s',
      column: 'confirmed',
      lane: `${titleOf.fleet}, 1000`,
      atMost: 1.5 * slowestMs + 1_000,
    },
    { says: 'every message confirmed', column: 'failed', lane: `${titleOf.fleet}, 1000`, atMost: 0 },
  ],
  async measure(lane, rigs) {
    const boards = lane.options?.boards ?? 1;
    const ends = lane.variant === 'fleet' ? 1 : boards;
    const cost = (rig: Rig) => measure(rig, boards, ends);
    return cost(await rigs.keep(lane, cost));
  },
};

function cheapAs(boards: number): Target[] {
  return columns.slice(0, 3).map(({ key, title }) => ({
    says: `${boards} boards: ${title.replace(/,.*/, '')} at most 1.05 × a config node each`,
    column: key,
    lane: `${titleOf.fleet}, ${boards}`,
    per: `${titleOf.ours}, ${boards}`,
    atMost: 1.05,
  }));
}

async function measure(rig: Rig, boards: number, ends: number): Promise<Figures> {
  const { client } = rig;
  const readings = await readingsCost(rig, boards, false);
  const answers = await readingsCost(rig, boards, true);
  const failedAnswers = await failures(rig);
  await client.call('zero');
  await client.call('pushInTurn', text, broadcastMessages / boards, ends);
  const { cpuMs } = await client.call('usage');
  await rig.boards.call('slowDown', slowestMs);
  const tookMs = await client.call('pushInTurn', text, 3, ends);
  await rig.boards.call('slowDown', 0);
  return {
    in: readings,
    answer: answers,
    out: (cpuMs / broadcastMessages) * 100,
    confirmed: Math.max(...tookMs),
    failed: failedAnswers + (await failures(rig)),
  };
}

/** How many messages have not been confirmed since zero. */
async function failures({ client }: Rig): Promise<number> {
  const { complete: _complete, ...failed } = await client.call('ended');
  return sumOf(failed);
}

/** What readings cost, in CPU s per 100,000; where they are answered, until each answer has ended. */
async function readingsCost(rig: Rig, boards: number, isAnswered: boolean): Promise<number> {
  const { client } = rig;
  await client.call('answer', isAnswered);
  await client.call('zero');
  const said = await rig.boards.call('pace', perSecond / boards, seconds);
  await client.call('arrived', said);
  while (isAnswered && sumOf(await client.call('ended')) < said) await rest(50);
  const { cpuMs } = await client.call('usage');
  return (cpuMs / said) * 100;
}

function sumOf(ended: Readonly<Record<string, number>>): number {
  return Object.values(ended).reduce((sum, count) => sum + count, 0);
}
