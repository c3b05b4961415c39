import { deepEqual, equal, match, ok } from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import {
  boardAt,
  boardItem,
  codeOf,
  collect,
  deploy,
  describeBoard,
  endsItems,
  type FlowItem,
  inItem,
  input,
  linked,
  load,
  type Msg,
  nextTurn,
  node,
  onCall,
  outItem,
  statusText,
  tabItem,
  textsOf,
  until,
  useBoard,
} from '../support/flow.js';
import { freePort } from '../support/free-port.js';
import { mayHaveInFlight } from '../support/pace.js';

describe('What a flow hands to the out node', () => {
  const used = useBoard();

  const loadOut = (saved: Readonly<Record<string, unknown>> = {}, board = boardItem(used.board)) =>
    load([tabItem, board, outItem(saved), ...endsItems()]);

  /** On a busy machine it takes longer than a second until many have been handed over. */
  const patient = { busySeconds: 60 };
  let ends: string[];

  /** Loads the out node, and waits until its board is there. */
  async function ready(saved: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await loadOut(saved);
    await linked(used.board);
    ends = [];
    node('done').on('input', () => ends.push('done'));
    node('failed').on('input', (msg) => ends.push(codeOf(msg as Msg)));
  }

  /** What becomes of a msg: `done`, or the code of its error. */
  async function endOf(msg: object): Promise<string> {
    const { length } = ends;
    input('out', msg as Msg);
    await until(() => ends.length > length);
    return ends[length]!;
  }

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const throwing = {
    toJSON() {
      throw new Error('no');
    },
  };

  it('U1, U2, U3: is refused as ERR_BAD_PAYLOAD where it has no JSON, and where it is an empty text; nothing is written', async () => {
    await ready();
    const bad = [{}, ...[undefined, '', circular, { id: 1n }, throwing, Number.NaN, () => {}].map(asPayload)];
    for (const msg of bad) equal(await endOf(msg), 'ERR_BAD_PAYLOAD');
    equal(await endOf({ payload: 'after' }), 'done');
    deepEqual(textsOf(used.board), ['after']);
  });

  it('U2: is sent as JSON text for null, false and numbers', async () => {
    await ready();
    for (const payload of [null, false, 0, -0.5, { a: [1] }]) equal(await endOf({ payload }), 'done');
    deepEqual(textsOf(used.board), ['null', 'false', '0', '-0.5', '{"a":[1]}']);
  });

  it('U4: is copied when it is accepted: what changes later does not change what is sent', async () => {
    await ready(patient);
    const bytes = [Buffer.from([1, 2, 3]), Uint8Array.from([4, 5, 6]), Uint8Array.from([7, 8, 9]).buffer];
    const object = { a: 1 };
    used.board.freeze();
    input('out', { payload: 'x'.repeat(2_048) });
    for (const payload of [...bytes, object]) input('out', { payload });
    await nextTurn();
    for (const payload of bytes) new Uint8Array(payload as Uint8Array<ArrayBuffer>).fill(0);
    bytes[0] && (bytes[0] as Buffer).fill(0);
    object.a = 2;
    const list = collect('done');
    used.board.thaw();
    await until(() => list.length === 5);
    const sent = used.board.log.filter(({ type }) => type === 'bin').map(({ payload }) => [...payload]);
    deepEqual(sent, [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
    equal(textsOf(used.board).at(-1), '{"a":1}');
  });

  it('U5: may have 15,360 bytes, of UTF-8 and of binary; one more is ERR_TOO_LARGE, and the link is untouched', async () => {
    await ready();
    for (const payload of ['x'.repeat(15_360), '°'.repeat(7_680), Buffer.alloc(15_360)])
      equal(await endOf({ payload }), 'done');
    for (const payload of ['x'.repeat(15_361), `°${'°'.repeat(7_680)}`, Buffer.alloc(15_361)])
      equal(await endOf({ payload }), 'ERR_TOO_LARGE');
    equal(await endOf({ payload: 'after' }), 'done');
    equal(describeBoard().counters.connects, 1);
  });

  it('U6: has U+FFFD in place of lone surrogates, counted', async () => {
    await ready({ send: 'topic' });
    equal(await endOf({ topic: 'a', payload: { b: '\udc00' } }), 'done');
    await deploy([tabItem, boardItem(used.board), outItem(), ...endsItems()], 'nodes');
    await statusText('out', 'ready');
    equal(await endOf({ payload: 'a\ud800b' }), 'done');
    deepEqual(textsOf(used.board), ['{"topic":"a","payload":{"b":"\\udc00"}}', 'a\ufffdb']);
    equal(describeBoard().counters.sent.repaired, 1);
  });

  it('U7: 1,000 messages at once: what fits is complete, each of the others is ERR_BUSY, and the sums are exact', async () => {
    await loadOut(patient, boardItem(used.board, { confirmSeconds: 60, deadSeconds: 120, pingSeconds: 60 }));
    await linked(used.board);
    await mayHaveInFlight(boardAt().connection, 1);
    const done = collect('done');
    const failed = collect('failed');
    used.board.freeze();
    for (let number = 0; number < 1_000; number += 1) input('out', { payload: `n${number}` });
    await until(() => describeBoard().counters.sent.notSent >= 920);
    used.board.thaw();
    await until(() => done.length + failed.length === 1_000);
    deepEqual(new Set(failed.map(codeOf)), new Set(['ERR_BUSY']));
    // One on the way, since no pace is known yet, or what the window holds; and 64 that wait.
    ok(done.length >= 65 && done.length <= 16 + 64, `${done.length} complete`);
    const { sent } = describeBoard().counters;
    equal(sent.confirmed, done.length);
    equal(sent.notSent, failed.length);
    deepEqual(
      textsOf(used.board),
      done.map(({ payload }) => payload),
    );
  });

  it('U8: 200 messages to a board that is off are 200 times ERR_OFFLINE, or dropped without a word; the log has one line', async () => {
    const port = await freePort();
    await loadOut({}, boardItem(port));
    const lines: string[] = [];
    for (const level of ['warn', 'log', 'error']) onCall('board', level, (text) => lines.push(text));
    await statusText('out', 'refused');
    const failed = collect('failed');
    for (let number = 0; number < 200; number += 1) input('out', { payload: number });
    await until(() => failed.length === 200);
    deepEqual(new Set(failed.map(codeOf)), new Set(['ERR_OFFLINE']));
    await deploy([tabItem, boardItem(port), outItem({ whileAway: 'drop' }), ...endsItems()], 'nodes');
    for (let number = 0; number < 200; number += 1) input('out', { payload: number });
    await until(() => describeBoard().counters.sent.dropped === 200);
    equal(failed.length, 200);
    ok(lines.length <= 1, lines.join('\n'));
  });

  it('U10, U11: never chooses where it goes: only payload and topic are read', async () => {
    await ready();
    const strange = {
      host: '10.0.0.1',
      port: 1,
      url: 'ws://10.0.0.1',
      path: '/x',
      headers: { a: 'b' },
      board: 'other',
      _session: { type: 'websocket', id: 'x' },
      req: {},
      res: { end() {} },
    };
    equal(await endOf({ payload: 'here', ...strange }), 'done');
    deepEqual(textsOf(used.board), ['here']);
    equal(describeBoard().counters.attempts, 1);
  });
});

describe('What the editor saved for a board', () => {
  const used = useBoard();

  const bad: Readonly<Record<string, unknown>>[] = [
    { host: '' },
    { host: ' ' },
    { host: 'ws://127.0.0.1' },
    { host: 'me:secret@127.0.0.1' },
    { host: '127.0.0.1/path' },
    { host: '127.0.0.1:' },
    { host: '127.0.0.1\r\nEvil: yes' },
    { host: ['127.0.0.1'] },
    { port: 0 },
    { port: 65_536 },
    { port: '81x' },
    { port: -1 },
    { port: { a: 1 } },
    { path: 'ws' },
    { path: '/a b' },
    { path: '/#x' },
    { path: '/\r\nEvil: yes' },
    { subprotocol: 'two words' },
    { confirmSeconds: 0 },
    { maxOutBytes: 1.5 },
    { maxDelaySeconds: 0.05, minDelaySeconds: 1 },
  ];

  it('U9, T9: cannot work: red "configuration", a reason that names the field, and no attempt', async () => {
    await load([tabItem, outItem({ board: 'none' })]);
    for (const [at, saved] of bad.entries()) {
      const flow = [
        tabItem,
        boardItem(used.board, { id: `board${at}`, ...saved }),
        outItem({ board: `board${at}` }),
      ];
      await deploy(flow as FlowItem[], 'full');
      await statusText('out', 'configuration');
    }
    await nextTurn();
    deepEqual(used.board.log, []);
    match(
      helper
        .log()
        .args.flat()
        .map(({ msg }: { msg: unknown }) => String(msg))
        .join('\n'),
      /unusable/,
    );
  });

  it('U9, T9: whatever JSON it is, in all three nodes, nothing is thrown and the next deploy works', async () => {
    const anything: unknown[] = [null, 1, '', 'x', [], {}, { a: 1 }, true, -1, 'a/+/#'];
    for (const value of anything) {
      const fields = ['host', 'port', 'path', 'name', 'tls', 'maxInPerSecond', 'sendClientName'];
      const config = Object.fromEntries(fields.map((field) => [field, value]));
      const out = { topic: value, send: value, whileAway: value, queueMessages: value, unconfirmed: value };
      const each = { topic: value, format: value, emit: value };
      const flow = [tabItem, boardItem(used.board, config), outItem(out), inItem({ ...each, wires: [] })];
      if (value === null) await load(flow as FlowItem[]);
      else await deploy(flow as FlowItem[], 'full');
      if (node('out')) input('out', { payload: 1 });
    }
    await deploy([tabItem, boardItem(used.board), outItem()], 'full');
    await linked(used.board);
  });
});

function asPayload(payload: unknown): object {
  return { payload };
}
