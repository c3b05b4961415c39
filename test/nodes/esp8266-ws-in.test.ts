import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
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
  until,
  useBoard,
} from '../support/flow.js';
import { serverFrame } from '../support/peer.js';

describe('The in node', () => {
  const used = useBoard();

  async function loadIn(
    saved: Readonly<Record<string, unknown>> = {},
    board: FlowItem = boardItem(used.board),
  ): Promise<void> {
    const item = {
      id: 'in',
      type: 'esp8266-ws-in',
      z: 'tab',
      board: 'board',
      topic: '',
      format: 'auto',
      emit: 'messages',
    };
    await load([
      { id: 'tab', type: 'tab' },
      board,
      { ...item, wires: [['first'], ['second']], ...saved } as unknown as FlowItem,
      { id: 'first', type: 'helper', z: 'tab' },
      { id: 'second', type: 'helper', z: 'tab' },
    ] as FlowItem[]);
  }

  /** What an `it` cares for: the fields that came from the board. */
  const fromBoard = ({ _msgid, board, ...rest }: Msg) => rest;

  // text from the board; what the flow gets
  const rows: [text: string | Buffer, msg: object][] = [
    ['Message received', { payload: 'Message received' }],
    ['null', { payload: null }],
    ['23.5', { payload: 23.5 }],
    ['{"topic":"temperature","payload":21.4}', { topic: 'temperature', payload: 21.4 }],
    ['{"__proto__":{"x":1}}', { payload: {} }],
    [Buffer.alloc(1_000_000, 7), { payload: Buffer.alloc(1_000_000, 7) }],
  ];
  for (const [text, expected] of rows) {
    it(`hands on ${typeof text === 'string' ? text : 'a blob of 1 MB'}, parsed and made safe, with the name of the board`, async () => {
      await loadIn();
      await statusText('in', 'ready');
      const arrived = nextMsg('first');
      used.board.broadcast(text);
      const msg = await arrived;
      deepEqual(fromBoard(msg), expected);
      equal(msg.board, 'kitchen');
    });
  }

  it('gives each message an id of its own, as Node-RED does', async () => {
    await loadIn();
    await statusText('in', 'ready');
    const list = collect('first');
    for (const text of ['one', 'two']) {
      const arrived = nextMsg('first');
      used.board.broadcast(text);
      await arrived;
    }
    const ids = list.map(({ _msgid }) => String(_msgid));
    for (const id of ids) match(id, /^[\da-f]{16}$/);
    notEqual(ids[0], ids[1]);
  });

  it('hands on 5,000-deep nesting as its text with an error, and stays up', async () => {
    await loadIn();
    await statusText('in', 'ready');
    const arrived = nextMsg('first');
    const text = '['.repeat(5_000) + ']'.repeat(5_000);
    used.board.broadcast(text);
    const msg = await arrived;
    equal(msg.payload, text);
    ok(msg.error);
  });

  it('repairs a text in Latin-1, and hints at it once in the log', async () => {
    await loadIn();
    await statusText('in', 'ready');
    const hints: unknown[] = [];
    onCall('board', 'warn', (text) => hints.push(text));
    const list = collect('first');
    for (const text of ['21\xb0C', '22\xb0C']) {
      const arrived = nextMsg('first');
      used.board.sendRaw(0, serverFrame(0x81, Buffer.from(text, 'latin1')));
      await arrived;
    }
    deepEqual(
      list.map(({ payload }) => payload),
      ['21\ufffdC', '22\ufffdC'],
    );
    deepEqual(hints, ['hint.utf8']);
  });

  it('passes only what its topic filter names', async () => {
    await loadIn({ topic: 'room/+' });
    await statusText('in', 'ready');
    const arrived = nextMsg('first');
    for (const text of ['plain', '{"topic":"room","payload":1}', '{"topic":"room/light","payload":2}'])
      used.board.broadcast(text);
    deepEqual(fromBoard(await arrived), { topic: 'room/light', payload: 2 });
  });

  it('warns once where for a minute only other topics came, and remembers them', async () => {
    await loadIn({ topic: 'Temperature' });
    await statusText('in', 'ready');
    const warnings: string[] = [];
    onCall('in', 'warn', (text) => warnings.push(text));
    const { topics } = boardAt();
    const hear = async (topic: string) => {
      used.board.broadcast(JSON.stringify({ topic, payload: 1 }));
      await until(() => topics.list.includes(topic));
    };
    await hear('temperature');
    deepEqual(warnings, []);
    const { now } = performance;
    performance.now = () => now.call(performance) + 61_000;
    await hear('humidity').finally(() => {
      performance.now = now;
    });
    deepEqual(warnings, ['otherTopics']);
    deepEqual(topics.list, ['temperature', 'humidity']);
  });

  it('makes of a flat object a message for each field its topic filter names', async () => {
    await loadIn({ format: 'fields', topic: 'room/+' });
    await statusText('in', 'ready');
    const list = collect('first');
    const last = nextMsg('first', ({ topic }) => topic === 'room/h');
    used.board.broadcast('{"uptime":5,"room":{"t":21.5,"h":40}}');
    await last;
    deepEqual(list.map(fromBoard), [
      { topic: 'room/t', payload: 21.5 },
      { topic: 'room/h', payload: 40 },
    ]);
  });

  it('gives text and Buffers where they were asked for, without opening topic messages', async () => {
    const text = '{"topic":"t","payload":1}';
    for (const [format, payload] of [
      ['text', text],
      ['buffer', Buffer.from(text)],
    ] as const) {
      await loadIn({ format });
      await statusText('in', 'ready');
      const arrived = nextMsg('first');
      used.board.broadcast(text);
      deepEqual(fromBoard(await arrived), { payload });
      await helper.unload();
    }
  });

  it('tells connection changes on its only output where just those were chosen', async () => {
    await loadIn({ emit: 'state' });
    const { port } = used.board;
    await statusText('in', 'ready');
    const lost = nextMsg('first', ({ payload }) => payload === 'lost');
    await used.board.close();
    const msg = await lost;
    equal(msg.topic, '$state');
    equal(msg.board, 'kitchen');
    equal(msg.cause, 'closed by board');
    equal(msg.reason, 'cause.closed by board');
    equal(msg.attempt, 1);
    const refused = nextMsg('first', ({ cause }) => cause === 'refused');
    await refused;
    used.board = new VirtualBoard({ sketch: 'echo', port });
    const back = nextMsg('first', ({ payload }) => payload === 'ready');
    await used.board.listen();
    equal((await back).cause, undefined);
  });

  it('tells messages on the first and connection changes on the second output where both were chosen', async () => {
    const { port } = used.board;
    await used.board.close();
    await loadIn({ emit: 'both' }, boardItem(port));
    const [first, second] = [collect('first'), collect('second')];
    const ready = nextMsg('second', ({ payload }) => payload === 'ready');
    used.board = new VirtualBoard({ sketch: 'echo', port });
    await used.board.listen();
    await ready;
    const arrived = nextMsg('first');
    used.board.broadcast('hello');
    await arrived;
    deepEqual(
      first.map(({ payload }) => payload),
      ['hello'],
    );
    ok(second.every(({ topic }) => topic === '$state'));
  });

  it('shows why the board is away', async () => {
    const { port } = used.board;
    await used.board.close();
    await loadIn({}, boardItem(port));
    await statusText('in', 'refused');
  });

  it('shows "configuration" where the host cannot work, and Node-RED stays up', async () => {
    await loadIn({}, boardItem(used.board, { host: 'ws://me:secret@board' }));
    await statusText('in', 'configuration');
  });

  it('shows "configuration" where no board is chosen', async () => {
    await loadIn({ board: '' });
    await statusText('in', 'configuration');
  });

  for (const saved of [{ topic: 'a#' }, { topic: 'a', format: 'text' }]) {
    it(`shows "configuration" for ${JSON.stringify(saved)}, which nothing could pass`, async () => {
      await loadIn(saved);
      await statusText('in', 'configuration');
    });
  }

  it('tells its first connection changes, too, although what it is wired to comes later in the flow', async () => {
    await loadIn({ emit: 'state' });
    const list = collect('first');
    await statusText('in', 'ready');
    await nextTurn();
    deepEqual(
      list.map(({ payload }) => payload),
      ['disconnected', 'connecting', 'ready'],
    );
  });
});
