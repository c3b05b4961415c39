import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import type { BoardCounters } from '../../src/board/board.js';
import type { Format } from '../../src/message/decode.js';
import { answersHttp, EvilBoard, hangsUp, opens } from '../support/evil-board.js';
import {
  boardAt,
  boardItem,
  collect,
  type FlowItem,
  load,
  type Msg,
  nextMsg,
  nextTurn,
  onCall,
  statusText,
} from '../support/flow.js';
import { serverFrame } from '../support/peer.js';
import type { Wire } from '../support/wire.js';
import { until } from './fixture.js';

const words = join(__dirname, '../../../nodes/locales/en-US');

/** What reaches a flow, and the log, of a board that is evil: these rows end in the nodes. */
describe('A flow with an evil board', () => {
  let board: EvilBoard;
  let wire: Wire;
  const warnings: string[] = [];

  afterEach(async () => {
    await helper.unload();
    await board.close();
    warnings.length = 0;
  });

  async function loadIn(format: Format, saved = {}, topic = ''): Promise<void> {
    const item = { id: 'in', type: 'esp8266-ws-in', z: 'tab', board: 'board', topic, emit: 'messages' };
    await load([
      { id: 'tab', type: 'tab' },
      boardItem(board.port, saved),
      { ...item, format, wires: [['got']] },
      { id: 'got', type: 'helper', z: 'tab' },
    ] as unknown as FlowItem[]);
    onCall('board', 'warn', (text) => warnings.push(text));
  }

  /** A flow whose in node is connected to a board that does as it is told. */
  async function loadReady(format: Format, saved = {}, topic = ''): Promise<void> {
    board = await EvilBoard.which(
      opens((opened) => {
        wire = opened;
      }),
    );
    await loadIn(format, saved, topic);
    await statusText('in', 'ready');
  }

  async function hear(text: string | Buffer): Promise<Msg> {
    const arrived = nextMsg('got');
    wire.send(serverFrame(0x81, text));
    return arrived;
  }

  const counters = (): BoardCounters => boardAt().counters;

  for (const [row, behaviour, sentence] of [
    ['N7: a wrong password', answersHttp(401), 'reason.401'],
    ['N8, B4: a board that is full', hangsUp, 'cause.slots full?'],
  ] as const) {
    it(`${row} is warned of once, however many attempts fail`, async () => {
      board = await EvilBoard.which(behaviour);
      await loadIn('auto', { minDelaySeconds: 0.05, maxDelaySeconds: 0.1 });
      await until(() => board.accepted >= 4);
      deepEqual(
        warnings.map((text) => text.split(' (')[0]),
        [`offline ${sentence}`],
      );
    });
  }

  it('B4: the log and the help of a full board name the line of the sketch that frees its slots', () => {
    for (const file of ['esp8266-ws-config.json', 'esp8266-ws-config.html'])
      match(readFileSync(join(words, file), 'utf8'), /enableHeartbeat\(15000, 3000, 2\)/, file);
  });

  it('B9: text that is no UTF-8 arrives with U+FFFD, is counted each time and hinted at once; the link stays', async () => {
    await loadReady('text');
    for (let count = 0; count < 3; count += 1) {
      const { payload } = await hear(Buffer.from('21\xb0C', 'latin1'));
      equal(payload, '21\ufffdC');
    }
    equal(counters().received.repaired.utf8, 3);
    deepEqual(warnings, ['hint.utf8']);
    equal(board.accepted, 1);
  });

  // what a C string's end, an editor, and a sensor that has failed make of a message
  for (const [what, repair, text, payload] of [
    ['a NUL', 'tail', '{"topic":"temperature","payload":21.5}\0', 21.5],
    ['NULs and rubbish', 'tail', '{"topic":"temperature","payload":21.5}\0\0[{x', 21.5],
    ['a no-break space', 'tail', '{"topic":"temperature","payload":21.5}\u00a0', 21.5],
    ['a byte order mark', 'bom', '\ufeff{"topic":"temperature","payload":21.5}', 21.5],
    ['nan', 'nan', '{"topic":"temperature","payload":nan}', null],
    ['-inf', 'nan', '{"topic":"temperature","payload":-inf}', null],
    ['nan beside a text of that name', 'nan', '{"topic":"temperature","payload":["nan",NaN]}', ['nan', null]],
  ] as const) {
    it(`B16: a message with ${what} is read in spite of a topic filter, counted each time and hinted at once`, async () => {
      await loadReady('auto', {}, 'temperature');
      for (let count = 0; count < 3; count += 1) {
        const msg = await hear(text);
        deepEqual([msg.topic, msg.payload], ['temperature', payload]);
      }
      const { ignored, repaired } = counters().received;
      equal(repaired[repair], 3);
      deepEqual(ignored, { fields: 0, topic: 0, unreadable: 0 });
      deepEqual(warnings, [`hint.${repair}`]);
    });
  }

  it('B17: what cannot be read for a topic filter is counted, with one warning that shows its first 80 characters', async () => {
    await loadReady('auto', {}, 'temperature');
    const broken = `{"topic":"temperature","payload":\x1b${'x'.repeat(100)}`;
    for (const text of [broken, 'plain', '21.5', '{"topic":"temperature"}', '{"temperature":21.5}'])
      wire.send(serverFrame(0x81, text));
    wire.send(serverFrame(0x82, Buffer.from([1, 2])));
    wire.send(serverFrame(0x81, '{"topic":"humidity","payload":40}'));
    equal((await hear('{"topic":"temperature","payload":21.5}')).payload, 21.5);
    deepEqual(counters().received.ignored, { fields: 0, topic: 1, unreadable: 6 });
    deepEqual(warnings, [`hint.unreadable "{"topic":"temperature","payload":?${'x'.repeat(46)}"`]);
  });

  it('fields that cannot be messages are counted, with one warning; the others arrive, each on its own', async () => {
    await loadReady('fields');
    const list = collect('got');
    for (let count = 0; count < 2; count += 1) await hear('{"":1,"room":{"t":21.5}}');
    await nextTurn();
    deepEqual(
      list.map(({ payload, topic }) => [topic, payload]),
      [
        ['room/t', 21.5],
        ['room/t', 21.5],
      ],
    );
    deepEqual(counters().received.ignored, { fields: 2, topic: 0, unreadable: 0 });
    deepEqual(warnings, ['hint.fields "{"":1,"room":{"t":21.5}}"']);
  });

  it('H1: "null" arrives as null', async () => {
    await loadReady('json');
    const msg = await hear('null');
    equal(msg.payload, null);
    equal('error' in msg, false);
  });

  for (const [what, deep] of [
    ['arrays', (depth: number) => '['.repeat(depth) + ']'.repeat(depth)],
    ['objects', (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
    [
      'a topic message',
      (depth: number) => `{"topic":"t","payload":${'['.repeat(depth)}${']'.repeat(depth)}}`,
    ],
  ] as const) {
    it(`H2: ${what}, nested 2,000, 10,000 and 100,000 deep, arrive as their text with an error, counted`, async () => {
      await loadReady('json');
      for (const depth of [65, 2_000, 10_000, 100_000]) {
        const text = deep(depth);
        const { error, payload } = await hear(text);
        equal(payload, text);
        match(String(error), /nested too deep/);
      }
      equal(counters().received.repaired.depth, 4);
      notEqual(typeof (await hear(deep(60))).payload, 'string');
      equal(board.accepted, 1);
    });
  }

  it('H3, T6: keys that would reach a prototype are taken away at any depth, however they are written, and counted', async () => {
    await loadReady('json');
    const texts = [
      '{"__proto__":{"evil":1},"a":1}',
      '{"\\u005f_proto__":{"evil":1},"a":1}',
      '{"constructor":{"prototype":{"evil":1}},"a":1}',
      '{"a":1,"b":[{"c":{"__proto__":{"evil":1},"constructor":{"prototype":{"evil":1}}}}]}',
      '{"topic":"t","payload":{"a":1,"__proto__":{"evil":1}}}',
    ];
    for (const text of texts) {
      const { payload } = await hear(text);
      const merged = Object.assign({}, payload) as { a: number; evil?: number };
      equal(merged.a, 1);
      equal(merged.evil, undefined);
      equal(Object.getPrototypeOf(payload), Object.prototype);
      ok(!JSON.stringify(payload).includes('evil'));
    }
    equal(counters().received.repaired.keys, texts.length);
    equal(({} as { evil?: number }).evil, undefined);
  });

  it('H4, T5: what a board says of a msg beside topic and payload is not believed', async () => {
    await loadReady('json');
    const said = {
      _msgid: 'mine',
      req: 1,
      res: 1,
      filename: '/etc/passwd',
      error: 'x',
      board: 'x',
      complete: true,
    };
    const { _msgid, ...msg } = await hear(JSON.stringify({ topic: 't', payload: 1, ...said }));
    notEqual(_msgid, 'mine');
    deepEqual(msg, { topic: 't', payload: 1, board: 'kitchen' });
    for (const topic of ['', 'x'.repeat(257), 7, null, { a: 1 }, '$state']) {
      const whole = { topic, payload: 1 };
      const { topic: given, payload } = await hear(JSON.stringify(whole));
      equal(given, undefined);
      deepEqual(payload, whole);
    }
    equal((await hear(JSON.stringify({ topic: 'x'.repeat(256), payload: 1 }))).topic, 'x'.repeat(256));
  });

  it('H9: a flood is warned of once in 10 s; what arrives and what was dropped add up', async () => {
    await loadReady('text', { maxInPerSecond: 100 });
    const list = collect('got');
    const before = performance.now();
    await wire.flood(serverFrame(0x81, 'x'), 3_000);
    await until(() => {
      const { delivered, dropped } = counters().received;
      return delivered + dropped.rate === 3_000;
    });
    const seconds = (performance.now() - before) / 1_000;
    await nextTurn();
    const { received } = counters();
    equal(list.length, received.delivered);
    const most = 200 + 100 * seconds;
    ok(received.delivered >= 200 && received.delivered <= most, `${received.delivered} of ${most}`);
    deepEqual(warnings, ['flood']);
    equal(board.accepted, 1);
  });
});
