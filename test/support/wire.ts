import type { Socket } from 'node:net';
import { decodeFrame, type Frame, Opcode } from '../../src/virtual-board/frame.js';
import { serverFrame } from './peer.js';

/** A client that has shaken hands, as a board of the tests sees it. Sends whatever bytes it is told to. */
export class Wire {
  /** What the client has sent: whole frames, in order. */
  readonly heard: Frame[] = [];
  /** Whether it answers pings as a board does, at once. */
  answersPings = true;
  private input = Buffer.alloc(0);

  constructor(readonly socket: Socket) {
    socket.on('data', (bytes) => this.read(bytes));
  }

  /** The code of the client's close frame. */
  get closeCode(): number | undefined {
    const close = this.heard.find(({ opcode }) => opcode === Opcode.close);
    return close?.payload.length ? close.payload.readUInt16BE(0) : undefined;
  }

  /** Texts that the client has sent, in order. */
  get texts(): string[] {
    return this.heard.filter(({ opcode }) => opcode === Opcode.text).map(({ payload }) => payload.toString());
  }

  /** Puts these bytes on the wire as one piece. */
  send(...bytes: readonly Buffer[]): void {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(bytes));
  }

  /** Sends bytes in pieces of `size`, a turn of the event loop apart, until all are out or the client has gone. */
  async drip(bytes: Buffer, size = 1): Promise<void> {
    for (let at = 0; at < bytes.length && !this.socket.destroyed; at += size) {
      await new Promise(setImmediate);
      this.send(bytes.subarray(at, at + size));
    }
  }

  /** Sends the same bytes `times` over, as fast as they are taken, until the client has gone. */
  async flood(bytes: Buffer, times: number): Promise<void> {
    let goOn = () => {};
    for (const event of ['drain', 'close']) this.socket.on(event, () => goOn());
    for (let count = 0; count < times && !this.socket.destroyed; count += 1) {
      if (this.socket.write(bytes)) continue;
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  }

  /** Leaves what the client sends to the kernel. */
  stopReading(): void {
    this.socket.pause();
  }

  /** Settles when the client has gone. */
  async gone(): Promise<void> {
    if (!this.socket.destroyed) await new Promise((resolve) => this.socket.once('close', resolve));
  }

  private read(bytes: Buffer): void {
    this.input = Buffer.concat([this.input, bytes]);
    for (;;) {
      const decoded = decodeFrame(this.input, Number.POSITIVE_INFINITY);
      if (decoded.is !== 'frame') return;
      this.input = this.input.subarray(decoded.size);
      this.take(decoded.frame);
    }
  }

  private take(frame: Frame): void {
    this.heard.push(frame);
    if (frame.opcode === Opcode.ping && this.answersPings) this.send(serverFrame(0x8a, frame.payload));
    if (frame.opcode === Opcode.close) this.socket.end();
  }
}

/** A message in as many frames as there are pieces; RFC 6455, section 5.4. */
export function fragments(opcode: number, pieces: readonly (Buffer | string)[]): Buffer[] {
  return pieces.map((piece, at) => {
    const isLast = at === pieces.length - 1;
    return serverFrame((isLast ? 0x80 : 0) | (at === 0 ? opcode : Opcode.continuation), piece);
  });
}

export function closeFrame(code: number, reason: Buffer | string = ''): Buffer {
  return serverFrame(0x88, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]));
}
