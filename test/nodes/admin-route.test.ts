import { deepEqual, equal, match } from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { BoardStatus } from '../../src/board/board.js';
import {
  boardAt,
  boardItem,
  describeBoard,
  inItem,
  linked,
  load,
  node,
  outItem,
  tabItem,
  until,
  useBoard,
} from '../support/flow.js';
import { freePort } from '../support/free-port.js';
import { type Item, NodeRed, password } from '../support/node-red.js';

const route = (id: string) => `/esp8266-ws/boards/${id}`;

describe('The admin route of a board', () => {
  const used = useBoard();

  const get = async (id: string) => {
    const { body, status } = await helper.request().get(route(id));
    return { body: body as BoardStatus & { address: string }, status: status as number };
  };

  it('says how the board is, and what was counted', async () => {
    await load([tabItem, boardItem(used.board), outItem()]);
    await linked(used.board);
    await until(() => describeBoard().roundTripMs !== undefined);
    const { body, status } = await get('board');
    equal(status, 200);
    equal(body.state, 'ready');
    equal(typeof body.roundTripMs, 'number');
    equal(body.counters.connects, 1);
    deepEqual(Object.keys(body).toSorted(), [
      'address',
      'attempt',
      'counters',
      'reasons',
      'roundTripMs',
      'state',
    ]);
    equal(body.address, `127.0.0.1:${used.board.port}`);
  });

  it('says why the board is away, in a word and in a sentence', async () => {
    await load([tabItem, boardItem(await freePort()), outItem()]);
    await until(() => describeBoard().cause === 'refused');
    let { body } = await get('board');
    // The next attempt may have begun by the time that the answer is made.
    while (body.state === 'connecting') ({ body } = await get('board'));
    equal(body.state, 'lost');
    equal(body.cause, 'refused');
    match(body.reason ?? '', /cause\.refused/);
  });

  it('lists for a topic filter what the board has sent, near misses first, and says whether anything passes', async () => {
    await load([tabItem, boardItem(used.board), { ...inItem({ topic: 'x' }), wires: [] }]);
    await linked(used.board);
    for (const topic of ['<b>', 'temperature']) used.board.broadcast(JSON.stringify({ topic, payload: 1 }));
    await until(() => boardAt().topics.list.length === 2);
    const ask = async (query: string) => (await helper.request().get(route(`board?${query}`))).body;
    for (const [filter, isHeard] of [
      ['Temperature', false],
      ['temperature', true],
    ] as const) {
      const { isHeard: heard, topics } = await ask(`topic=${filter}`);
      deepEqual([heard, topics], [isHeard, ['temperature', '<b>']]);
    }
    for (const query of ['', 'topic=a&topic=b', 'topic[a]=b'])
      equal((await ask(query)).topics, undefined, query);
  });

  it('is 404 for what is no board, is not deployed, or has settings that cannot work', async () => {
    await load([
      tabItem,
      boardItem(used.board, { host: '' }),
      { ...inItem({ board: 'nothing' }), wires: [] },
    ]);
    // Nodes of others may call something of theirs a board.
    Object.assign(node('in'), { board: 'a chess board' });
    for (const id of ['board', 'in', 'tab', 'none', '__proto__', '..%2f..', 'a'.repeat(1_000)])
      equal((await get(id)).status, 404, id);
  });

  it('T10: has three beside it, for files, a search and a test, and these nodes have no other', async () => {
    await load([tabItem, boardItem(used.board), outItem()]);
    // They are there from the first question on.
    equal((await helper.request().get('/esp8266-ws/none')).status, 404);
    const app = (helper as unknown as { _httpAdmin: { router?: Router; _router?: Router } })._httpAdmin;
    const { stack } = app._router ?? app.router!;
    const paths = stack.flatMap(({ route: found }) => found?.path ?? []).filter((path) => /esp/i.test(path));
    const known = ['boards/:id', 'files/:name', 'found', 'test'].map((path) => `/esp8266-ws/${path}`);
    deepEqual([...new Set(paths)].toSorted(), known);
  });
});

interface Router {
  readonly stack: readonly { readonly route?: { readonly path: string } }[];
}

describe('The admin route of a Node-RED with logins', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;

  const users = [
    { username: 'all', password, permissions: '*' },
    { username: 'reader', password, permissions: 'read' },
    { username: 'ours', password, permissions: ['esp8266-ws.read'] },
    { username: 'other', password, permissions: ['flows.read', 'esp8266-ws.write'] },
    { username: 'none', password, permissions: [] },
  ];
  const flows: Item[] = [
    { id: 'tab', type: 'tab' },
    { id: 'board', type: 'esp8266-ws-config', host: '127.0.0.1', port: 1 },
    { id: 'out', type: 'esp8266-ws-out', z: 'tab', x: 0, y: 0, board: 'board', wires: [] },
  ];

  before(async () => {
    nodeRed = await NodeRed.start(undefined, {
      flows,
      settings: { adminAuth: { type: 'credentials', users } },
    });
  });

  after(() => nodeRed.stop());

  async function statusFor(username: string): Promise<number[]> {
    const headers = await nodeRed.logIn(username);
    const paths = ['board', 'none'].map(route).concat('/esp8266-ws/files/protocol.md');
    return Promise.all(paths.map(async (path) => (await nodeRed.get(path, headers)).status));
  }

  for (const [username, expected] of [
    ['all', [200, 404, 200]],
    ['reader', [200, 404, 200]],
    ['ours', [200, 404, 200]],
    ['other', [401, 401, 401]],
    ['none', [401, 401, 401]],
  ] as const) {
    it(`T10: answers ${expected.join(', ')} to the user "${username}", for a board, for none and for a file`, async () => {
      deepEqual(await statusFor(username), expected);
    });
  }

  it('names the port that was tried in the reason', async () => {
    const headers = await nodeRed.logIn('ours');
    let reason: string | undefined;
    // The first attempt may still be under way.
    while (reason === undefined)
      ({ reason } = (await (await nodeRed.get(route('board'), headers)).json()) as BoardStatus);
    match(reason ?? '', /^Nothing listens on 127\.0\.0\.1:1\..* on port 1\.$/);
  });

  it('T10: answers 401 to who has not logged in, and to a token that is none', async () => {
    equal((await nodeRed.get(route('board'))).status, 401);
    equal((await nodeRed.get('/esp8266-ws/files/esp8266-ws-echo.zip')).status, 401);
    equal((await nodeRed.get(route('board'), { Authorization: 'Bearer x' })).status, 401);
  });
});
