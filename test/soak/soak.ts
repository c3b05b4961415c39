// Wears a Node-RED out, and looks at what it holds afterwards: npm run soak, for 30 minutes, or -- --minutes 2.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { Connection } from '../../src/link/connection.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { freePort } from '../support/free-port.js';
import { Random, seedOf } from '../support/random.js';
import { shortSettings } from '../support/settings.js';
import { Watcher } from '../support/watcher.js';
import { FlappingBoard } from './flapping-board.js';
import { busyFlow, idleFlow, inIds, sendingFlow } from './flows.js';
import type { Holding } from './holding.js';
import { WatchedNodeRed } from './watched-node-red.js';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const totalMs = Number(values.minutes) * 60_000;
const seed = seedOf('SOAK_SEED');
const megabyte = 2 ** 20;

async function main(): Promise<void> {
  console.log(`${values.minutes} minutes, SOAK_SEED=${seed}`);
  await connectAndDisconnect(1_000);
  const nodeRed = await WatchedNodeRed.start();
  try {
    // The first deploys load what later ones find loaded.
    await flap(nodeRed, 5_000);
    const before = await nodeRed.holdingAtRest();
    await sendToNobody(nodeRed, Math.min(120_000, totalMs / 8));
    await waitForNobody(nodeRed, Math.min(600_000, totalMs / 6));
    await flap(nodeRed, totalMs / 2);
    compare('Node-RED', before, await nodeRed.holdingAtRest(), 5 * megabyte);
  } finally {
    await nodeRed.stop();
  }
}

/** R4: connections that come and go leave nothing behind. */
async function connectAndDisconnect(cycles: number): Promise<void> {
  const board = new VirtualBoard({ sketch: 'echo', port: 0 });
  await board.listen();
  const held = () => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout|Immediate/.test(name));
  const before = held();
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const connection = new Connection(shortSettings(board.port));
    const watcher = Watcher.of(connection);
    await watcher.state('ready');
    await connection.close();
  }
  while (board.slotsInUse > 0) await pause(10);
  deepEqual(held(), before);
  await board.close();
  say(`R4: ${cycles} times connected and disconnected, and nothing is left`);
}

/** U8: 100 messages a second for a board that is off. */
async function sendToNobody(nodeRed: WatchedNodeRed, ms: number): Promise<void> {
  await nodeRed.deploy(sendingFlow(await freePort(), 100));
  await pause(5_000);
  const before = await nodeRed.holdingAtLeast();
  await pause(ms);
  const after = await nodeRed.holdingAtLeast();
  const { counters } = await nodeRed.board('board0');
  const { notSent = 0, ...others } = counters.sent;
  ok(notSent > (90 * ms) / 1_000, `only ${notSent} messages in ${ms} ms`);
  equal(
    Object.values(others).reduce((sum, count) => sum + count, 0),
    0,
    'all of them not sent',
  );
  compare(`U8: ${notSent} messages to a board that is off`, before, after, 5 * megabyte);
}

/** R2: a hundred boards that are off. */
async function waitForNobody(nodeRed: WatchedNodeRed, ms: number): Promise<void> {
  const ports = await Promise.all(Array.from({ length: 100 }, freePort));
  await nodeRed.deploy(idleFlow(ports));
  await pause(5_000);
  const before = await nodeRed.holding();
  await pause(ms);
  const after = await nodeRed.holding();
  const share = (after.cpuMs - before.cpuMs) / ms;
  ok(share < 0.1, `R2: ${share} of a processor`);
  ok(
    after.timers <= before.timers + 2 && after.sockets <= before.sockets + 100,
    'R2: timers or sockets grow',
  );
  ok(after.heapBytes - before.heapBytes < 5 * megabyte, 'R2: the heap grows');
  say(`R2: 100 boards that are off took ${(100 * share).toFixed(1)} % of a processor`);
}

/** Boards that are never well for long, floods, and deploys of every kind; then all is well again. */
async function flap(nodeRed: WatchedNodeRed, ms: number): Promise<void> {
  const random = new Random(seed);
  const boards = await Promise.all(Array.from({ length: 5 }, () => FlappingBoard.listening(random)));
  const ports = boards.map(({ port }) => port);
  const end = performance.now() + ms;
  await nodeRed.deploy(busyFlow(ports, 'first'));
  for (const board of boards) board.flap();
  let deploys = 0;
  while (performance.now() < end) {
    await pause(random.integer(500, 5_000));
    deploys += 1;
    await nodeRed.deploy(busyFlow(ports, `deploy ${deploys}`), random.pick(['full', 'flows', 'nodes']));
  }
  for (const board of boards) await board.calm();
  await nodeRed.ready(inIds(boards.length));
  await nodeRed.deploy([]);
  for (const board of boards) await board.close();
  say(`${deploys} deploys while five boards flapped, and all came back`);
}

/** Timers, sockets and listeners are as before, and the heap has not grown by more than `bytes`. */
function compare(what: string, before: Holding, after: Holding, bytes: number): void {
  for (const kind of ['timers', 'sockets', 'listeners'] as const)
    ok(after[kind] <= before[kind], `${what}: ${before[kind]} ${kind} became ${after[kind]}`);
  const grown = after.heapBytes - before.heapBytes;
  ok(grown < bytes, `${what}: the heap has grown by ${grown} bytes`);
  say(`${what}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`);
}

function say(line: string): void {
  console.log(`${new Date().toISOString()} ${line}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
