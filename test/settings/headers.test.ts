import { deepEqual, equal, match, notEqual, throws } from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { readBoardSettings } from '../../src/settings/board-settings.js';
import { judge, loadShared } from '../support/editor.js';
import { boardItem, load, outItem, statusText, tabItem } from '../support/flow.js';
import { onRequest, Peer } from '../support/peer.js';

before(loadShared);

const read = (headers: unknown, secrets = {}) =>
  readBoardSettings({ host: 'kitchen', headers }, secrets).headers;

describe('The headers of a board', () => {
  it('are those that were typed, without blanks around, and none by default', () => {
    deepEqual(read([{ name: ' X-Token ', value: ' a b ' }]), { 'X-Token': 'a b' });
    deepEqual(read(undefined), {});
    deepEqual(read([]), {});
  });

  it('take secret values from the credentials', () => {
    const headerSecrets = Array.from({ length: 16 }, (_, number) => `s${number}`);
    deepEqual(read([{ name: 'Cookie', secret: 7 }], { headerSecrets }), { Cookie: 's7' });
  });

  const sixteen = Array.from({ length: 16 }, (_, number) => ({ name: `X-${number}`, value: 'x' }));
  const good: readonly (readonly object[])[] = [
    [{ name: 'Origin', value: 'https://board.example' }],
    [{ name: 'Authorization', value: 'Bearer eyJ0eXAi' }],
    [{ name: "!#$%&'*+-.^_`|~9", value: '\t "quoted"; a=b' }],
    sixteen,
  ];
  const bad: readonly (readonly [problem: string, headers: readonly object[]])[] = [
    ['headersMany', [...sixteen, { name: 'X-16', value: 'x' }]],
    ...['', 'X Token', 'X-Token:', 'Ü', 'a\r\nb', 'a\0'].map(
      (name) => ['headerName', [{ name, value: 'x' }]] as const,
    ),
    ...[
      'Host',
      'connection',
      'Upgrade',
      'Sec-WebSocket-Key',
      'sec-anything',
      'Content-Length',
      'content-type',
      'Transfer-Encoding',
      'TE',
      'Keep-Alive',
      'Proxy-Authorization',
      'Trailer',
      'Expect',
    ].map((name) => ['headerRefused', [{ name, value: 'x' }]] as const),
    [
      'headerTwice',
      [
        { name: 'X-A', value: 'x' },
        { name: 'x-a', value: 'y' },
      ],
    ],
    ...['', '  '].map((value) => ['headerEmpty', [{ name: 'X', value }]] as const),
    ...['a\r\nEvil: yes', 'a\nb', 'a\0b', '\u00fc', '\u001b[31m', 'x'.repeat(4_097)].map(
      (value) => ['headerValue', [{ name: 'X', value }]] as const,
    ),
  ];

  for (const headers of good)
    it(`can be ${JSON.stringify(headers).slice(0, 80)}, in the dialog and at run time`, () => {
      equal(Object.keys(read(headers)).length, headers.length);
      equal(judge('esp8266-ws-config', 'headers', headers), true);
    });

  for (const [problem, headers] of bad)
    it(`T9: cannot be ${JSON.stringify(headers).slice(0, 80)}: the field and the remedy are named, not the value`, () => {
      throws(() => read(headers), { field: 'headers', problem });
      const reason = judge('esp8266-ws-config', 'headers', headers);
      notEqual(reason, true);
      for (const text of [String(reason), messageOf(() => read(headers))])
        equal(/Evil|[^ -~]/.test(text), false, text);
    });

  it('T9: are refused where they are no rows at all', () => {
    for (const headers of [
      'x',
      7,
      {},
      [null],
      ['X: y'],
      [[]],
      [{ name: { a: 1 } }],
      [{ name: 'X', value: 1 }],
    ])
      throws(() => read(headers), { name: 'SettingsError' });
  });

  it('cannot hold Authorization beside user and password', () => {
    const headers = [{ name: 'authorization', value: 'Bearer x' }];
    throws(() => read(headers, { user: 'me', password: 'x' }), { problem: 'headerLogin' });
    match(String(judge('esp8266-ws-config', 'headers', headers, { user: 'me' })), /User and password/);
  });

  it('whose secret is gone, as after an import, ask for it', () => {
    throws(() => read([{ name: 'X', secret: 0 }]), { problem: 'headerEmpty' });
    throws(() => read([{ name: 'X', secret: 99 }]), { problem: 'headerEmpty' });
  });
});

describe('A board with headers', () => {
  let peer: Peer;
  let request: Promise<string>;
  let port: number;

  beforeEach(async () => {
    request = new Promise((resolve) => {
      peer = new Peer((socket) =>
        onRequest(socket, (text) => {
          resolve(text);
          socket.end('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n');
        }),
      );
    });
    port = await peer.listen();
  });
  afterEach(async () => {
    delete process.env.TEST_TOKEN;
    await helper.unload();
    await peer.close();
  });

  const loadWith = (headers: unknown, credentials = {}) =>
    load([tabItem, boardItem(port, { headers }), outItem()], { board: credentials });

  it('gets them beside those of the handshake, with the values of environment variables', async () => {
    process.env.TEST_TOKEN = 't0k3n';
    await loadWith(
      [
        { name: 'X-Plain', value: 'a-$' + '{TEST_TOKEN}' },
        { name: 'Authorization', secret: 15 },
        { name: 'Origin', value: 'https://board.example' },
      ],
      { header15: 'Bearer $' + '{TEST_TOKEN}' },
    );
    const text = await request;
    for (const line of [
      'X-Plain: a-t0k3n',
      'Authorization: Bearer t0k3n',
      'Origin: https://board.example',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
    ])
      equal(text.split('\r\n').filter((each) => each.toLowerCase() === line.toLowerCase()).length, 1, text);
  });

  it('is not connected where an environment variable is not set', async () => {
    await loadWith([{ name: 'X', value: '$' + '{TEST_TOKEN}' }]);
    await statusText('out', 'configuration');
    equal(peer.sockets.length, 0);
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return String(error);
  }
  return '';
}
