import { deepEqual, equal, match } from 'node:assert/strict';
import { once } from 'node:events';
import helper from 'node-red-node-test-helper';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import {
  boardItem,
  collect,
  deploy,
  type FlowItem,
  input,
  load,
  nextMsg,
  onCall,
  statusText,
  useBoard,
} from '../support/flow.js';
import { tlsProxy } from '../support/tls.js';

const times = (count: number, make: (number: number) => object) =>
  Array.from({ length: count }, (_, number) => make(number)) as FlowItem[];

describe('The config node', () => {
  const used = useBoard();

  afterEach(() => {
    delete process.env.TEST_BOARD;
  });

  const outs = times(10, (number) => ({
    id: `out${number}`,
    type: 'esp8266-ws-out',
    z: 'tab',
    board: 'board',
    topic: '',
    send: 'payload',
    wires: [],
  }));
  const ins = times(10, (number) => ({
    id: `in${number}`,
    type: 'esp8266-ws-in',
    z: 'tab',
    board: 'board',
    topic: '',
    format: 'auto',
    emit: 'messages',
    wires: [[`got${number}`]],
  }));
  const gots = times(10, (number) => ({ id: `got${number}`, type: 'helper', z: 'tab' }));
  const tab = { id: 'tab', type: 'tab' } as FlowItem;

  for (const [order, flow] of [
    ['first', () => [boardItem(used.board), tab, ...outs, ...ins, ...gots]],
    ['last', () => [tab, ...gots, ...ins, ...outs, boardItem(used.board)]],
  ] as const) {
    it(`L6: has one socket for 10 in and 10 out nodes when it stands ${order} in the flow, and each in node gets each message once`, async () => {
      await load(flow());
      for (const { id } of [...ins, ...outs]) await statusText(id, 'ready');
      const lists = gots.map(({ id }) => collect(id));
      const arrived = Promise.all(gots.map(({ id }) => nextMsg(id)));
      input('out3', { payload: 'Hello from Client!' });
      await arrived;
      for (const list of lists)
        deepEqual(
          list.map(({ payload }) => payload),
          ['Message received'],
        );
      equal(used.board.slotsInUse, 1);
      equal(used.board.log.filter(({ type }) => type === 'connected').length, 1);
    });
  }

  it('gives each in node a message of its own: what one flow does to it the others do not see', async () => {
    await load([boardItem(used.board), tab, ...ins.slice(0, 2), ...gots.slice(0, 2)]);
    await statusText('in0', 'ready');
    const both = Promise.all([nextMsg('got0'), nextMsg('got1')]);
    used.board.broadcast('{"a":{"b":1}}');
    const [one, other] = await both;
    (one.payload as { a: { b: number } }).a.b = 2;
    deepEqual(other.payload, { a: { b: 1 } });
  });

  it('replaces an environment variable inside the host', async () => {
    process.env.TEST_BOARD = '127.0.0';
    await load([
      boardItem(used.board, { host: `\${TEST_BOARD}.1:${used.board.port}`, port: 1 }),
      tab,
      ...outs.slice(0, 1),
    ]);
    await statusText('out0', 'ready');
  });

  it('shows "configuration" where the environment variable is not set', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what the editor saves
    await load([boardItem(used.board, { host: '${TEST_BOARD}' }), tab, ...outs.slice(0, 1)]);
    await statusText('out0', 'configuration');
  });

  it('logs in with the credentials that Node-RED keeps', async () => {
    const guarded = new VirtualBoard({
      sketch: 'echo',
      port: 0,
      authorization: { user: 'me', password: 'right' },
    });
    await guarded.listen();
    await load([boardItem(guarded), tab, ...outs.slice(0, 1)], { board: { user: 'me', password: 'right' } });
    await statusText('out0', 'ready');
    await helper.unload();
    await load([boardItem(guarded), tab, ...outs.slice(0, 1)], { board: { user: 'me', password: 'wrong' } });
    await statusText('out0', 'password');
    await guarded.close();
  });

  it('frees the slot before its close is done', async () => {
    await load([boardItem(used.board), tab, ...outs.slice(0, 1)]);
    await statusText('out0', 'ready');
    await helper.unload();
    equal(used.board.slotsInUse, 0);
  });

  it('warns of the first failure in a row, and tells once when the board is back', async () => {
    const { port } = used.board;
    await load([boardItem(used.board), tab, ...outs.slice(0, 1)]);
    await statusText('out0', 'ready');
    const said: string[] = [];
    for (const level of ['warn', 'debug', 'log'])
      onCall('board', level, (text) => said.push(`${level} ${text}`));
    await used.board.close();
    await statusText('out0', 'refused');
    used.board = new VirtualBoard({ sketch: 'echo', port });
    await used.board.listen();
    await statusText('out0', 'ready');
    const [first, ...others] = said;
    equal(first, 'warn offline cause.closed by board (closed with 1000)');
    equal(others.at(-1), 'log back');
    deepEqual(new Set(others.slice(0, -1).map((line) => line.split(' ')[0])), new Set(['debug']));
  });

  it('speaks TLS with the options of the TLS node', async () => {
    const proxy = await tlsProxy(used.board.port);
    const files = { ca: '', cert: '', key: '' };
    const tls = { id: 'tls', type: 'tls-config', ...files, verifyservercert: false } as FlowItem;
    await load([tls, boardItem(proxy.port, { tls: 'tls' }), tab, ...outs.slice(0, 1)]);
    await statusText('out0', 'ready');
    await helper.unload();
    await proxy.close();
  });

  it('shows "configuration" where the TLS node is missing', async () => {
    await load([boardItem(used.board, { tls: 'gone' }), tab, ...outs.slice(0, 1)]);
    await statusText('out0', 'configuration');
  });

  it('tells the board a name that stays the same in a deploy, and is another for another config node', async () => {
    const two = [boardItem(used.board), boardItem(used.board, { id: 'other' })];
    const users = [outs[0]!, { ...outs[1]!, board: 'other' }] as FlowItem[];
    await load([...two, tab, ...users]);
    for (const id of ['out0', 'out1']) await statusText(id, 'ready');
    await deploy([...two, tab, ...users], 'full');
    for (const id of ['out0', 'out1']) await statusText(id, 'ready');
    const paths = used.board.log
      .filter(({ type }) => type === 'connected')
      .map(({ payload }) => payload.toString());
    equal(paths.length, 4);
    equal(new Set(paths).size, 2);
    for (const path of paths) match(path, /^\/\?client=[0-9a-f]{16}$/);
  });

  it('L7: warns once of two nodes whose connections lead to one board, however its name is written, and of none that is not used', async () => {
    const { port } = used.board;
    const flow = (users: number) => [
      ...times(2, (at) =>
        boardItem(used.board, { id: `board${at}`, host: at === 0 ? '127.0.0.1' : `LocalHost:${port}` }),
      ),
      tab,
      ...outs.slice(0, users).map((out, at) => ({ ...out, board: `board${at}` })),
    ];
    const warnings: string[] = [];
    await load(flow(0) as FlowItem[]);
    for (const id of ['board0', 'board1']) onCall(id, 'warn', (text) => warnings.push(text));
    for (const users of [1, 2]) {
      await deploy(flow(users) as FlowItem[], 'nodes');
      for (let at = 0; at < users; at += 1) await statusText(`out${at}`, 'ready');
      deepEqual(warnings, users === 1 ? [] : ['sameAddress']);
    }
  });

  it('L7: warns of no node that has left the board', async () => {
    const flow = (...users: number[]) =>
      [
        ...times(2, (at) => boardItem(used.board, { id: `board${at}` })),
        tab,
        ...users.map((at) => ({ ...outs[at], board: `board${at}` })),
      ] as FlowItem[];
    const warnings: string[] = [];
    await load(flow(0));
    for (const id of ['board0', 'board1']) onCall(id, 'warn', (text) => warnings.push(text));
    await statusText('out0', 'ready');
    await deploy(flow(), 'nodes');
    while (used.board.slotsInUse > 0) await once(used.board, 'slots');
    await deploy(flow(1), 'nodes');
    await statusText('out1', 'ready');
    deepEqual(warnings, []);
  });
});
