import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { used } from '../support/boards-tab.js';
import { freePort } from '../support/free-port.js';
import { NodeRed, password } from '../support/node-red.js';

const tab = { id: 'tab', type: 'tab' };
const overview = '/esp8266-ws/overview';
const login = { user: 'me', password: 'c4nary-password' };
const secrets = { user: 'me', password: login.password, header0: 'c4nary-header' };

interface Told {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of several routes
  readonly json: any;
  readonly text: string;
}

describe('The routes of the tab Boards', () => {
  let nodeRed: NodeRed;
  let board: VirtualBoard;

  before(async () => {
    nodeRed = await NodeRed.start();
    board = new VirtualBoard({ port: 0, sketch: 'telemetry', authorization: login });
    await board.listen();
    await nodeRed.deploy([
      tab,
      ...used('kitchen', board.port, {
        credentials: secrets,
        headers: [{ name: 'X-Token', secret: 0 }],
        path: '/c4nary-path',
      }),
      // One attempt, and no other while the tests look at what came of it.
      ...used('gone', await freePort(), { minDelaySeconds: 600, maxDelaySeconds: 600 }),
    ]);
    await nodeRed.status('in-kitchen', 'ready');
    await nodeRed.status('in-gone', 'refused');
  });
  after(async () => {
    await nodeRed?.stop();
    await board?.close();
  });

  async function ask(path: string, body?: object): Promise<Told> {
    const method = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(nodeRed.url + overview + path, {
      ...method,
      headers: { 'Content-Type': 'application/json' },
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json');
    return { status: answer.status, text, json: isJson ? JSON.parse(text) : undefined };
  }

  it('tell of each board where it belongs, how it is, and why it is away', async () => {
    const { boards } = (await ask('')).json;
    const [kitchen, gone] = boards;
    deepEqual(
      [kitchen.name, kitchen.config, kitchen.state, kitchen.reasons],
      ['kitchen', 'board-kitchen', 'ready', []],
    );
    deepEqual([gone.name, gone.cause, gone.reasons], ['gone', 'refused', [{ key: 'cause.refused' }]]);
  });

  it('tell of an opened board its topics, its history, and who it is', async () => {
    const { json } = await ask('/board-kitchen?board=kitchen');
    deepEqual([json.sketch, json.version], ['telemetry', '1.0.0']);
    ok(
      json.topics.some(({ topic, unit }: { topic: string; unit: string }) => topic === 'temperature' && unit),
    );
    equal(json.events[0].kind, 'connected');
    deepEqual(Object.keys(json.uptime), ['hour', 'day']);
  });

  for (const path of [
    '/none?board=kitchen',
    '/board-kitchen?board=none',
    '/board-kitchen',
    '/__proto__?board=a',
  ])
    it(`are 404 for ${path}`, async () => equal((await ask(path)).status, 404));

  it('T1: keep every secret to themselves, in rows, details and the report', async () => {
    const paths = ['', '/board-kitchen?board=kitchen', '/board-kitchen/report?board=kitchen'];
    for (const path of paths) {
      const { status, text } = await ask(path);
      equal(status, 200, path);
      equal(/c4nary/.exec(text)?.[0], undefined, path);
    }
    match((await ask(paths[2]!)).text, /^Support report of an esp8266-ws board\n/);
  });

  for (const [topic, payload, end] of [
    ['led', true, { end: 'answered', payload: true }],
    ['', 'hello', { end: 'confirmed' }],
    ['', '', { end: 'failed', code: 'ERR_BAD_PAYLOAD', reason: 'emptyText' }],
  ] as const) {
    it(`send ${JSON.stringify(payload)} to "${topic}", which ends as ${end.end}`, async () => {
      const { json } = await ask('/board-kitchen/send?board=kitchen', { topic, payload });
      deepEqual(
        { ...json, ...('code' in end && { values: undefined }) },
        'code' in end ? { ...end, values: undefined } : end,
      );
    });
  }

  it('tell the own sentence of a sketch that refuses', async () => {
    const { json } = await ask('/board-kitchen/send?board=kitchen', { topic: 'nope', payload: 1 });
    deepEqual([json.code, json.reason], ['ERR_REFUSED', 'refused']);
    match(json.values.said, /^Unknown topic "nope"\./);
  });

  it('tell why nothing was sent to a board that is away', async () => {
    const { json } = await ask('/board-gone/send?board=gone', { topic: 'led', payload: true });
    deepEqual([json.code, json.reason], ['ERR_OFFLINE', 'offline']);
  });

  it('tell that nobody knows, where the board no longer answers', async () => {
    board.freeze();
    const { json } = await ask('/board-kitchen/send?board=kitchen', { topic: 'led', payload: true });
    board.thaw();
    equal(json.code, 'ERR_UNCONFIRMED');
    await nodeRed.status('in-kitchen', 'ready');
  });

  it('pause a board, so that its slot is free, and resume it', async () => {
    equal((await ask('/board-kitchen/act?board=kitchen', { action: 'pause' })).status, 204);
    await nodeRed.status('in-kitchen', 'disconnected');
    equal(board.slotsInUse, 0);
    equal((await ask('/board-kitchen/act?board=kitchen', { action: 'resume' })).status, 204);
    await nodeRed.status('in-kitchen', 'ready');
  });

  for (const [path, body] of [
    ['act', {}],
    ['act', { action: 'delete' }],
    ['send', { topic: 1, payload: 1 }],
  ] as const)
    it(`are 400 for ${path} with ${JSON.stringify(body)}`, async () =>
      equal((await ask(`/board-kitchen/${path}?board=kitchen`, body)).status, 400));
});

describe('The routes of the tab Boards, where people log in,', () => {
  let nodeRed: NodeRed;

  const users = Object.entries({
    all: '*',
    reader: 'read',
    ours: ['esp8266-ws.read'],
    writer: ['esp8266-ws.write'],
    none: [],
  }).map(([username, permissions]) => ({ username, password, permissions }));

  before(async () => {
    nodeRed = await NodeRed.start(undefined, {
      flows: [tab, ...used('kitchen', await freePort())] as never,
      settings: { adminAuth: { type: 'credentials', users } },
    });
  });
  after(() => nodeRed?.stop());

  for (const [username, read, write] of [
    ['all', 200, 400],
    ['reader', 200, 401],
    ['ours', 200, 401],
    ['writer', 401, 400],
    ['none', 401, 401],
  ] as const) {
    it(`T10: answer ${read} to "${username}" who reads, and ${write} to who acts`, async () => {
      const headers = { 'Content-Type': 'application/json', ...(await nodeRed.logIn(username)) };
      const statusOf = async (path: string, method = {}) =>
        (await fetch(`${nodeRed.url}${overview}${path}`, { headers, ...method })).status;
      for (const path of ['', '/board-kitchen?board=kitchen', '/board-kitchen/report?board=kitchen'])
        equal(await statusOf(path), read, path);
      for (const path of ['act', 'send'])
        equal(
          await statusOf(`/board-kitchen/${path}?board=kitchen`, { method: 'POST', body: '{"topic":1}' }),
          write,
          path,
        );
    });
  }

  it('T10: answer 401 to who has not logged in', async () =>
    equal((await nodeRed.get(overview)).status, 401));
});
