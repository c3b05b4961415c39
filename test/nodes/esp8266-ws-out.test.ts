import { deepEqual, equal, ok } from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import {
  boardAt,
  boardItem,
  collect,
  type FlowItem,
  input,
  load,
  type Msg,
  nextMsg,
  nextTurn,
  onCall,
  statusText,
  useBoard,
} from '../support/flow.js';
import { OwnTime } from '../support/own-time.js';
import { mayHaveInFlight } from '../support/pace.js';
import { shortConfirm } from '../support/settings.js';

const outItem = {
  id: 'out',
  type: 'esp8266-ws-out',
  z: 'tab',
  board: 'board',
  topic: '',
  send: 'payload',
  wires: [],
};

describe('The out node', () => {
  const used = useBoard();

  /** A flow in which Complete and Catch tell how messages to the out node end. */
  async function loadOut(
    out: Partial<FlowItem> = {},
    board: FlowItem = boardItem(used.board),
  ): Promise<void> {
    await load([
      { id: 'tab', type: 'tab' },
      board,
      { ...outItem, ...out } as FlowItem,
      { id: 'complete', type: 'complete', z: 'tab', scope: ['out'], wires: [['done']] },
      { id: 'catch', type: 'catch', z: 'tab', scope: ['out'], wires: [['failed']] },
      { id: 'done', type: 'helper', z: 'tab' },
      { id: 'failed', type: 'helper', z: 'tab' },
    ] as FlowItem[]);
  }

  const texts = () =>
    used.board.log.filter(({ type }) => type === 'text').map(({ payload }) => payload.toString());
  /** Node-RED 4.0 hands on no code, but the message begins with it everywhere. */
  function codeOf(msg: Msg): string {
    const { code, message } = msg.error as { code?: string; message: string };
    const [first = ''] = message.split(':');
    equal(code ?? first, first);
    return first;
  }

  const messageOf = (msg: Msg) => (msg.error as { message: string }).message;

  it('lets Complete fire when the board has taken the message', async () => {
    await loadOut();
    await statusText('out', 'ready');
    const done = nextMsg('done');
    input('out', { payload: 'Hello from Client!' });
    equal((await done).payload, 'Hello from Client!');
    deepEqual(texts(), ['Hello from Client!']);
  });

  it('sends objects and numbers as JSON, and Buffers as binary', async () => {
    await loadOut();
    await statusText('out', 'ready');
    for (const payload of [{ led: true }, 23.5, Buffer.from([1, 2])]) {
      const done = nextMsg('done');
      input('out', { payload });
      await done;
    }
    deepEqual(texts(), ['{"led":true}', '23.5']);
    deepEqual(used.board.log.find(({ type }) => type === 'bin')?.payload, Buffer.from([1, 2]));
  });

  it('sends a topic message under its own topic, else under that of the msg', async () => {
    await loadOut({ send: 'topic', topic: '' });
    await statusText('out', 'ready');
    const done = nextMsg('done');
    input('out', { topic: 'led', payload: true });
    await done;
    await helper.unload();
    await loadOut({ send: 'topic', topic: 'relay' });
    await statusText('out', 'ready');
    const again = nextMsg('done');
    input('out', { topic: 'led', payload: true });
    await again;
    deepEqual(texts(), ['{"topic":"led","payload":true}', '{"topic":"relay","payload":true}']);
  });

  it('gives Catch ERR_OFFLINE within 50 ms while the board is off, and Complete stays silent', async () => {
    const { port } = used.board;
    await used.board.close();
    await loadOut({}, boardItem(port));
    await statusText('out', 'refused');
    const completed = collect('done');
    const failed = nextMsg('failed');
    const time = new OwnTime();
    input('out', { payload: 'open the gate' });
    const msg = await failed;
    ok(time.ms < 50, `${time.ms}`);
    equal(codeOf(msg), 'ERR_OFFLINE');
    equal((msg.error as { message: string }).message, 'ERR_OFFLINE: undelivered.offline');
    deepEqual(completed, []);
  });

  it('ends messages as unknown or not sent when the board freezes, none twice', async () => {
    await loadOut(
      { busySeconds: 60 },
      boardItem(used.board, { ...shortConfirm, pingSeconds: 5, deadSeconds: 10 }),
    );
    await statusText('out', 'ready');
    await mayHaveInFlight(boardAt().connection, 1);
    const completed = collect('done');
    const failed = collect('failed');
    used.board.freeze();
    for (let number = 0; number < 20; number += 1)
      input('out', { payload: `n${number}`, number } as unknown as Msg);
    while (failed.length < 20) await nextMsg('failed');
    deepEqual([...new Set(failed.map(({ number }) => number))].length, 20);
    deepEqual(new Set(failed.map(codeOf)), new Set(['ERR_UNCONFIRMED', 'ERR_EXPIRED']));
    deepEqual(completed, []);
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  for (const [what, payload, code] of [
    ['a text of 15,361 bytes', 'x'.repeat(15_361), 'ERR_TOO_LARGE'],
    ['an empty text', '', 'ERR_BAD_PAYLOAD'],
    ['a circular object', circular, 'ERR_BAD_PAYLOAD'],
    ['no payload', undefined, 'ERR_BAD_PAYLOAD'],
  ] as const) {
    it(`gives Catch ${code} for ${what}, and the link is untouched`, async () => {
      await loadOut();
      await statusText('out', 'ready');
      const failed = nextMsg('failed');
      input('out', { payload });
      equal(codeOf(await failed), code);
      const done = nextMsg('done');
      input('out', { payload: 'still here' });
      await done;
      equal(used.board.log.filter(({ type }) => type === 'connected').length, 1);
    });
  }

  it('reads nothing but payload and topic of a msg: it never chooses where it goes', async () => {
    await loadOut();
    await statusText('out', 'ready');
    const done = nextMsg('done');
    input('out', {
      payload: 'here',
      host: '10.0.0.1',
      url: 'ws://10.0.0.1',
      _session: { id: 'x' },
      headers: {},
    } as unknown as Msg);
    await done;
    deepEqual(texts(), ['here']);
  });

  for (const [what, out, host] of [
    ['no board is chosen', { board: '' }, 'kitchen'],
    ['the board is gone', { board: 'gone' }, 'kitchen'],
    ['the board is none', { board: 'tab' }, 'kitchen'],
    ['the board cannot be used', {}, ''],
    ['a setting cannot work', { queueSeconds: 'soon' }, 'kitchen'],
  ] as const) {
    it(`gives Catch ERR_CONFIG with the reason, and shows "configuration", where ${what}`, async () => {
      await loadOut(out, boardItem(used.board, { host }));
      await statusText('out', 'configuration');
      const failed = nextMsg('failed');
      input('out', { payload: 'x' });
      equal(messageOf(await failed), 'ERR_CONFIG: unusable');
    });
  }

  it('ends what is under way before its close does, and says in one line what a close gave up', async () => {
    await loadOut();
    await statusText('out', 'ready');
    const warnings: string[] = [];
    onCall('out', 'warn', (text) => warnings.push(text));
    used.board.freeze();
    for (let count = 0; count < 3; count += 1) input('out', { payload: 'x'.repeat(2_048) });
    await nextTurn();
    await helper.clearFlows();
    await nextTurn();
    deepEqual(warnings, ['leftovers']);
  });

  it('survives a msg that is nested too deep for Node-RED to copy', async () => {
    await loadOut();
    await statusText('out', 'ready');
    let deep: unknown = [];
    for (let depth = 0; depth < 20_000; depth += 1) deep = [deep];
    const told = new Promise<void>((resolve) => {
      onCall('out', 'error', () => resolve());
    });
    input('out', { payload: 'x', deep } as unknown as Msg);
    await told;
    const done = nextMsg('done');
    input('out', { payload: 'still here' });
    equal((await done).payload, 'still here');
  });
});
