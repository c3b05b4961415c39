import { deepEqual, match } from 'node:assert/strict';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { shortTimes } from '../support/settings.js';
import { until } from './fixture.js';

const place = { z: 'tab', x: 0, y: 0 };
const makes = 'const bytes = Uint8Array.of(9, 255, 0, 128, 9);';

/** What a Function node makes, and what the board receives, or what the error says: as the payload, and in a topic message. */
const rows: [code: string, binary: number[] | string | RegExp, inTopic: string | RegExp][] = [
  ['bytes.slice(1, 4)', [255, 0, 128], /binary/],
  ['bytes.subarray(1, 4)', [255, 0, 128], /binary/],
  ['Uint16Array.of(0x0201)', [1, 2], /binary/],
  ['BigInt64Array.of(-1n)', Array(8).fill(255), /binary/],
  ['new DataView(bytes.buffer, 1, 3)', [255, 0, 128], /binary/],
  ['bytes.buffer', [9, 255, 0, 128, 9], /binary/],
  ['new SharedArrayBuffer(2)', [0, 0], /binary/],
  ['Buffer.from(bytes)', [9, 255, 0, 128, 9], /binary/],
  ['({ image: bytes })', /no bytes in JSON/, /no bytes in JSON/],
  ['new Date(0)', '"1970-01-01T00:00:00.000Z"', '"1970-01-01T00:00:00.000Z"'],
  ['new Map([["a", 1]])', /Map/, /Map/],
  ['({ deep: [new Set([1])] })', /Set/, /Set/],
  ['new Error("no")', /Error/, /Error/],
  ['new String("on")', 'on', '"on"'],
  ['new (class Secret { #value = 1 })()', /Secret/, /Secret/],
  ['({ led: true })', '{"led":true}', '{"led":true}'],
];

describe('A Function node in front of an out node', function () {
  this.timeout(120_000);
  let board: VirtualBoard;
  let nodeRed: NodeRed;

  before(async () => {
    board = new VirtualBoard({ sketch: 'echo', port: 0 });
    await board.listen();
    nodeRed = await NodeRed.start();
    await nodeRed.deploy(flow(board.port));
    await nodeRed.status('plain', 'ready');
  });

  after(async () => {
    await nodeRed.stop();
    await board.close();
  });

  /** What becomes of one msg: what the board receives, or the error's message. */
  async function endOf(id: string): Promise<unknown> {
    const { length } = board.log.filter(isMessage);
    const shown = nodeRed.debugs.length;
    await nodeRed.inject(id);
    await until(() => board.log.filter(isMessage).length > length || nodeRed.debugs.length > shown);
    const received = board.log.filter(isMessage).slice(length)[0];
    if (received === undefined) return nodeRed.debugs[shown]!.msg;
    return received.type === 'bin' ? [...received.payload] : received.payload.toString();
  }

  for (const [at, [code, sent, inTopic]] of rows.entries()) {
    it(`U14: ${code} arrives as it is, or is refused with a reason; never as {} in silence`, async () => {
      compare(await endOf(`plain-${at}`), sent);
      const expected = typeof inTopic === 'string' ? `{"topic":"t","payload":${inTopic}}` : inTopic;
      compare(await endOf(`topic-${at}`), expected);
    });
  }
});

function compare(found: unknown, expected: number[] | string | RegExp): void {
  if (expected instanceof RegExp) match(String(found), expected);
  else deepEqual(found, expected);
}

function isMessage({ type }: { readonly type: string }): boolean {
  return type === 'text' || type === 'bin';
}

/** For each row a Function node that an inject node starts, in front of an out node of each kind. */
function flow(port: number): Item[] {
  const out = { ...place, type: 'esp8266-ws-out', board: 'board', wires: [] };
  return [
    { id: 'tab', type: 'tab' },
    { id: 'board', type: 'esp8266-ws-config', host: '127.0.0.1', port, ...shortTimes },
    { ...out, id: 'plain', send: 'payload' },
    { ...out, id: 'topic', send: 'topic', topic: 't' },
    { ...place, id: 'catch', type: 'catch', scope: null, wires: [['debug']] },
    { ...place, id: 'debug', type: 'debug', active: true, tosidebar: true, complete: 'error.message' },
    ...rows.flatMap(([code], at) => ['plain', 'topic'].flatMap((kind) => maker(`${kind}-${at}`, kind, code))),
  ];
}

function maker(id: string, kind: string, code: string): Item[] {
  return [
    { ...place, id, type: 'inject', props: [], wires: [[`make-${id}`]] },
    {
      ...place,
      id: `make-${id}`,
      type: 'function',
      outputs: 1,
      func: `${makes}\nreturn { payload: ${code} };`,
      wires: [[kind]],
    },
  ];
}
