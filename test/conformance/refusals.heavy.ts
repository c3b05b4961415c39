import { deepEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import {
  boardItem,
  collect,
  endsItems,
  type FlowItem,
  helperItem,
  inItem,
  input,
  linked,
  load,
  type Msg,
  outItem,
  requestItem,
  tabItem,
  until,
} from '../support/flow.js';
import { newSketchUnderTest, useCompiledSketches } from './sketch-under-test.js';

/** What a flow does, and how that ends: in Catch, or at an in node, since only a topic message of ours can have an id. */
interface Row {
  readonly msg: object;
  /** Settings of the request node. Without them, the message goes out as it is, through an out node. */
  readonly request?: Readonly<Record<string, unknown>>;
}

const nested = JSON.parse('['.repeat(10) + ']'.repeat(10));

const rows: Readonly<Record<string, Row>> = {
  'This sketch takes text messages in one piece only.': { msg: { payload: Buffer.from('x') } },
  'This message is too long: 1024 bytes at most.': {
    msg: { topic: 'led', payload: 'x'.repeat(1_024) },
    request: {},
  },
  'This message is nested too deeply (10 levels).': { msg: { topic: 'led', payload: nested }, request: {} },
  'This is not JSON. A message looks like {"topic":"led","payload":true}': { msg: { payload: 'on' } },
  'An id is a string of 1 to 64 characters or a whole number below 4294967296.': {
    msg: { payload: { topic: 'led', payload: true, id: -1 } },
  },
  'A topic of 1 to 256 characters and a payload are needed, as in {"topic":"led","payload":true}': {
    msg: { payload: { topic: 'led' } },
  },
  'Unknown topic "lamp". This sketch takes "led" only.': {
    msg: { topic: 'lamp', payload: true },
    request: {},
  },
  'Topic "button" is an event and has no value.': { msg: { topic: 'button', payload: null }, request: {} },
  'Topic "light" cannot be set. This sketch takes "led" only.': {
    msg: { topic: 'light', payload: 1 },
    request: {},
  },
  'The payload of "led" is true or false.': { msg: { topic: 'led', payload: 'maybe' }, request: {} },
};

describe('An error of the compiled telemetry sketch', function () {
  this.timeout(60_000);
  let board: VirtualBoard;

  useCompiledSketches();

  beforeEach(async () => {
    const { sketch } = await newSketchUnderTest('the compiled .ino', 'telemetry');
    board = new VirtualBoard({ sketch });
    await board.listen();
  });

  afterEach(async () => {
    await helper.unload();
    await board?.close();
  });

  /** What reaches Catch, Complete, and an in node that asks for errors, from a node that gets this msg. */
  async function endOf(item: FlowItem, msg: object): Promise<Record<'failed' | 'done' | 'got', Msg[]>> {
    const items = [item, ...endsItems(item.id), helperItem('answered'), helperItem('got')];
    await load([tabItem, boardItem(board), inItem({ topic: '$error' }), ...items]);
    const ends = { failed: collect('failed'), done: collect('done'), got: collect('got') };
    await linked(board);
    input(item.id, msg as Msg);
    await until(() => ends.failed.length + ends.done.length > 0 && ends.got.length > 0);
    return ends;
  }

  it('stands in the table of PROTOCOL.md, and in these tests', () => {
    const page = readFileSync(join(__dirname, '../../../PROTOCOL.md'), 'utf8');
    const [, table = ''] = page.split('| `$error` | the message |');
    const sentences = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, sentence]) => sentence);
    deepEqual(sentences, Object.keys(rows));
  });

  for (const [sentence, { msg, request }] of Object.entries(rows)) {
    const asking = { ask: 'payload', answerSeconds: 1, ...request };
    const outNode = outItem({ send: 'topic', completeWhen: 'answered', answerSeconds: 1 });
    const nodes = request === undefined ? [] : [requestItem(asking), outNode];
    for (const item of nodes)
      it(`is in Catch what the sketch says, of an ${item.type}: ${sentence}`, async () => {
        const { done, failed } = await endOf(item, msg);
        deepEqual(
          failed.map(({ error }) => (error as { message: string }).message),
          [`ERR_REFUSED: ${sentence}`],
        );
        deepEqual(done, []);
      });

    if (request !== undefined) continue;
    it(`is a message for an in node, where only another message than a topic message can have it: ${sentence}`, async () => {
      const { failed, got } = await endOf(outItem(), msg);
      deepEqual(failed, []);
      deepEqual(
        got.map(({ payload }) => payload),
        [sentence],
      );
    });
  }
});
