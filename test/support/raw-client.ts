import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** How a TCP connection came to its end, seen from the client. */
export type Ending = 'FIN' | 'RST';

/** What a client's frame may have that it should not. */
export interface FrameFlaws {
  fin?: boolean;
  masked?: boolean;
  rsv1?: boolean;
}

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** A TCP client that sends whatever bytes a test wants, and reads what comes back. */
export class RawClient {
  /** Settles when the other side has ended the connection. */
  readonly ended: Promise<Ending>;
  readonly socket: Socket;
  #input = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#input = Buffer.concat([this.#input, chunk]);
    });
    this.ended = new Promise((resolve) => {
      socket.on('end', () => resolve('FIN'));
      socket.on('error', () => resolve('RST'));
    });
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
    const client = new RawClient(socket);
    await once(socket, 'connect');
    return client;
  }

  /** Connects and shakes hands; the board's first ping is read as well. */
  static async open(port: number): Promise<RawClient> {
    const client = await RawClient.connect(port);
    client.write(upgradeRequest());
    await client.readHead();
    await client.read(2);
    return client;
  }

  write(bytes: Buffer | string): void {
    this.socket.write(bytes);
  }

  /** The next so many bytes. */
  async read(length: number): Promise<Buffer> {
    while (this.#input.length < length) await once(this.socket, 'data');
    return this.#take(length);
  }

  /** All there is until the other side ends the connection. */
  async readAll(): Promise<Buffer> {
    await this.ended;
    return this.#take(this.#input.length);
  }

  /** An HTTP head up to and with its empty line. */
  async readHead(): Promise<string> {
    let end = this.#input.indexOf('\r\n\r\n');
    while (end < 0) {
      await once(this.socket, 'data');
      end = this.#input.indexOf('\r\n\r\n');
    }
    return this.#take(end + 4).toString('latin1');
  }

  #take(length: number): Buffer {
    const taken = this.#input.subarray(0, length);
    this.#input = this.#input.subarray(length);
    return taken;
  }
}

/** A correct upgrade request, with more header lines if wanted. */
export function upgradeRequest(...lines: string[]): string {
  return [
    'GET / HTTP/1.1',
    'Host: board',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${KEY}`,
    ...lines,
    '',
    '',
  ].join('\r\n');
}

/** One frame as a client sends it; the mask is not random. */
export function clientFrame(opcode: number, payload: Buffer | string = '', flaws: FrameFlaws = {}): Buffer {
  const { fin = true, masked = true, rsv1 = false } = flaws;
  const bytes = Buffer.from(payload);
  const first = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
  const head = frameHead(first, bytes.length, masked);
  if (!masked) return Buffer.concat([head, bytes]);
  const mask = Buffer.from([0x12, 0x34, 0x56, 0x78]);
  return Buffer.concat([head, mask, bytes.map((byte, at) => byte ^ mask[at % 4]!)]);
}

/** The first bytes of a frame, with its length but without mask and payload. */
export function frameHead(first: number, length: number, masked = true): Buffer {
  const maskBit = masked ? 0x80 : 0;
  if (length < 126) return Buffer.from([first, maskBit | length]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head.writeUInt8(first, 0);
  if (head.length === 4) {
    head.writeUInt8(maskBit | 126, 1);
    head.writeUInt16BE(length, 2);
  } else {
    head.writeUInt8(maskBit | 127, 1);
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return head;
}
