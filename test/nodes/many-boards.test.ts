import { deepEqual, equal, ok } from 'node:assert/strict';
import { once } from 'node:events';
import helper from 'node-red-node-test-helper';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import {
  boardItem,
  codeOf,
  collect,
  deploy,
  endsItems,
  type FlowItem,
  helperItem,
  inItem,
  input,
  load,
  type Msg,
  nextMsg,
  node,
  outItem,
  requestItem,
  statusText,
  tabItem,
  textsOf,
  timePasses,
  until,
} from '../support/flow.js';
import { freePort } from '../support/free-port.js';

const deliveryItems = endsItems('out', 'request');

/** What a Catch node gets beside message and code. */
const causeOf = (msg: Msg) => (msg.error as { cause?: { boards?: object; answers?: object } }).cause;

describe('A config node with several boards', () => {
  let boards: VirtualBoard[];
  /** A port where nothing listens. */
  let deadPort: number;

  beforeEach(async () => {
    boards = await Promise.all([start('telemetry'), start('telemetry'), start('echo')]);
    deadPort = await freePort();
  });
  afterEach(async () => {
    await helper.unload();
    await Promise.all(boards.map((board) => board.close()));
  });

  async function start(sketch: 'echo' | 'telemetry'): Promise<VirtualBoard> {
    const board = new VirtualBoard({ sketch, port: await freePort() });
    await board.listen();
    return board;
  }

  /** The first boards as *Host*: `a=…`, `b=…`. */
  function hostsOf(count: number, ...more: string[]): string {
    const places = boards.slice(0, count).map(({ port }, at) => `${'abc'[at]}=127.0.0.1:${port}`);
    return [...places, ...more].join('\n');
  }

  async function loadFlow(host: string, ...items: FlowItem[]): Promise<void> {
    await load([tabItem, boardItem(81, { name: 'garden', host }), ...items, ...deliveryItems]);
  }

  const commandsOf = (board: VirtualBoard) => textsOf(board).filter((text) => text.includes('"led"'));

  describe('and an in node', () => {
    it('tells who spoke, by name', async () => {
      await loadFlow(hostsOf(2), inItem(), helperItem('got'));
      const got = collect('got');
      await until(() => new Set(got.map(({ board }) => board)).size === 2);
      deepEqual([...new Set(got.map(({ board }) => board))].toSorted(), ['a', 'b']);
    });

    it('says how many are connected, and why one is not', async () => {
      await loadFlow(hostsOf(2), inItem(), helperItem('got'));
      await statusText('in', '2/2');
      await boards[0]!.close();
      await statusText('in', 'refused');
      await boards[1]!.close();
      await statusText('in', '0/2');
    });

    it('tells the connection changes of each board', async () => {
      await loadFlow(hostsOf(1, `gone=127.0.0.1:${deadPort}`), inItem({ emit: 'state' }), helperItem('got'));
      const states = collect('got');
      const has = (board: string, state: string) =>
        states.some((msg) => msg.board === board && msg.payload === state);
      await until(() => has('a', 'ready') && has('gone', 'lost'));
      ok(!has('a', 'lost') && !has('gone', 'ready'));
    });

    for (const [fromBoard, wanted] of [
      ['b', ['b']],
      ['B', ['b']],
      ['?', ['a', 'b']],
      ['none', []],
    ] as const) {
      it(`hands on only what the boards ${fromBoard} send`, async () => {
        const all = inItem({ id: 'all', wires: [['heard']] });
        await loadFlow(hostsOf(2), all, inItem({ fromBoard }), helperItem('got'), helperItem('heard'));
        const got = collect('got');
        const heard = collect('heard');
        await until(() => new Set(heard.map(({ board }) => board)).size === 2);
        await timePasses(100);
        deepEqual([...new Set(got.map(({ board }) => board))].toSorted(), wanted);
      });
    }

    it('says that there is no board that it is for', async () => {
      await loadFlow(hostsOf(2), inItem({ fromBoard: 'none' }), helperItem('got'));
      await statusText('in', 'no boards yet');
    });
  });

  describe('and an out node', () => {
    const toLed = (board?: unknown, payload: unknown = true) => ({ topic: 'led', payload, board }) as never;
    const out = outItem({ send: 'topic', topic: 'led' });

    it('sends to all of them what names no board, and completes once all have it', async () => {
      await loadFlow(hostsOf(2), out);
      await statusText('out', '2/2');
      const completed = collect('done');
      for (const nobody of [undefined, null, '']) {
        input('out', toLed(nobody));
        await nextMsg('done');
      }
      for (const board of boards.slice(0, 2)) equal(commandsOf(board).length, 3);
      equal(completed.length, 3);
    });

    it('sends to the board that the message names, or to several', async () => {
      await loadFlow(hostsOf(3), out);
      await statusText('out', '3/3');
      input('out', toLed('b'));
      await nextMsg('done');
      input('out', toLed(['a', 'b', 'a']));
      await nextMsg('done');
      deepEqual(
        boards.map((board) => commandsOf(board).length),
        [1, 2, 0],
      );
    });

    it('answers who spoke, where it gets what an in node of the same boards tells', async () => {
      await loadFlow(
        hostsOf(3),
        inItem({ topic: '', format: 'text', fromBoard: 'c', wires: [['out']] }),
        outItem(),
      );
      await statusText('out', '3/3');
      boards[2]!.broadcast('Hello');
      await once(boards[2]!, 'event');
      await until(() => textsOf(boards[2]!).includes('Hello'));
      deepEqual(textsOf(boards[0]!), []);
    });

    for (const [says, asked] of [
      ['a name that no board has', 'shed'],
      ['an array with one of them', ['a', 'shed']],
      ['what is no text', { name: 'a' }],
      ['a number', 1],
      ['an array with one that is no text', ['a', { name: 'b' }]],
      ['an empty array', []],
    ] as const) {
      it(`G3: refuses ${says}, and sends nothing to anybody`, async () => {
        await loadFlow(hostsOf(2), out);
        await statusText('out', '2/2');
        input('out', toLed(asked));
        const caught = await nextMsg('failed');
        equal(codeOf(caught), 'ERR_UNKNOWN_BOARD');
        input('out', toLed('b'));
        await nextMsg('done');
        deepEqual(
          boards.map((board) => commandsOf(board).length),
          [0, 1, 0],
        );
      });
    }

    it('refuses for all what no board can be sent', async () => {
      await loadFlow(hostsOf(2), out);
      await statusText('out', '2/2');
      input('out', toLed(undefined, new Map()));
      const caught = await nextMsg('failed');
      equal(codeOf(caught), 'ERR_BAD_PAYLOAD');
      equal(causeOf(caught), undefined);
    });

    it('G2: names the board that is away, and does not hold up the others', async () => {
      const away = [`gone=127.0.0.1:${deadPort}`];
      await loadFlow(hostsOf(2, ...away), out);
      await statusText('out', 'refused');
      input('out', toLed());
      const caught = await nextMsg('failed');
      equal(codeOf(caught), 'ERR_OFFLINE');
      deepEqual(causeOf(caught)?.boards, { gone: 'ERR_OFFLINE' });
      for (const board of boards.slice(0, 2)) equal(commandsOf(board).length, 1);
    });

    it('G2: lets the queue of the board that is away hold up no other', async () => {
      const host = hostsOf(1, `gone=127.0.0.1:${deadPort}`);
      await loadFlow(host, outItem({ send: 'topic', topic: 'led', whileAway: 'queue', queueMessages: 2 }));
      await statusText('out', 'refused');
      for (let count = 0; count < 3; count += 1) input('out', toLed());
      const caught = await nextMsg('failed');
      deepEqual(causeOf(caught)?.boards, { gone: 'ERR_QUEUE_FULL' });
      await until(() => commandsOf(boards[0]!).length === 3);
    });

    it('is unknown where it is unknown for one board', async () => {
      await loadFlow(hostsOf(2, `gone=127.0.0.1:${deadPort}`), out);
      await statusText('out', 'refused');
      boards[1]!.freeze();
      input('out', toLed());
      const caught = await nextMsg('failed');
      equal(codeOf(caught), 'ERR_UNCONFIRMED');
      deepEqual(causeOf(caught)?.boards, { b: 'ERR_UNCONFIRMED', gone: 'ERR_OFFLINE' });
    });

    it('names the sketch that refuses, where Complete waits for the sketches', async () => {
      await loadFlow(hostsOf(3), outItem({ send: 'topic', completeWhen: 'answered' }));
      await statusText('out', '3/3');
      input('out', { topic: 'led', payload: true, board: ['a', 'b'] } as never);
      await nextMsg('done');
      input('out', { topic: 'nothing', payload: true, board: 'a' } as never);
      const caught = await nextMsg('failed');
      equal(codeOf(caught), 'ERR_REFUSED');
      deepEqual(causeOf(caught)?.boards, { a: 'ERR_REFUSED' });
    });

    it('disconnects and connects one of them, or all', async () => {
      await loadFlow(hostsOf(2), out);
      await statusText('out', '2/2');
      input('out', { action: 'disconnect', board: 'a' } as never);
      await statusText('out', 'disconnected');
      input('out', { action: 'disconnect' } as never);
      await statusText('out', '0/2');
      input('out', { action: 'connect' } as never);
      await statusText('out', '2/2');
    });
  });

  describe('and a request node', () => {
    const ask = (board?: unknown) => ({ topic: 'led', payload: null, board, keep: 'me' }) as never;

    it('hands on each answer as a msg of its own', async () => {
      await loadFlow(hostsOf(2), requestItem(), helperItem('answered'));
      await statusText('request', '2/2');
      const answered = collect('answered');
      input('request', ask());
      await nextMsg('done');
      deepEqual(answered.map(({ board, topic, keep }) => `${board} ${topic} ${keep}`).toSorted(), [
        'a led me',
        'b led me',
      ]);
    });

    it('hands on all answers as one array', async () => {
      await loadFlow(hostsOf(2), requestItem({ answers: 'array' }), helperItem('answered'));
      await statusText('request', '2/2');
      input('request', ask());
      const { payload, keep } = await nextMsg('answered');
      equal(keep, 'me');
      const rows = payload as { board: string; topic: string; payload: unknown }[];
      deepEqual(rows.map(({ board, topic }) => `${board} ${topic}`).toSorted(), ['a led', 'b led']);
    });

    it('asks the one that the message names', async () => {
      await loadFlow(hostsOf(2), requestItem(), helperItem('answered'));
      await statusText('request', '2/2');
      input('request', ask('b'));
      equal((await nextMsg('answered')).board, 'b');
    });

    it('says which board did not answer, and what the others said', async () => {
      const host = hostsOf(1, `gone=127.0.0.1:${deadPort}`);
      await loadFlow(host, requestItem({ answers: 'array' }), helperItem('answered'));
      await statusText('request', 'refused');
      input('request', ask());
      const caught = await nextMsg('failed');
      equal(codeOf(caught), 'ERR_OFFLINE');
      deepEqual(causeOf(caught)?.boards, { gone: 'ERR_OFFLINE' });
      const answers = causeOf(caught)?.answers as { board: string }[] | undefined;
      deepEqual(
        answers?.map(({ board }) => board),
        ['a'],
      );
    });
  });

  describe('whose list a deploy changes', () => {
    const flow = (host: string, more: object = {}) => [
      tabItem,
      boardItem(81, { name: 'garden', host, ...more }),
      out(),
      ...deliveryItems,
    ];
    const connects = (at: number) => boards[at]!.log.filter(({ type }) => type === 'connected').length;

    it('G1: keeps the connections of the boards that stay', async () => {
      await load(flow(hostsOf(2)));
      await statusText('out', '2/2');
      await deploy(flow(hostsOf(3)), 'nodes');
      await statusText('out', '3/3');
      await deploy(flow(hostsOf(2)), 'flows');
      await statusText('out', '2/2');
      await until(() => boards[2]!.slotsInUse === 0);
      deepEqual([connects(0), connects(1), connects(2)], [1, 1, 1]);
      equal(boards[0]!.slotsInUse, 1);
    });

    it('connects anew where another setting has changed, or the name', async () => {
      await load(flow(hostsOf(2)));
      await statusText('out', '2/2');
      await deploy(flow(hostsOf(2), { path: '/other' }), 'nodes');
      await statusText('out', '2/2');
      deepEqual([connects(0), connects(1)], [2, 2]);
      await deploy(flow(hostsOf(2).replace('a=', 'z='), { path: '/other' }), 'nodes');
      await until(() => connects(0) === 3);
      equal(connects(1), 2);
    });

    it('closes all where the new list cannot work', async () => {
      await load(flow(hostsOf(2)));
      await statusText('out', '2/2');
      await deploy(flow(hostsOf(2, 'a=127.0.0.1:1')), 'nodes');
      await until(() => boards[0]!.slotsInUse + boards[1]!.slotsInUse === 0);
      await deploy(flow(hostsOf(2)), 'nodes');
      await statusText('out', '2/2');
    });

    it('G1: ends each message on the way once, and truthfully', async () => {
      await load(flow(hostsOf(3)));
      await statusText('out', '3/3');
      const completed = collect('done');
      const ends = new Map<unknown, number>();
      const note = ({ number }: Msg) => ends.set(number, (ends.get(number) ?? 0) + 1);
      for (const id of ['done', 'failed']) node(id).on('input', (msg) => note(msg as Msg));
      for (let number = 0; number < 30; number += 1) {
        input('out', { topic: 'led', payload: number % 2 === 0, number } as never);
        if (number % 10 === 9) await deploy(flow(hostsOf(number === 19 ? 3 : 2)), 'nodes');
      }
      await statusText('out', '2/2');
      deepEqual(
        [...ends.values()].filter((times) => times !== 1),
        [],
      );
      // Who is in every list has what completed, and nothing twice.
      for (const board of boards.slice(0, 2)) {
        ok(commandsOf(board).length >= completed.length);
        ok(commandsOf(board).length <= 30);
      }
    });
  });

  it('connects to no board while nobody uses it', async () => {
    await loadFlow(hostsOf(2));
    await timePasses(100);
    deepEqual(
      boards.flatMap(({ log }) => log),
      [],
    );
    ok(node('board') !== null);
  });

  it('takes no connection to the boards that a list with a fault names', async () => {
    await loadFlow(hostsOf(2, 'a=127.0.0.1:1'), out());
    await statusText('out', 'configuration');
    deepEqual(
      boards.flatMap(({ log }) => log),
      [],
    );
  });
});

function out(): FlowItem {
  return outItem({ send: 'topic', topic: 'led' });
}
