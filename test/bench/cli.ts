// npm run bench -- [--scenario NAME]... [--rounds N] [--before CHECKOUT] [--small]
// CHECKOUT is another one of this package, built: what it does better or worse stands beside. --small: the client has one
// processor and 128 MB of heap.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Mosquitto } from '../support/mosquitto.js';
import { describeMachine } from './machine.js';
import { type Figures, type Lane, Rigs, type Scenario } from './scenario.js';
import { scenarios } from './scenarios/index.js';
import { type Rounds, tableOf, verdictsOf } from './table.js';

const brokerPort = 9_883;
const results = join(__dirname, '../../../test/bench/results');

const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    rounds: { type: 'string' },
    scenario: { type: 'string', multiple: true, default: [] },
    small: { type: 'boolean' },
  },
});
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
const chosen = scenarios.filter(({ name, onRequest }) =>
  values.scenario.length > 0 ? values.scenario.includes(name) : !onRequest,
);

async function main(): Promise<void> {
  if (chosen.length === 0) return fail(`The scenarios are: ${scenarios.map(({ name }) => name).join(', ')}.`);
  if (rounds !== undefined && !(rounds >= 1)) return fail('--rounds needs a number from 1.');
  const mosquitto = await Mosquitto.start(brokerPort);
  if (mosquitto === undefined) console.error('No Mosquitto on this computer: what needs MQTT is skipped.');
  const machine = describeMachine();
  const outcomes: { scenario: Scenario; outcome: Rounds }[] = [];
  for (const scenario of chosen) {
    const outcome = await play(scenario, rounds ?? scenario.rounds ?? 5, mosquitto !== undefined);
    outcomes.push({ scenario, outcome });
    console.log(tableOf(scenario, outcome));
  }
  await mosquitto?.stop();
  const head = Object.values(machine).map((line) => `- ${line}`);
  await mkdir(results, { recursive: true });
  const file = join(results, new Date().toISOString().replace(/[:.]/g, '-'));
  const tables = outcomes.map(({ outcome, scenario }) => tableOf(scenario, outcome));
  await writeFile(`${file}.md`, [...head, '', ...tables].join('\n'));
  const figures = outcomes.map(({ outcome, scenario }) => ({
    scenario: scenario.name,
    rounds: Object.fromEntries(outcome),
    targets: verdictsOf(scenario, outcome),
  }));
  await writeFile(`${file}.json`, JSON.stringify({ machine, figures }, null, 2));
  const targets = figures.flatMap((figure) => figure.targets);
  console.log(
    `${targets.filter(({ reached }) => reached).length} of ${targets.length} targets reached. ${file}.md`,
  );
}

/** All lanes in turn, A B C A B C, so that what the computer does beside it is shared by all. */
async function play(scenario: Scenario, count: number, hasBroker: boolean): Promise<Rounds> {
  const lanes = scenario.lanes.flatMap(withBefore).filter(({ variant }) => hasBroker || variant !== 'mqtt');
  const outcome = new Map<string, Figures[]>(lanes.map(({ title }) => [title, []]));
  const rigs = new Rigs(brokerPort);
  try {
    for (let round = 1; round <= count; round += 1) {
      for (const lane of lanes) outcome.get(lane.title)?.push(await measure(scenario, lane, rigs, round));
    }
  } finally {
    await rigs.end();
  }
  return outcome;
}

async function measure(scenario: Scenario, lane: Lane, rigs: Rigs, round: number): Promise<Figures> {
  const figures = await scenario.measure(lane, rigs);
  const shown = Object.entries(figures).map(([key, value]) => `${key} ${Number(value.toPrecision(4))}`);
  console.error(`${scenario.name} ${round}: ${lane.title}: ${shown.join(', ')}`);
  return figures;
}

function withBefore(lane: Lane): Lane[] {
  const { options, title, variant } = lane;
  if (values.before === undefined || !variant.startsWith('ours')) return [lane];
  return [
    { ...lane, title: `${title}, before`, options: { ...options, checkout: resolve(values.before) } },
    lane,
  ];
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

// An exit, unlike a signal, takes the broker with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
