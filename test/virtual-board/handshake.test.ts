import { strictEqual } from 'node:assert/strict';
import { addLine, newRequest, replyTo } from '../../src/virtual-board/handshake.js';

const RULES = { origin: '', protocol: 'arduino' };

const GOOD = [
  'GET / HTTP/1.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

function ask(lines: string[], rules: Parameters<typeof replyTo>[1] = RULES) {
  return replyTo(lines.reduce(addLine, newRequest()), rules);
}

/** The good request with the line of the same name replaced, or without it. */
function goodBut(name: string, line?: string): string[] {
  return GOOD.flatMap((good) => (good.startsWith(name) ? (line ?? []) : good));
}

describe('handshake', () => {
  for (const [what, lines] of Object.entries({
    'a common request': GOOD,
    'header names in any case': GOOD.map((line) => line.replace(/^\S+:/, (name) => name.toUpperCase())),
    'more than one connection option': goodBut('Connection', 'Connection: keep-alive, Upgrade'),
    'HTTP/1.0 without Host': goodBut('GET', 'GET / HTTP/1.0'),
    'lines that are no headers': ['nonsense', ...GOOD],
  })) {
    it(`answers 101 to ${what}`, () => strictEqual(ask(lines).status, 101));
  }

  for (const [what, lines] of Object.entries({
    'a plain GET': ['GET / HTTP/1.1', 'Host: board'],
    'a POST': goodBut('GET', 'POST / HTTP/1.1'),
    'version 8': goodBut('Sec-WebSocket-Version', 'Sec-WebSocket-Version: 8'),
    'no version': goodBut('Sec-WebSocket-Version'),
    'no key': goodBut('Sec-WebSocket-Key'),
    'an upgrade to h2c': goodBut('Upgrade', 'Upgrade: h2c'),
    'nothing at all': [],
  })) {
    it(`answers 400 to ${what}`, () => strictEqual(ask(lines).status, 400));
  }

  it('gives the headers in the order of the library, the accept key of RFC 6455 among them', () => {
    const lines = [
      ...GOOD,
      'Sec-WebSocket-Protocol: mqtt, arduino',
      'Sec-WebSocket-Extensions: permessage-deflate',
    ];
    strictEqual(
      ask(lines, { ...RULES, origin: 'file://' }).text,
      'HTTP/1.1 101 Switching Protocols\r\n' +
        'Server: arduino-WebSocketsServer\r\n' +
        'Upgrade: websocket\r\n' +
        'Connection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n' +
        'Access-Control-Allow-Origin: file://\r\n' +
        'Sec-WebSocket-Protocol: arduino\r\n' +
        '\r\n',
    );
  });

  it('leaves out the empty line of a 401', () => {
    strictEqual(
      ask(GOOD, { ...RULES, authorization: { user: 'me', password: 'secret' } }).text,
      'HTTP/1.1 401 Unauthorized\r\n' +
        'Server: arduino-WebSocket-Server\r\n' +
        'Content-Type: text/plain\r\n' +
        'Content-Length: 45\r\n' +
        'Connection: close\r\n' +
        'Sec-WebSocket-Version: 13\r\n' +
        'WWW-Authenticate: Basic realm="WebSocket Server"\r\n' +
        'This Websocket server requires Authorization!',
    );
  });

  for (const [what, line, status] of [
    ['the right password', 'Authorization: Basic bWU6c2VjcmV0', 101],
    ['a wrong password', 'Authorization: Basic bWU6d3Jvbmc=', 401],
    ['"basic" in lower case', 'Authorization: basic bWU6c2VjcmV0', 401],
    ['two blanks after the colon', 'Authorization:  Basic bWU6c2VjcmV0', 401],
    ['no blank after the colon', 'Authorization:Basic bWU6c2VjcmV0', 101],
  ] as const) {
    it(`answers ${status} to ${what}`, () => {
      const rules = { ...RULES, authorization: { user: 'me', password: 'secret' } };
      strictEqual(ask([...GOOD, line], rules).status, status);
    });
  }

  for (const [length, status] of [
    [53, 101],
    [54, 401],
    [70, 401],
  ] as const) {
    it(`answers ${status} to the right user and password of ${length} bytes`, () => {
      const authorization = { user: 'me', password: 'x'.repeat(length - 3) };
      const right = Buffer.from(`me:${authorization.password}`).toString('base64');
      strictEqual(
        ask([...GOOD, `Authorization: Basic ${right}`], { ...RULES, authorization }).status,
        status,
      );
    });
  }

  it('answers a plain GET without password with 401, with the right one with 400', () => {
    const rules = { ...RULES, authorization: { user: 'me', password: 'secret' } };
    strictEqual(ask(['GET / HTTP/1.1'], rules).status, 401);
    strictEqual(ask(['GET / HTTP/1.1', 'Authorization: Basic bWU6c2VjcmV0'], rules).status, 400);
  });
});
