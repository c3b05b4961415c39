import { deepEqual, equal, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import {
  boardItem,
  codeOf,
  deploy,
  describeBoard,
  endsItems,
  inItem,
  input,
  linked,
  load,
  type Msg,
  nextMsg,
  nextTurn,
  node,
  outItem,
  paced,
  statusText,
  tabItem,
  textsOf,
  timePasses,
  until,
  useBoard,
} from '../support/flow.js';

describe('Delivery by the out node', () => {
  const used = useBoard();
  /** How messages have ended, in order: `done` and what it was, or the code and what it was. */
  let ends: [end: string, payload: unknown][];

  const flow = (saved: Readonly<Record<string, unknown>>, board = boardItem(used.board)) => [
    tabItem,
    board,
    outItem(saved),
    ...endsItems(),
  ];

  async function loadOut(...what: Parameters<typeof flow>): Promise<void> {
    await load(flow(...what));
    ends = [];
    node('done').on('input', (msg) => ends.push(['done', msg.payload]));
    node('failed').on('input', (msg) => ends.push([codeOf(msg as Msg), msg.payload]));
  }

  const send = (...payloads: unknown[]) => {
    for (const payload of payloads) input('out', { payload });
  };

  /** Takes the board away; gives back where it was, and how to bring one there. */
  async function leave(): Promise<{ port: number; comeBack(): Promise<VirtualBoard> }> {
    const { port } = used.board;
    await used.board.close();
    const comeBack = async () => {
      used.board = new VirtualBoard({ sketch: 'echo', port });
      await used.board.listen();
      return used.board;
    };
    return { comeBack, port };
  }

  it('"queue": what waits is complete once the board is back, in order; what has no place is ERR_QUEUE_FULL', async () => {
    await loadOut({ whileAway: 'queue', queueMessages: 3 });
    await linked(used.board);
    const { comeBack } = await leave();
    await until(() => describeBoard().state !== 'ready');
    send(1, 2, 3, 4);
    await until(() => ends.length === 1);
    deepEqual(ends, [['ERR_QUEUE_FULL', 4]]);
    const board = await comeBack();
    await until(() => ends.length === 4);
    deepEqual(ends.slice(1), [
      ['done', 1],
      ['done', 2],
      ['done', 3],
    ]);
    deepEqual(textsOf(board), ['1', '2', '3']);
  });

  it('"queue": what has waited too long is ERR_EXPIRED, and what a deploy takes away is ERR_CLOSED', async () => {
    const { comeBack, port } = await leave();
    await loadOut({ whileAway: 'queue', queueSeconds: 0.2 }, boardItem(port));
    send('old');
    await until(() => ends.length === 1);
    deepEqual(ends, [['ERR_EXPIRED', 'old']]);
    send('kept');
    await nextTurn();
    await deploy(flow({ whileAway: 'fail' }, boardItem(port)), 'nodes');
    await until(() => describeBoard().counters.sent.notSent === 2);
    const board = await comeBack();
    await linked(board);
    deepEqual(textsOf(board), []);
  });

  it('"drop": what is dropped reaches neither Complete nor Catch, and is counted', async () => {
    const { comeBack, port } = await leave();
    await loadOut({ whileAway: 'drop' }, boardItem(port));
    await statusText('out', 'refused');
    send(1, 2, 3);
    await until(() => describeBoard().counters.sent.dropped === 3);
    await nextTurn();
    deepEqual(ends, []);
    const board = await comeBack();
    await linked(board);
    send('now');
    await until(() => ends.length === 1);
    deepEqual(textsOf(board), ['now']);
  });

  it('"latest": of a slider at 200 values a second a slow board gets far fewer, in order, and always the last', async () => {
    await used.board.close();
    used.board = new VirtualBoard({ sketch: 'echo', port: 0, loopDelayMs: 20 });
    await used.board.listen();
    await loadOut({ whileAway: 'latest' }, boardItem(used.board, { confirmSeconds: 5, connectSeconds: 5 }));
    await linked(used.board);
    for await (const value of paced(200, 5)) send(value);
    const { sent } = describeBoard().counters;
    await until(() => textsOf(used.board).at(-1) === '199' && ends.at(-1)?.[1] === 199);
    const values = textsOf(used.board).map(Number);
    ok(values.length < 100, `${values.length} values`);
    deepEqual(
      values.toSorted((a, b) => a - b),
      values,
    );
    deepEqual(
      ends,
      values.map((value) => ['done', value]),
    );
    ok(sent.replaced > 0);
    const counted = describeBoard().counters.sent;
    equal(counted.confirmed + counted.replaced, 200);
  });

  it('"latest": goes by the topic of the msg, or, in topic messages, by that of the node', async () => {
    const { comeBack, port } = await leave();
    await loadOut({ whileAway: 'latest' }, boardItem(port));
    for (const [topic, payload] of [
      ['red', 1],
      ['blue', 2],
      ['red', 3],
    ] as const)
      input('out', { topic, payload });
    const board = await comeBack();
    await until(() => ends.length === 2);
    deepEqual(textsOf(board), ['2', '3']);
    equal(describeBoard().counters.sent.replaced, 1);
  });

  for (const [unconfirmed, expected, seen] of [
    ['report', ['ERR_UNCONFIRMED', 'toggle'], []],
    ['resend', ['done', 'toggle'], ['toggle']],
  ] as const) {
    it(`"${unconfirmed}": what was on the way as the board was reset ends ${expected[0]}`, async () => {
      await loadOut({ unconfirmed, whileAway: 'queue' });
      await linked(used.board);
      used.board.freeze();
      send('toggle');
      await nextTurn();
      used.board.reset();
      await until(() => ends.length === 1);
      deepEqual(ends, [expected]);
      await linked(used.board, 2);
      await nextTurn();
      deepEqual(textsOf(used.board), seen);
    });
  }

  for (const saved of [
    { whileAway: 'perhaps' },
    { unconfirmed: 1 },
    { queueMessages: 0 },
    { queueMessages: 1.5 },
    { queueBytes: 1_048_577 },
    { queueSeconds: 'soon' },
  ]) {
    it(`shows "configuration" for ${JSON.stringify(saved)}, and says ERR_CONFIG to each msg`, async () => {
      await loadOut(saved);
      await statusText('out', 'configuration');
      send(1);
      await until(() => ends.length === 1);
      deepEqual(ends, [['ERR_CONFIG', 1]]);
    });
  }

  describe('when a flow disconnects the board', () => {
    const act = (action: string) => input('out', { action } as unknown as Msg);

    it('frees its slot, and is complete by then; shows "disconnected", also after a deploy; connects when it is told to', async () => {
      await loadOut({ whileAway: 'queue' });
      await linked(used.board);
      act('disconnect');
      await until(() => ends.length === 1);
      deepEqual(ends, [['done', undefined]]);
      await until(() => used.board.slotsInUse === 0);
      await statusText('out', 'disconnected');
      send('waits');
      await deploy([...flow({ whileAway: 'queue' }), inItem({ wires: [] })], 'nodes');
      await statusText('in', 'disconnected');
      await timePasses(200);
      equal(used.board.slotsInUse, 0);
      act('connect');
      await until(() => ends.length === 3);
      deepEqual(new Set(ends.map(([end]) => end)), new Set(['done']));
      deepEqual(textsOf(used.board), ['waits']);
      deepEqual(describeBoard().counters.disconnects, {});
    });

    it('ends messages meanwhile as their policy says', async () => {
      await loadOut({ whileAway: 'fail' });
      await linked(used.board);
      act('disconnect');
      await until(() => ends.length === 1);
      send('gate');
      await until(() => ends.length === 2);
      deepEqual(ends[1], ['ERR_OFFLINE', 'gate']);
    });

    it('and connects it in a flood, dials at most once in the shortest wait', async () => {
      await loadOut({}, boardItem(used.board, { minDelaySeconds: 0.2 }));
      await linked(used.board);
      const before = performance.now();
      let actions = 0;
      while (performance.now() - before < 1_000) {
        act('disconnect');
        act('connect');
        actions += 2;
        await timePasses(2);
      }
      await until(() => ends.length === actions);
      const most = 2 + Math.ceil((performance.now() - before) / 200);
      ok(describeBoard().counters.attempts <= most, `${describeBoard().counters.attempts} attempts`);
      act('connect');
      // The board may still have to hear of the end of the one before.
      await until(() => describeBoard().state === 'ready' && used.board.slotsInUse <= 1);
      equal(used.board.slotsInUse, 1);
    });

    for (const action of ['conect', 'Connect', ' disconnect', 'open']) {
      it(`refuses the action "${action}", and sends nothing`, async () => {
        await loadOut({});
        await linked(used.board);
        const failed = nextMsg('failed');
        input('out', { action, payload: 'x' } as unknown as Msg);
        const { message } = (await failed).error as { message: string };
        equal(message, 'ERR_BAD_PAYLOAD: undelivered.action');
        send('after');
        await once(used.board, 'message');
        deepEqual(textsOf(used.board), ['after']);
      });
    }

    it('sends a msg whose action is empty or no text: nobody has mistyped that', async () => {
      await loadOut({});
      await linked(used.board);
      const actions = ['', null, undefined, 1, true, { name: 'connect' }];
      for (const [at, action] of actions.entries())
        input('out', { action, payload: `${at}` } as unknown as Msg);
      await until(() => ends.length === actions.length);
      deepEqual(
        textsOf(used.board),
        actions.map((_, at) => `${at}`),
      );
    });
  });
});
