import { doesNotMatch, equal, match } from 'node:assert/strict';
import { answers, answersHttp, type Behaviour, EvilBoard, opens } from '../support/evil-board.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { serverFrame } from '../support/peer.js';
import { shortTimes } from '../support/settings.js';
import { closeFrame } from '../support/wire.js';

/** What `$state` says of one board. */
interface State {
  readonly board: string;
  readonly cause: string;
  readonly reason: string;
}

interface Row {
  /** What the board does, as the end of "a board that …". */
  readonly what: string;
  readonly behaviour: Behaviour;
  readonly saved?: object;
  readonly cause: string;
  /** What the sentence must tell. */
  readonly tells: readonly RegExp[];
}

const shouts = 'HTTP/1.1 502 Bad Gateway\r\nServer: x\r\nno colon here\r\n\r\n';

const rows: readonly Row[] = [
  ...[301, 302, 303, 307, 308].map((status) => ({
    what: `redirects with ${status}`,
    behaviour: answersHttp(status, 'Location: https://board.example:8443/ws?token=s3cret'),
    cause: 'not a WebSocket',
    tells: [new RegExp(`redirects to https://board.example:8443/ws .*\\b${status}\\b`), /enter that host/],
  })),
  {
    what: 'redirects to what i18next would look up',
    behaviour: answersHttp(301, 'Location: /__status__/$t(back)/__said__'),
    cause: 'not a WebSocket',
    tells: [/redirects to \S+\/_status_\/\$t\(back\)\/_said_ \(HTTP status 301\)/],
  },
  {
    what: 'answers 401 in proper HTTP',
    behaviour: answersHttp(401, 'WWW-Authenticate: Basic realm="board"'),
    cause: 'password',
    tells: [/\b401\b/, /user and password/],
  },
  {
    what: "answers 401 as the board's library does, without the end of the headers",
    behaviour: answers(
      'HTTP/1.1 401 Unauthorized\r\nServer: arduino-WebSocket-Server\r\nThis needs auth\r\n\r\n',
    ),
    cause: 'password',
    tells: [/\b401\b/, /user and password/],
  },
  {
    what: 'wants a token',
    behaviour: answersHttp(401, 'WWW-Authenticate: Bearer'),
    cause: 'password',
    tells: [/\b401\b/, /token/, /Headers/],
  },
  {
    what: 'answers 400',
    behaviour: answersHttp(400),
    cause: 'not a WebSocket',
    tells: [/\b400\b/, /cookie/, /TLS/, /client=/],
  },
  {
    what: 'answers 403',
    behaviour: answersHttp(403),
    saved: { path: '/private?key=s3cret' },
    cause: 'not a WebSocket',
    tells: [/\b403\b/, /path \/private /, /client=.*Send a client name/],
  },
  {
    what: 'answers 404',
    behaviour: answersHttp(404),
    saved: { path: '/wss' },
    cause: 'not a WebSocket',
    tells: [/\b404\b/, /path \/wss /, /client=.*Send a client name/],
  },
  {
    what: 'answers 429',
    behaviour: answersHttp(429, 'Retry-After: 120'),
    cause: 'proxy',
    tells: [/\b429\b/, /too many requests/],
  },
  ...[502, 503, 504].map((status) => ({
    what: `is behind a proxy that answers ${status}`,
    behaviour: answersHttp(status),
    cause: 'proxy',
    tells: [new RegExp(`\\b${status}\\b`), /board behind it does not/],
  })),
  {
    what: 'is behind a proxy whose 502 is no proper HTTP',
    behaviour: answers(shouts),
    cause: 'proxy',
    tells: [/\b502\b/, /board behind it does not/],
  },
  ...[200, 405, 426, 500].map((status) => ({
    what: `answers ${status}`,
    behaviour: answersHttp(status),
    cause: 'not a WebSocket',
    tells: [new RegExp(`\\b${status}\\b`), /port/],
  })),
  {
    what: 'opens with a subprotocol nobody asked for',
    behaviour: opens(() => {}, { lines: ['Sec-WebSocket-Protocol: mqtt'] }),
    cause: 'subprotocol',
    tells: [/Enter mqtt in the field Subprotocol/],
  },
  {
    what: 'opens with another subprotocol than was asked for',
    behaviour: opens(() => {}, { lines: ['Sec-WebSocket-Protocol: arduino'] }),
    saved: { subprotocol: 'mqtt' },
    cause: 'subprotocol',
    tells: [/Enter arduino in the field Subprotocol/],
  },
  {
    what: 'sends a message larger than we take',
    behaviour: opens((wire) => wire.send(serverFrame(0x81, 'x'.repeat(2_000)))),
    saved: { maxInBytes: 1_000 },
    cause: 'message too large',
    tells: [/message from the board/, /\b1000 bytes.*Largest incoming message/],
  },
  {
    what: 'closes because ours was too large',
    behaviour: opens((wire) => wire.send(closeFrame(1009))),
    saved: { maxOutBytes: 20_000 },
    cause: 'message too large',
    tells: [/message to the board/, /Largest outgoing message.*\b20000 bytes/],
  },
  {
    what: 'says why it closes',
    behaviour: opens((wire) => wire.send(closeFrame(4001, Buffer.from('night shift \x1b[31m')))),
    cause: 'closed by board',
    tells: [/closed the connection/, /says: "night shift \?\[31m" \(close code 4001\)/],
  },
];

/** Every row at once, in one Node-RED, so that the sentences are the real ones. */
describe('B18: a flow is told', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  const boards: EvilBoard[] = [];

  before(async () => {
    for (const { behaviour } of rows) boards.push(await EvilBoard.which(behaviour));
    nodeRed = await NodeRed.start();
    const at = { z: 'tab', x: 300, y: 100 };
    const debug = { ...at, id: 'debug', type: 'debug', active: true, tosidebar: true, complete: 'true' };
    await nodeRed.deploy([
      { id: 'tab', type: 'tab' },
      { ...debug, targetType: 'full', wires: [] },
      ...rows.flatMap(({ saved }, row): Item[] => [
        {
          id: `board${row}`,
          type: 'esp8266-ws-config',
          name: `row ${row}`,
          host: '127.0.0.1',
          port: boards[row]!.port,
          ...shortTimes,
          // Each of these boards answers, but a busy machine may need more than a moment for all of them.
          connectSeconds: 15,
          ...saved,
        },
        {
          ...at,
          id: `in${row}`,
          type: 'esp8266-ws-in',
          board: `board${row}`,
          emit: 'state',
          wires: [['debug']],
        },
      ]),
    ]);
  });

  after(async () => {
    await nodeRed?.stop();
    for (const board of boards) await board.close();
  });

  for (const [row, { what, cause, tells }] of rows.entries()) {
    it(`what to do about a board that ${what}`, async () => {
      const isIt = (msg: unknown) => {
        const state = msg as Partial<State>;
        return state.board === `row ${row}` && state.cause !== undefined;
      };
      const state = (await nodeRed.debug('debug', isIt)) as State;
      equal(state.cause, cause);
      for (const told of tells) match(state.reason, told);
      doesNotMatch(state.reason, /s3cret|cause\.|reason\./);
    });
  }
});
