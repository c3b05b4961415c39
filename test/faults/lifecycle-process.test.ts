import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { BoardStatus } from '../../src/board/board.js';
import { VirtualBoard, type VirtualBoardOptions } from '../../src/virtual-board/virtual-board.js';
import { textsOf, timePasses, until } from '../support/flow.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { shortTimes } from '../support/settings.js';

/** The grace of a close, and how late something may be on a busy machine. */
const graceMs = 1_000;
const slackMs = 1_000;

const tab = { id: 'tab', type: 'tab' };

/** A config node and an out node that an inject node feeds. */
function items(name: string, port: number, saved: object = {}): Item[] {
  const id = `${name}-board`;
  const config = { id, type: 'esp8266-ws-config', name, host: '127.0.0.1', port, ...shortTimes, ...saved };
  const at = { z: 'tab', x: 0, y: 0 };
  return [
    config,
    { ...at, id: `${name}-out`, type: 'esp8266-ws-out', board: id, topic: '', send: 'payload', wires: [] },
    {
      ...at,
      id: `${name}-say`,
      type: 'inject',
      props: [{ p: 'payload' }],
      payload: 'hello',
      payloadType: 'str',
      wires: [[`${name}-out`]],
    },
  ];
}

describe('A Node-RED', function () {
  this.timeout(120_000);
  const toClose: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of toClose.splice(0).reverse()) await close();
  });

  async function start(...flow: Item[]): Promise<NodeRed> {
    const nodeRed = await NodeRed.start(undefined, { flows: [tab, ...flow] });
    toClose.push(() => nodeRed.stop());
    return nodeRed;
  }

  async function board(options: Partial<VirtualBoardOptions> = {}): Promise<VirtualBoard> {
    const made = new VirtualBoard({ sketch: 'echo', port: 0, ...options });
    await made.listen();
    toClose.push(() => made.close());
    return made;
  }

  /** A server that tells with which code each client says goodbye. */
  async function server(): Promise<{ port: number; codes: number[] }> {
    const made = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(made, 'listening');
    const codes: number[] = [];
    made.on('connection', (socket) => socket.on('close', (code) => codes.push(code)));
    toClose.push(async () => made.close());
    const address = made.address();
    return { codes, port: typeof address === 'object' && address !== null ? address.port : 0 };
  }

  it('L7, L8: warns once of two nodes for one board, naming both; ended by SIGTERM it says goodbye to boards, and their slots are free within 2 s', async () => {
    const used = await board();
    const { codes, port } = await server();
    const nodeRed = await start(
      ...items('kitchen', used.port),
      ...items('hall', used.port),
      ...items('other', port),
    );
    for (const name of ['kitchen', 'hall', 'other']) await nodeRed.status(`${name}-out`, 'ready');
    equal(used.slotsInUse, 2);
    const warnings = nodeRed.log.filter(
      (line) => line.includes('[warn]') && line.includes(String(used.port)),
    );
    equal(warnings.length, 1, warnings.join('\n'));
    match(warnings[0]!, /"kitchen".*"hall"|"hall".*"kitchen"/);
    const before = performance.now();
    nodeRed.signal('SIGTERM');
    await nodeRed.end();
    ok(performance.now() - before < graceMs + slackMs);
    while (used.slotsInUse > 0) await once(used, 'slots');
    ok(performance.now() - before < 2_000);
    await until(() => codes.length > 0);
    deepEqual(codes, [1001]);
  });

  it('L9: killed, and started again, is ready where a slot is free, and says "slots full?" where none is, until one is', async () => {
    // Without the heartbeat that the echo sketch has: it would free a slot whose client says nothing.
    const used = await board({ sketch: { setup() {}, onEvent() {} }, slots: 2 });
    const first = await start(...items('kitchen', used.port));
    await first.status('kitchen-out', 'ready');
    first.signal('SIGKILL');
    await first.end();
    // What a killed client leaves behind where nobody tells the board: a slot taken.
    const left: Socket[] = [];
    const leaveOne = async () => {
      const socket = connect(used.port, '127.0.0.1').on('error', () => {});
      left.push(socket);
      toClose.push(async () => socket.destroy());
      await once(used, 'slots');
    };
    while (used.slotsInUse > 0) await once(used, 'slots');
    await leaveOne();
    const second = await start(...items('kitchen', used.port));
    await second.status('kitchen-out', 'ready');
    second.signal('SIGSTOP');
    // Its slot stays taken: for the third there is none.
    equal(used.slotsInUse, 2);
    const third = await start(...items('kitchen', used.port, { sendClientName: false }));
    await third.status('kitchen-out', 'slots full?');
    left[0]!.destroy();
    await third.status('kitchen-out', 'ready');
    second.signal('SIGCONT');
  });

  it('L10: stopped for 3 s in the middle of a message it loses no board, and the message is complete', async () => {
    const used = await board();
    const nodeRed = await start(
      ...items('kitchen', used.port, { confirmSeconds: 5, pingSeconds: 0.9, deadSeconds: 2.5 }),
    );
    await nodeRed.status('kitchen-out', 'ready');
    used.stall(300);
    await nodeRed.inject('kitchen-say');
    nodeRed.signal('SIGSTOP');
    await timePasses(3_000);
    nodeRed.signal('SIGCONT');
    await nodeRed.inject('kitchen-say');
    while (textsOf(used).length < 2) await once(used, 'message');
    await nodeRed.status('kitchen-out', 'ready');
    const answer = await nodeRed.get('/esp8266-ws/boards/kitchen-board');
    const { counters } = (await answer.json()) as BoardStatus;
    deepEqual(counters.disconnects, {});
    equal(counters.connects, 1);
    deepEqual(
      nodeRed.log.filter((line) => /\[(warn|error)\] \[esp8266/.test(line)),
      [],
    );
  });
});
