import { createHash } from 'node:crypto';

/** What the board has read of an HTTP request so far. */
export interface Request {
  authorization: string;
  isUpgrade: boolean;
  isWebsocket: boolean;
  key: string;
  protocol: string;
  url: string;
  version: number;
}

/** What the sketch has told the library. */
export interface HandshakeRules {
  authorization?: { user: string; password: string };
  origin: string;
  protocol: string;
}

/** The board's answer, headers and body. */
export interface Reply {
  status: 101 | 400 | 401;
  text: string;
}

/** Fixed by RFC 6455, section 1.3. */
const acceptGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The library's libb64 breaks its output after 18 whole groups. */
const BASE64_LINE = /[^=]{72}/g;

/** `authorization` is what the slot still remembers: the library never forgets it. */
export function newRequest(authorization = ''): Request {
  return { authorization, isUpgrade: false, isWebsocket: false, key: '', protocol: '', url: '', version: 0 };
}

/** The request with one more (trimmed, not empty) line taken in. Lines the library does not know change nothing. */
export function addLine(request: Request, line: string): Request {
  if (line.startsWith('GET ')) return { ...request, url: line.split(' ')[1] ?? '' };
  const colon = line.indexOf(':');
  if (colon < 0) return request;
  const value = line.slice(colon + 1).replace(/^ /, '');
  switch (line.slice(0, colon).toLowerCase()) {
    case 'authorization':
      return { ...request, authorization: value };
    case 'connection':
      return { ...request, isUpgrade: request.isUpgrade || value.toLowerCase().includes('upgrade') };
    case 'sec-websocket-key':
      return { ...request, key: value.trim() };
    case 'sec-websocket-protocol':
      return { ...request, protocol: value };
    case 'sec-websocket-version':
      return { ...request, version: Number.parseInt(value, 10) };
    case 'upgrade':
      return { ...request, isWebsocket: request.isWebsocket || value.toLowerCase() === 'websocket' };
    default:
      return request;
  }
}

/** The answer to a whole request. A wrong password comes before everything else that may be wrong. */
export function replyTo(request: Request, rules: HandshakeRules): Reply {
  if (rules.authorization && request.authorization !== basic(rules.authorization)) {
    return { status: 401, text: unauthorized };
  }
  const { isUpgrade, isWebsocket, key, url, version } = request;
  const acceptable = isUpgrade && isWebsocket && url !== '' && key !== '' && version === 13;
  return acceptable ? { status: 101, text: switching(request, rules) } : { status: 400, text: badRequest };
}

/** Never equals what a client sends when user and password are 54 bytes or more: base64 has a line break then. */
function basic({ user, password }: { user: string; password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64').replace(BASE64_LINE, '$&\n')}`;
}

function switching(request: Request, rules: HandshakeRules): string {
  const accept = createHash('sha1')
    .update(request.key + acceptGuid, 'latin1')
    .digest('base64');
  return lines(
    'HTTP/1.1 101 Switching Protocols',
    'Server: arduino-WebSocketsServer',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Accept: ${accept}`,
    ...(rules.origin ? [`Access-Control-Allow-Origin: ${rules.origin}`] : []),
    ...(request.protocol ? [`Sec-WebSocket-Protocol: ${rules.protocol}`] : []),
    '',
    '',
  );
}

const badRequest = lines(
  'HTTP/1.1 400 Bad Request',
  'Server: arduino-WebSocket-Server',
  'Content-Type: text/plain',
  'Content-Length: 32',
  'Connection: close',
  'Sec-WebSocket-Version: 13',
  '',
  'This is a Websocket server only!',
);

/** The empty line before the body is missing, as in the library: no HTTP parser accepts this. */
const unauthorized = lines(
  'HTTP/1.1 401 Unauthorized',
  'Server: arduino-WebSocket-Server',
  'Content-Type: text/plain',
  'Content-Length: 45',
  'Connection: close',
  'Sec-WebSocket-Version: 13',
  'WWW-Authenticate: Basic realm="WebSocket Server"',
  'This Websocket server requires Authorization!',
);

function lines(...all: string[]): string {
  return all.join('\r\n');
}
