import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { once } from 'node:events';
import type { TestNews } from '../../src/board/connection-test.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { EvilBoard, staysSilent } from '../support/evil-board.js';
import { freePort } from '../support/free-port.js';
import { NodeRed, password } from '../support/node-red.js';
import { onRequest } from '../support/peer.js';
import { hostRecord, Responder } from '../support/responder.js';
import {
  login,
  newName,
  type Situation,
  type SituationName,
  situations,
  tlsItem,
} from '../support/situations.js';

/** A password that nobody else would write. */
const canary = 'c4n4ry-0f-th3-t35t5';

type Typed = Readonly<Record<string, unknown>>;
type Line = TestNews | { readonly address: string; readonly isLive: boolean };

/** Of the tab that the deployed board is in. */
const env = Object.entries({ START: '127', WAY: '/way', PLACE: 'attic' }).map(([name, value]) => ({
  name,
  value,
  type: 'str',
}));

const place = { z: 'tab', x: 0, y: 0, wires: [] };

describe('The test of a connection', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;

  before(async () => {
    nodeRed = await NodeRed.start();
    await nodeRed.deploy([
      { id: 'tab', type: 'tab' },
      tlsItem,
      { id: 'unused', type: 'esp8266-ws-config', host: '127.0.0.1' },
    ]);
  });
  after(() => nodeRed?.stop());

  function post(typed: Typed, options: RequestInit = {}): Promise<Response> {
    return fetch(`${nodeRed.url}/esp8266-ws/test`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...options.headers },
      body: JSON.stringify({ id: 'new', ...typed }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  }

  async function linesOf(answer: Response): Promise<Line[]> {
    const text = await answer.text();
    equal(answer.status, 200, text);
    ok(text.endsWith('\n'));
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  /** The words of a test, one for each line: the steps that have worked, then its end. */
  function wordsOf(lines: readonly Line[]): string[] {
    return lines.flatMap((line) => {
      if ('step' in line) return [line.step];
      if (!('end' in line)) return [];
      if (line.end !== 'failed') return [line.end];
      return [`failed at ${line.at}`, ...line.reasons.map(({ key }) => key)];
    });
  }

  async function testOf({ user, password, ...fields }: Typed): Promise<Line[]> {
    return linesOf(await post({ ...fields, credentials: { user, password } }));
  }

  /** One with delay(2000) takes 20 s: board/connection-test.heavy.ts. */
  type Quick = Exclude<SituationName, 'a board with delay(2000)'>;
  const outcomes: Readonly<Record<Quick, readonly string[]>> = {
    'a board that describes itself': ['tcp', 'handshake', 'pong', 'hello', 'good'],
    'a board that does not describe itself': ['tcp', 'handshake', 'pong', 'no hello'],
    'a slow board': ['tcp', 'handshake', 'pong', 'no hello'],
    'a board that asks for another password': ['tcp', 'failed at handshake', 'reason.401'],
    'a board whose slots are taken': ['tcp', 'failed at handshake', 'cause.slots full?'],
    'a board that hangs': ['tcp', 'failed at handshake', 'cause.no answer'],
    'a board without TLS, where TLS is chosen': ['tcp', 'failed at handshake', 'cause.no TLS here'],
    'a board that answers no pings': ['tcp', 'handshake', 'failed at pong', 'test.noPong'],
    'a web server': ['tcp', 'failed at handshake', 'reason.404', 'reason.clientName'],
    'a port where nothing listens': ['failed at tcp', 'cause.refused'],
    'a name that nobody has': ['failed at name', 'cause.no such name'],
  };

  for (const [name, expected] of Object.entries(outcomes) as [Quick, readonly string[]][]) {
    it(`with ${name}: ${expected.join(', ')}`, async () => {
      const { close, fields }: Situation = await situations[name]();
      const lines = await testOf(fields).finally(close);
      deepEqual(wordsOf(lines), expected);
      deepEqual(lines[0], { address: `${fields.host}:${fields.port}`, isLive: false });
      for (const line of lines)
        if ('step' in line) ok(line.ms >= 0 && Number.isInteger(line.ms), `${line.ms}`);
    });
  }

  it('tells who the sketch says it is, and how long each step takes', async () => {
    const { close, fields } = await situations['a board that describes itself']();
    const lines = await testOf(fields);
    const hello = lines.find((line) => 'step' in line && line.step === 'hello');
    await close();
    match((hello as { detail: string }).detail, /^esp8266-telemetry\S* · telemetry · \d+\.\d+\.\d+$/);
    const { topics } = lines.at(-1) as unknown as { topics: { topic: string; settable: boolean }[] };
    deepEqual(
      topics.filter(({ settable }) => settable).map(({ topic }) => topic),
      ['led'],
    );
    equal(topics[0]?.topic, 'temperature');
  });

  it('where pongs are not expected, goes on without one', async () => {
    const { close, fields } = await situations['a board that answers no pings']();
    const lines = await testOf({ ...fields, confirmBy: 'write' });
    await close();
    deepEqual(wordsOf(lines), ['tcp', 'handshake', 'no hello']);
  });

  it('resolves a name, also one that two boards share', async () => {
    const host = newName();
    const responder = await Responder.start((question, from) => {
      if (question.questions?.some(({ name }) => name === host))
        void responder.answer(question, from, hostRecord(host, '127.0.0.1'), hostRecord(host, '127.0.0.2'));
    });
    const port = await freePort();
    const boards = ['127.0.0.1', '127.0.0.2'].map(
      (at) => new VirtualBoard({ sketch: 'echo', host: at, port }),
    );
    for (const board of boards) await board.listen();
    const lines = await testOf({ host, port });
    await responder.stop();
    for (const board of boards) await board.close();
    deepEqual(wordsOf(lines), ['name', 'tcp', 'handshake', 'pong', 'no hello']);
    match((lines[1] as { detail: string }).detail, /^127\.0\.0\.[12]$/);
  });

  it('calls a name unknown that is not resolved in the time for a connection', async () => {
    deepEqual(wordsOf(await testOf({ host: newName(), connectSeconds: '0.5' })), [
      'failed at name',
      'cause.no such name',
    ]);
  });

  it('is one at a time, and ends when nobody waits for it', async () => {
    const board = await EvilBoard.which(staysSilent);
    const stop = new AbortController();
    const typed = { host: '127.0.0.1', port: board.port, connectSeconds: 60 };
    const answer = await post(typed, { signal: stop.signal });
    equal(answer.status, 200);
    while (board.accepted === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    equal((await post(typed)).status, 409);
    const [socket] = board.sockets;
    const closed = once(socket!, 'close');
    stop.abort();
    await closed;
    const { close, fields } = await situations['a port where nothing listens']();
    deepEqual(wordsOf(await testOf(fields)), ['failed at tcp', 'cause.refused']);
    await close();
    await board.close();
  });

  it('is told what is typed wrong: 422, with the field and the problem', async () => {
    const problems = [
      [{ host: '' }, { field: 'host', problem: 'hostEmpty' }],
      [{ host: 'ws://x' }, { field: 'host', problem: 'hostScheme' }],
      [{ port: '0' }, { field: 'port', problem: 'range', values: { smallest: 1, largest: 65535 } }],
      [{ path: 'ws' }, { field: 'path', problem: 'pathStart' }],
      [{ tls: 'gone' }, { field: 'tls', problem: 'tlsMissing' }],
      [{ pingSeconds: '40' }, { field: 'deadSeconds', problem: 'deadSeconds' }],
      [{ headers: [{ name: 'Host', value: 'x' }] }, { field: 'headers', problem: 'headerRefused' }],
      [{ credentials: { password: 'x' } }, { field: 'user', problem: 'userMissing' }],
      [{ host: '$' + '{NOBODY_SETS_THIS}' }, { field: 'host', problem: 'hostVariable' }],
    ] as const;
    for (const [typed, expected] of problems) {
      const answer = await post({ host: '127.0.0.1', ...typed });
      equal(answer.status, 422, JSON.stringify(typed));
      const { field, problem, values } = await answer.json();
      deepEqual({ field, problem }, { field: expected.field, problem: expected.problem });
      if ('values' in expected) deepEqual(values, expected.values);
    }
  });

  it('takes what is no settings at all for settings that are wrong', async () => {
    for (const body of [
      'null',
      '[]',
      '1',
      '"x"',
      '{"headers":{},"host":{}}',
      '{"credentials":7,"host":[]}',
    ]) {
      const answer = await fetch(`${nodeRed.url}/esp8266-ws/test`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      ok([400, 422].includes(answer.status), `${body}: ${answer.status}`);
    }
  });

  describe('of a deployed board', () => {
    let board: VirtualBoard;
    let token = '';
    let reflecting: EvilBoard;

    before(async () => {
      board = new VirtualBoard({
        sketch: 'telemetry',
        port: await freePort(),
        authorization: { user: login.user, password: canary },
      });
      await board.listen();
      reflecting = await EvilBoard.which((socket) =>
        onRequest(socket, (request) => {
          [, token = ''] = /^x-token: (.*)$/im.exec(request) ?? [];
          socket.end(`HTTP/1.1 302 ${token}\r\nLocation: http://${token}@x/?${token}#${token}\r\n\r\n`);
        }),
      );
      await nodeRed.deploy([
        { id: 'tab', type: 'tab', env },
        {
          id: 'board',
          z: 'tab',
          type: 'esp8266-ws-config',
          host: '127.0.0.1',
          port: board.port,
          headers: [{ name: 'X-Token', secret: 3 }],
          credentials: { user: login.user, password: canary, header3: `${canary}-3` },
        },
        { ...place, id: 'out', type: 'esp8266-ws-out', board: 'board' },
      ]);
      await nodeRed.status('out', 'ready');
    });
    after(async () => {
      await reflecting?.close();
      await board?.close();
    });

    const typed = () => ({
      id: 'board',
      host: '127.0.0.1',
      port: board.port,
      credentials: { user: login.user, password: '__PWRD__' },
    });

    it('uses the saved password, says that the flows are connected, and leaves their connection alone', async () => {
      const lines = await linesOf(await post(typed()));
      deepEqual(wordsOf(lines), ['tcp', 'handshake', 'pong', 'hello', 'good']);
      deepEqual(lines[0], { address: `127.0.0.1:${board.port}`, isLive: true });
      while (board.slotsInUse > 1) await once(board, 'slots');
      const numbers = board.log.filter(({ type }) => type === 'disconnected').map(({ num }) => num);
      deepEqual(numbers, [1]);
      equal(nodeRed.statuses.get('out')?.text, 'ready');
    });

    it('uses the environment variables of its tab, in a host, a path and a header', async () => {
      const variable = (name: string) => `$${`{${name}}`}`;
      const headers = [{ name: 'X-Token', value: variable('PLACE') }];
      const host = `${variable('START')}.0.0.1`;
      const lines = await linesOf(await post({ ...typed(), host, path: variable('WAY'), headers }));
      deepEqual(wordsOf(lines), ['tcp', 'handshake', 'pong', 'hello', 'good']);
      ok('address' in lines[0]! && lines[0].address.startsWith(`127.0.0.1:${board.port}`));
    });

    it('uses no saved password for another node, nor one that was typed over', async () => {
      for (const changed of [{ id: 'new' }, { credentials: { user: login.user, password: 'typed' } }]) {
        const lines = await linesOf(await post({ ...typed(), ...changed }));
        deepEqual(wordsOf(lines), ['tcp', 'failed at handshake', 'reason.401']);
      }
    });

    it('T11: never tells a saved password or header, not even where the board repeats it', async () => {
      const headers = [{ name: 'X-Token', secret: 3 }];
      const credentials = { ...typed().credentials, header3: '__PWRD__' };
      const texts = [
        await (await post({ ...typed(), port: reflecting.port, headers, credentials })).text(),
        await (await post(typed())).text(),
        await (await post({ ...typed(), credentials: { user: '', password: '__PWRD__' } })).text(),
        await (await post({ ...typed(), host: 'a b' })).text(),
        nodeRed.log.join('\n'),
      ];
      equal(token, `${canary}-3`);
      match(texts[0]!, /reason\.redirect/);
      for (const text of texts) equal(text.includes(canary), false, text);
    });
  });
});

describe('The test of a connection, in a Node-RED with logins', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;

  const users = [
    { username: 'all', password, permissions: '*' },
    { username: 'reader', password, permissions: 'read' },
    { username: 'ours', password, permissions: ['esp8266-ws.write'] },
    { username: 'none', password, permissions: [] },
  ];

  before(async () => {
    // These nodes are loaded, and their routes with them, only in a Node-RED that has started its flows.
    nodeRed = await NodeRed.start(undefined, { settings: { adminAuth: { type: 'credentials', users } } });
  });
  after(() => nodeRed?.stop());

  async function statusesFor(headers: Record<string, string>): Promise<number[]> {
    const test = await fetch(`${nodeRed.url}/esp8266-ws/test`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ host: '' }),
    });
    return [(await nodeRed.get('/esp8266-ws/found', headers)).status, test.status];
  }

  for (const [username, expected] of [
    ['all', [200, 422]],
    ['reader', [200, 401]],
    ['ours', [401, 422]],
    ['none', [401, 401]],
  ] as const) {
    it(`T10: answers ${expected.join(', ')} to the user "${username}" who searches, and who tests`, async () => {
      deepEqual(await statusesFor(await nodeRed.logIn(username)), expected);
    });
  }

  it('T10: answers 401 to who has not logged in', async () => {
    deepEqual(await statusesFor({}), [401, 401]);
  });

  it('T11: carries no saved password and no environment variable elsewhere for who may not deploy', async () => {
    const body = {
      id: 'board',
      host: '127.0.0.1',
      port: 1,
      credentials: { user: 'me', password: '__PWRD__' },
    };
    const variable = `/$${'{HOME}'}`;
    const statusFor = async (username: string, typed: object) => {
      const answer = await fetch(`${nodeRed.url}/esp8266-ws/test`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(await nodeRed.logIn(username)) },
        body: JSON.stringify(typed),
      });
      await answer.text();
      return answer.status;
    };
    deepEqual(
      [
        await statusFor('all', body),
        await statusFor('ours', body),
        await statusFor('ours', { ...body, credentials: {} }),
        await statusFor('ours', { ...body, credentials: {}, path: variable }),
        await statusFor('all', { ...body, credentials: {}, path: variable }),
      ],
      [200, 401, 200, 401, 200],
    );
  });
});
