import { createHash } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type ServerOpts, type Socket } from 'node:net';

/** A peer on TCP that does what a test wants with each connection, and nothing else. */
export class Peer {
  readonly sockets: Socket[] = [];
  private readonly server: Server;

  constructor(onConnection: (socket: Socket) => void, options: ServerOpts = {}) {
    this.server = createServer(options, (socket) => {
      this.sockets.push(socket);
      socket.on('error', () => {});
      onConnection(socket);
    });
  }

  async listen(port = 0, host = '127.0.0.1'): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Shakes hands as RFC 6455 asks, then calls back; `extra` goes out in the same segment as the answer. */
export function shakeHands(socket: Socket, onOpen: () => void, extra: Buffer = Buffer.alloc(0)): void {
  onRequest(socket, (request) => {
    socket.write(Buffer.concat([Buffer.from(switchingTo(request)), extra]));
    onOpen();
  });
}

/** Calls back with the client's HTTP request, once it is whole. */
export function onRequest(socket: Socket, callBack: (request: string) => void): void {
  let request = '';
  socket.on('data', function read(chunk: Buffer) {
    request += chunk.toString('latin1');
    if (!request.includes('\r\n\r\n')) return;
    socket.off('data', read);
    callBack(request);
  });
}

/** The answer that turns a connection into a WebSocket, with more header lines if wanted. */
export function switchingTo(request: string, ...lines: string[]): string {
  const key = /sec-websocket-key: (\S+)/i.exec(request)?.[1];
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...lines,
    '',
    '',
  ].join('\r\n');
}

/** An unmasked frame as a server sends it; `firstByte` is FIN, RSV and opcode. */
export function serverFrame(firstByte: number, payload: Buffer | string): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.from([firstByte, body.length]);
  if (body.length < 126) return Buffer.concat([head, body]);
  const long = Buffer.alloc(10);
  long[0] = firstByte;
  long[1] = 127;
  long.writeBigUInt64BE(BigInt(body.length), 2);
  return Buffer.concat([long, body]);
}
