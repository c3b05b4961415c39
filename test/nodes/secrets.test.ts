import { equal, ok } from 'node:assert/strict';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { EvilBoard } from '../support/evil-board.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { onRequest } from '../support/peer.js';
import { shortTimes } from '../support/settings.js';

/** A password that nobody else would write. */
const canary = 'c4n4ry-0f-th3-t35t5';

const at = { z: 'tab', x: 0, y: 0 };

/** A board, and all nodes that could tell of it. */
function items(name: string, saved: object): Item[] {
  const board = `${name}-board`;
  return [
    { id: board, type: 'esp8266-ws-config', name, host: '127.0.0.1', ...shortTimes, ...saved },
    { ...at, id: `${name}-in`, type: 'esp8266-ws-in', board, emit: 'both', wires: [['debug'], ['debug']] },
    { ...at, id: `${name}-out`, type: 'esp8266-ws-out', board, wires: [] },
    {
      ...at,
      id: `${name}-say`,
      type: 'inject',
      props: [{ p: 'payload' }],
      payload: 'hello',
      payloadType: 'str',
      wires: [[`${name}-out`]],
    },
  ];
}

/** Whether a message tells of a change of this board's connection. */
const isAbout = (name: string, state: string) => (msg: unknown) => {
  const { board, payload, topic } = msg as Readonly<Record<string, unknown>>;
  return board === name && payload === state && topic === '$state';
};

describe('T11: a password', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let board: VirtualBoard;
  let reflecting: EvilBoard;
  let sent = '';

  before(async () => {
    board = new VirtualBoard({
      sketch: 'echo',
      port: 0,
      authorization: { user: 'me', password: canary },
    });
    await board.listen();
    // What a board is told it may tell again: where to, and in the reason of an answer.
    reflecting = await EvilBoard.which((socket) =>
      onRequest(socket, (request) => {
        [, sent = ''] = /^x-token: (.*)$/im.exec(request) ?? [];
        socket.end(`HTTP/1.1 302 ${sent}\r\nLocation: http://${sent}@x/?${sent}#${sent}\r\n\r\n`);
      }),
    );
    const logging = { console: { level: 'trace', metrics: true, audit: true } };
    nodeRed = await NodeRed.start(undefined, { settings: { logging } });
    await nodeRed.deploy([
      { id: 'tab', type: 'tab' },
      { ...at, id: 'catch', type: 'catch', scope: null, wires: [['debug']] },
      {
        ...at,
        id: 'debug',
        type: 'debug',
        active: true,
        tosidebar: true,
        complete: 'true',
        targetType: 'full',
        wires: [],
      },
      ...items('right', { port: board.port, credentials: { user: 'me', password: canary } }),
      ...items('wrong', { port: board.port, credentials: { user: 'me', password: `${canary}!` } }),
      ...items('closed', { port: 1, credentials: { user: 'me', password: canary } }),
      ...items('unfit', { port: board.port, credentials: { user: 'a:b', password: canary } }),
      ...items('long', { port: board.port, credentials: { user: 'me', password: canary.repeat(4) } }),
      ...items('token', {
        port: reflecting.port,
        headers: [
          { name: 'X-Token', secret: 3 },
          { name: 'X-Open', value: '0p3n' },
        ],
        credentials: { header3: canary },
      }),
      ...items('bad-token', {
        port: board.port,
        headers: [{ name: 'X-Token', secret: 0 }],
        credentials: { header0: `${canary}\r\nEvil: yes` },
      }),
      ...items('alone', { port: board.port, credentials: { user: '', password: canary } }),
    ]);
    await nodeRed.status('right-out', 'ready');
    await nodeRed.status('wrong-out', 'password');
    await nodeRed.status('closed-out', 'refused');
    await nodeRed.status('token-out', 'not a WebSocket');
    for (const name of ['unfit', 'long', 'alone', 'bad-token'])
      await nodeRed.status(`${name}-out`, 'configuration');
    for (const name of ['right', 'wrong', 'closed', 'unfit']) await nodeRed.inject(`${name}-say`);
    // Of those, three end with an error.
    await nodeRed.until(
      () => nodeRed.debugs.filter(({ msg }) => String(JSON.stringify(msg)).includes('ERR_')).length >= 3,
    );
    board.disconnect();
    // Not their statuses: of those that follow fast only the last is shown.
    await nodeRed.debug('debug', isAbout('right', 'lost'));
    await nodeRed.until(() => nodeRed.debugs.filter(({ msg }) => isAbout('right', 'ready')(msg)).length > 1);
    await nodeRed.status('right-out', 'ready');
  });

  after(async () => {
    await nodeRed?.stop();
    await reflecting.close();
    await board.close();
  });

  /** As itself, and as the header has it. */
  const forms = [canary, Buffer.from(`me:${canary}`).toString('base64').slice(0, 24)];
  const tellsNothing = (text: string) => {
    ok(text.length > 0);
    for (const form of forms) equal(text.includes(form), false);
  };

  it('reaches the board, as a header', () => equal(sent, canary));

  it('leaves headers that are not secret in the flows', async () => {
    ok((await (await nodeRed.get('/flows')).text()).includes('0p3n'));
  });

  it('is in no line of the log, not even of the most talkative one', () => {
    ok(nodeRed.log.some((line) => line.includes('esp8266-ws-config:unfit')));
    tellsNothing(nodeRed.log.join('\n'));
  });

  it('is in no message, $state or error that a flow gets', () =>
    tellsNothing(JSON.stringify(nodeRed.debugs)));

  it('is in no status', () => tellsNothing(JSON.stringify([...nodeRed.statuses])));

  it('is not in the flows that the editor gets and people export, nor in a file that is not encrypted', async () => {
    tellsNothing(await (await nodeRed.get('/flows')).text());
    tellsNothing(await nodeRed.files());
  });

  it('is in no answer of the admin API', async () => {
    for (const name of ['right', 'wrong', 'closed', 'token'])
      tellsNothing(await (await nodeRed.get(`/esp8266-ws/boards/${name}-board`)).text());
    for (const name of ['right', 'token'])
      tellsNothing(await (await nodeRed.get(`/credentials/esp8266-ws-config/${name}-board`)).text());
  });

  it('is not repeated where somebody typed it into the host', async () => {
    const hosts = [`me:${canary}@board`, `ws://me:${canary}@board`, `me:${canary}@board://x`];
    await nodeRed.deploy([
      { id: 'tab', type: 'tab' },
      ...hosts.flatMap((host, number) => items(`typed${number}`, { host })),
    ]);
    for (const number of hosts.keys()) await nodeRed.status(`typed${number}-out`, 'configuration');
    await nodeRed.until(() => nodeRed.log.filter((line) => /config:typed\d/.test(line)).length >= 3);
    tellsNothing(nodeRed.log.filter((line) => line.includes('esp8266')).join('\n'));
  });
});
