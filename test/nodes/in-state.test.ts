import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Counters } from '../../src/link/counters.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import {
  boardItem,
  collect,
  describeBoard,
  endsItems,
  helperItem,
  inItem,
  input,
  linked,
  load,
  type Msg,
  nextTurn,
  outItem,
  tabItem,
  until,
  useBoard,
} from '../support/flow.js';

describe('What the in node tells of the connection', () => {
  const used = useBoard();

  async function loadIn(emit: string, board = boardItem(used.board)): Promise<Msg[]> {
    await load([
      tabItem,
      board,
      inItem({ emit, wires: [['got'], ['state']] }),
      outItem(),
      helperItem('got'),
      helperItem('state'),
      ...endsItems(),
    ]);
    return collect(emit === 'both' ? 'state' : 'got');
  }

  const counters = (msg: Msg | undefined) => msg?.counters as unknown as Counters;

  it('counts what has happened, exactly, and keeps each message as it was', async () => {
    const list = await loadIn('state');
    await linked(used.board);
    await until(() => list.at(-1)?.payload === 'ready');
    for (const payload of ['one', 'two', 'three']) input('out', { payload });
    await until(() => {
      const { received, sent } = describeBoard().counters;
      return received.delivered === 3 && sent.confirmed === 3;
    });
    used.board.freeze();
    input('out', { payload: 'lost' });
    await nextTurn();
    used.board.reset();
    await until(() => list.filter(({ payload }) => payload === 'ready').length === 2);
    const [ready, ...others] = list.filter(({ payload }) => payload === 'ready');
    deepEqual(counters(ready).sent.confirmed, 0);
    deepEqual(counters(others[0]), {
      attempts: 2,
      connects: 2,
      disconnects: { lost: 1 },
      faults: 0,
      sent: { confirmed: 3, dropped: 0, notSent: 0, repaired: 0, replaced: 0, unknown: 1 },
      requests: { answered: 0, refused: 0, unanswered: 0, late: 0 },
      received: {
        delivered: 3,
        dropped: { oversize: 0, rate: 0 },
        repaired: { badjson: 0, bom: 0, depth: 0, keys: 0, nan: 0, tail: 0, utf8: 0 },
        ignored: { fields: 0, topic: 0, unreadable: 0 },
        evicted: 0,
      },
    });
    deepEqual(counters(list.find(({ payload }) => payload === 'lost')).disconnects, { lost: 1 });
  });

  it('counts last values that give way to others', async () => {
    await loadIn('state');
    await linked(used.board);
    const text = (number: number) => JSON.stringify({ topic: `t${number}`, payload: number });
    for (let number = 0; number < 300; number += 1) used.board.broadcast(text(number));
    await until(() => describeBoard().counters.received.delivered === 300);
    equal(describeBoard().counters.received.evicted, 44);
  });

  it('counts what is larger, or comes faster, than the settings allow', async () => {
    const list = await loadIn('state', boardItem(used.board, { maxInBytes: 100, maxInPerSecond: 10 }));
    await linked(used.board);
    const before = performance.now();
    for (let count = 0; count < 50; count += 1) used.board.broadcast('x');
    await until(() => {
      const { delivered, dropped } = describeBoard().counters.received;
      return delivered + dropped.rate === 50;
    });
    used.board.broadcast('x'.repeat(101));
    const tooLarge = () => list.find(({ cause }) => cause === 'message too large');
    await until(() => tooLarge() !== undefined);
    const seconds = (performance.now() - before) / 1_000;
    const { delivered, dropped } = counters(tooLarge()).received;
    equal(dropped.oversize, 1);
    equal(delivered + dropped.rate, 50);
    ok(delivered >= 20 && delivered <= 20 + 10 * seconds, `${delivered} delivered in ${seconds} s`);
  });

  it('tells with `rebooted` that the board has started anew, beside the state, on the output for states only', async () => {
    await used.board.close();
    used.board = new VirtualBoard({ sketch: 'telemetry', port: 0 });
    await used.board.listen();
    const list = await loadIn('both');
    const values = collect('got');
    await until(() => values.some(({ topic }) => topic === 'led'));
    ok(list.every(({ rebooted }) => rebooted === undefined));
    for (let count = 1; count <= 2; count += 1) {
      used.board.reset();
      await until(() => list.filter(({ rebooted }) => rebooted === true).length === count);
    }
    const [told] = list.filter(({ rebooted }) => rebooted === true);
    equal(told?.topic, '$state');
    equal(told?.payload, 'ready');
    equal(told?.board, 'kitchen');
    equal(counters(told).connects, 2);
  });

  it('tells of no restart where the link alone was lost', async () => {
    await used.board.close();
    used.board = new VirtualBoard({ sketch: 'telemetry', port: 0 });
    await used.board.listen();
    const list = await loadIn('both');
    const values = collect('got');
    const leds = () => values.filter(({ topic }) => topic === 'led').length;
    await until(() => leds() === 1);
    used.board.disconnect();
    await until(() => leds() === 2);
    await nextTurn();
    ok(list.every(({ rebooted }) => rebooted === undefined));
  });
});
