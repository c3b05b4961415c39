import { deepEqual, equal, ok } from 'node:assert/strict';
import { once } from 'node:events';
import helper from 'node-red-node-test-helper';
import {
  boardItem,
  codeOf,
  collect,
  deploy,
  describeBoard,
  endsItems,
  type FlowItem,
  helperItem,
  inItem,
  input,
  linked,
  load,
  nextMsg,
  nextTurn,
  node,
  onError,
  outItem,
  statusText,
  tabItem,
  textsOf,
  until,
  useBoard,
} from '../support/flow.js';
import { OwnTime } from '../support/own-time.js';
import { Peer, shakeHands } from '../support/peer.js';

/** The grace of a close, and how late something may be beside another file of tests. */
const graceMs = 1_000;
const slackMs = 500;

/** How long something takes of the time that this process has. */
async function tookMs(act: () => Promise<unknown>): Promise<number> {
  const time = new OwnTime();
  await act();
  return time.ms;
}

describe('Life with deploys', () => {
  const used = useBoard();
  const peers: Peer[] = [];

  async function peer(
    ...behaviour: ConstructorParameters<typeof Peer>
  ): Promise<{ peer: Peer; port: number }> {
    const made = new Peer(...behaviour);
    peers.push(made);
    return { peer: made, port: await made.listen() };
  }

  afterEach(async () => {
    await helper.unload();
    for (const made of peers.splice(0)) await made.close();
  });

  const flow = (board: FlowItem = boardItem(used.board), name = '') => [
    tabItem,
    board,
    inItem({ name }),
    outItem({ name }),
    helperItem('got'),
    ...endsItems(),
  ];

  it('L1: the close of a healthy board is done within 200 ms, and a full deploy dials only after it', async () => {
    await load(flow());
    await linked(used.board);
    for (let count = 2; count <= 4; count += 1) {
      await deploy(flow(), 'full');
      await linked(used.board, count);
    }
    deepEqual(
      used.board.log.map(({ type }) => type).filter((type) => /connected/.test(type)),
      ['connected', ...Array(3).fill(['disconnected', 'connected']).flat()],
    );
    ok((await tookMs(() => helper.clearFlows())) < 200 + slackMs);
    equal(used.board.slotsInUse, 0);
  });

  it('L2: the close of a silent board is done after the grace, and its socket is gone by then', async () => {
    const { peer: silent, port } = await peer((socket) => shakeHands(socket, () => socket.pause()));
    await load(flow(boardItem(port)));
    await until(() => describeBoard().state === 'ready');
    const ms = await tookMs(() => helper.clearFlows());
    ok(ms < graceMs + 200 + slackMs, `${ms}`);
    const [socket] = silent.sockets;
    socket!.resume();
    await until(() => socket!.closed);
  });

  it('L3: while out nodes are deployed 20 times, an in node that stays misses nothing, on one socket', async () => {
    await load(flow());
    await linked(used.board);
    const list = collect('got');
    let said = 0;
    const telling = setInterval(() => used.board.broadcast(String(said++)), 5);
    const deployed = (count: number) =>
      flow().map((item) => (item.id === 'out' ? { ...item, name: `deploy ${count}` } : item));
    for (let count = 0; count < 20; count += 1) await deploy(deployed(count), 'nodes');
    clearInterval(telling);
    await until(() => list.length === said);
    deepEqual(
      list.map(({ payload }) => payload),
      Array.from({ length: said }, (_, number) => number),
    );
    equal(describeBoard().counters.attempts, 1);
  });

  for (const [what, left, boundMs] of [
    ['is removed', () => [tabItem, boardItem(used.board)], graceMs],
    [
      'is in a flow that is disabled',
      () => flow().map((item) => (item.id === 'tab' ? { ...item, disabled: true } : item)),
      2 * graceMs,
    ],
  ] as const) {
    it(`L5: the board is let go of within ${boundMs} ms when the last user ${what}, and is left alone`, async () => {
      await load(flow());
      await linked(used.board);
      const time = new OwnTime();
      await deploy(left(), 'nodes');
      while (used.board.slotsInUse > 0) await once(used.board, 'slots');
      ok(time.ms < boundMs + slackMs, `${time.ms}`);
      await until(() => describeBoard().state === 'disconnected');
      equal(describeBoard().counters.attempts, 1);
    });
  }

  it('L12: a message to a node that is being closed ends as not sent, ERR_CLOSED, and an action does nothing', async () => {
    await load(flow());
    await linked(used.board);
    const out = node('out');
    const errors: string[] = [];
    onError('out', (text) => errors.push(text.split(':')[0]!));
    used.board.freeze();
    out.receive({ payload: 'before' });
    await nextTurn();
    const closed = helper.clearFlows();
    await nextTurn();
    out.receive({ payload: 'during' });
    for (const action of ['connect', 'disconnect']) out.receive({ action } as never);
    await closed;
    out.receive({ payload: 'after' });
    await nextTurn();
    used.board.thaw();
    await until(() => used.board.slotsInUse === 0);
    deepEqual(errors, ['ERR_CLOSED', 'ERR_UNCONFIRMED']);
    ok(!textsOf(used.board).includes('during'));
  });

  it('L13: at a deploy what waits was not sent, and what is on the way is unknown after the grace', async () => {
    await load(flow());
    await linked(used.board);
    const errors: string[] = [];
    onError('out', (text) => errors.push(text.split(':')[0]!));
    used.board.freeze();
    for (const letter of 'abc') input('out', { payload: letter.repeat(2_048) });
    await nextTurn();
    const ms = await tookMs(() => helper.clearFlows());
    ok(ms < graceMs + 200 + slackMs, `${ms}`);
    deepEqual(errors, ['ERR_CLOSED', 'ERR_CLOSED', 'ERR_UNCONFIRMED']);
  });

  it('L13: what is on the way at a deploy is complete where the board answers within the grace', async () => {
    await load(flow());
    await linked(used.board);
    used.board.freeze();
    input('out', { payload: 'last words' });
    await nextTurn();
    // As the grace begins: all of it is there for the answer.
    node('out').on('close', () => used.board.thaw());
    await deploy(
      flow().map((item) => (item.id === 'out' ? { ...item, name: 'another' } : item)),
      'nodes',
    );
    await nextTurn();
    equal(describeBoard().counters.sent.confirmed, 1);
    deepEqual(textsOf(used.board), ['last words']);
  });

  it('L14: a deploy while connecting gives the attempt up at once, each time, and nothing escapes', async () => {
    const { peer: mute, port } = await peer(() => {});
    await load(flow(boardItem(port)));
    for (let count = 1; count <= 10; count += 1) {
      await until(() => mute.sockets.length === count);
      const closed = once(mute.sockets.at(-1)!, 'close');
      ok((await tookMs(() => deploy(flow(boardItem(port)), 'full'))) < 200 + slackMs);
      mute.sockets.at(-1)!.resume();
      await closed;
    }
    await deploy(flow(), 'full');
    await linked(used.board);
  });

  it('L15: a flow that throws at what a board says takes nothing from the others, and the link stays', async () => {
    await load([...flow(), inItem({ id: 'other', wires: [['got2']] }), helperItem('got2')]);
    await linked(used.board);
    node('got').on('input', () => {
      throw new Error('in a flow');
    });
    const list = collect('got2');
    for (const text of ['one', 'two']) used.board.broadcast(text);
    await until(() => list.length === 2);
    const done = nextMsg('done');
    input('out', { payload: 'still here' });
    await done;
    equal(describeBoard().counters.connects, 1);
  });

  const broken: Readonly<Record<string, unknown>>[] = [
    { host: '' },
    { host: undefined },
    { host: { a: 1 } },
    { host: 'ws://me:secret@board' },
    { port: 0 },
    { port: '81x' },
    { path: 'no slash' },
    { pingSeconds: 'soon' },
    { deadSeconds: 0.3, pingSeconds: 15 },
    { maxInPerSecond: -1 },
    { tls: 'nowhere' },
  ];
  it('L16: settings that cannot work show "configuration" and open nothing; the deploy that mends them connects', async () => {
    await load([tabItem, inItem({ board: 'none' }), helperItem('got')]);
    await statusText('in', 'configuration');
    for (const saved of broken) {
      await deploy(flow(boardItem(used.board, saved)), 'full');
      await statusText('in', 'configuration');
      await statusText('out', 'configuration');
    }
    const failed = nextMsg('failed');
    input('out', { payload: 'x' });
    equal(codeOf(await failed), 'ERR_CONFIG');
    equal(used.board.log.length, 0);
    await deploy(flow(), 'nodes');
    await linked(used.board);
  });

  it('L17: a board used in a subflow, five times, has one socket, and each in node gets each message once', async () => {
    const numbers = [0, 1, 2, 3, 4];
    await load([
      {
        id: 'sub',
        type: 'subflow',
        name: 'sub',
        in: [],
        out: [{ x: 0, y: 0, wires: [{ id: 'in', port: 0 }] }],
      },
      tabItem,
      boardItem(used.board),
      inItem({ z: 'sub', wires: [] }),
      outItem({ z: 'sub' }),
      ...numbers.flatMap((number) => [
        { id: `sub${number}`, type: 'subflow:sub', z: 'tab', wires: [[`got${number}`]] },
        helperItem(`got${number}`),
      ]),
    ] as unknown as FlowItem[]);
    await linked(used.board);
    const lists = numbers.map((number) => collect(`got${number}`));
    for (const text of ['one', 'two']) used.board.broadcast(text);
    await until(() => lists.every((list) => list.length >= 2));
    await nextTurn();
    for (const list of lists)
      deepEqual(
        list.map(({ payload }) => payload),
        ['one', 'two'],
      );
    equal(used.board.slotsInUse, 1);
    equal(describeBoard().counters.attempts, 1);
  });
});
