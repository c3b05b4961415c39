import { equal, ok } from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Counters } from '../../src/link/counters.js';
import { timePasses } from '../faults/fixture.js';
import { type Item, NodeRed } from '../support/node-red.js';

const floodSeconds = 25;

describe('A flood of 50,000 messages a second from a board', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  let board: ChildProcess;
  /** What the board has printed: its port, and then what it has sent so far. */
  const printed: number[] = [];

  before(async () => {
    board = spawn(process.execPath, [join(__dirname, 'flooding-board.js'), '50000']);
    createInterface(board.stdout!).on('line', (line) => printed.push(Number(line)));
    nodeRed = await NodeRed.start();
    while (printed.length === 0) await once(board.stdout!, 'data');
  });

  after(async () => {
    await nodeRed.stop();
    board.kill();
    await once(board, 'close');
  });

  it('H9: leaves Node-RED answering within 300 ms, its memory flat, and is told of once in 10 s', async () => {
    await nodeRed.deploy(flow(printed[0]!));
    await nodeRed.status('in', 'ready');
    const answersMs: number[] = [];
    const memory: NodeJS.MemoryUsage[] = [];
    const started = performance.now();
    for (let second = 0; second < floodSeconds; second += 1) {
      memory.push(await memoryUsage());
      for (let tenth = 0; tenth < 9; tenth += 1) answersMs.push(await answerMs());
    }
    const { state, counters } = (await get('/esp8266-ws/boards/board')) as {
      state: string;
      counters: Counters;
    };
    const { delivered, dropped } = counters.received;
    const seconds = (performance.now() - started) / 1_000;
    const slowest = Math.max(...answersMs);
    const third = Math.floor(floodSeconds / 3);
    const heap = memory.map(({ heapUsed }) => heapUsed);
    const grown = Math.min(...heap.slice(-third)) - Math.min(...heap.slice(third, 2 * third));
    const warnings = nodeRed.log.filter((line) => line.includes('messages per second')).length;
    console.log(
      `      ${printed.at(-1)} sent, ${delivered} delivered, ${dropped.rate} dropped in ${Math.round(seconds)} s;`,
      `slowest answer ${Math.round(slowest)} ms; heap grown by ${Math.round(grown / 1e5) / 10} MB`,
    );
    ok(slowest < 300, `${slowest} ms`);
    ok(grown < 25_000_000, `${grown} bytes`);
    // V8 collects what was read from sockets when there are 64 MB of it.
    ok(Math.max(...memory.map(({ arrayBuffers }) => arrayBuffers)) < 100_000_000);
    ok(delivered >= 1_600 * seconds && delivered <= 4_000 + 2_000 * (seconds + 1), `${delivered}`);
    ok(dropped.rate > 5 * delivered, `${dropped.rate}`);
    ok(warnings >= Math.floor(seconds / 10) && warnings <= 1 + Math.floor((seconds + 1) / 10), `${warnings}`);
    equal(state, 'ready');
    equal(counters.attempts, 1);
  });

  /** How long a question of the editor takes, a tenth of a second after the last one. */
  async function answerMs(): Promise<number> {
    await timePasses(100);
    const before = performance.now();
    await get('/flows');
    return performance.now() - before;
  }

  async function memoryUsage(): Promise<NodeJS.MemoryUsage> {
    const { nodejs } = (await get('/diagnostics')) as { nodejs: { memoryUsage: NodeJS.MemoryUsage } };
    return nodejs.memoryUsage;
  }

  async function get(path: string): Promise<unknown> {
    return (await fetch(nodeRed.url + path, { headers: { Accept: 'application/json' } })).json();
  }
});

function flow(port: number): Item[] {
  const place = { z: 'tab', x: 0, y: 0 };
  return [
    { id: 'tab', type: 'tab' },
    { id: 'board', type: 'esp8266-ws-config', name: 'flooding', host: '127.0.0.1', port },
    {
      ...place,
      id: 'in',
      type: 'esp8266-ws-in',
      board: 'board',
      topic: '',
      format: 'auto',
      emit: 'messages',
      wires: [['change']],
    },
    {
      ...place,
      id: 'change',
      type: 'change',
      rules: [{ t: 'set', p: 'seen', pt: 'msg', to: 'true', tot: 'bool' }],
      wires: [[]],
    },
  ];
}
