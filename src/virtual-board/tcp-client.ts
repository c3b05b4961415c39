import type { Socket } from 'node:net';
import type { Settings } from './options.js';
import { reset } from './reset.js';
import type { Thread } from './thread.js';

/** Unread input after which a client is told to wait; far more than lwIP's 4 segments, so a burst stays one. */
const receiveBufferBytes = 16_384;

/** lwIP on the ESP8266 takes two segments of 536 bytes before write() blocks. */
const sendBufferBytes = 2 * 536;

/** The longest String of the ESP8266 core, so the longest header line. */
const longestLineBytes = 65_519;

const nothing: Buffer = Buffer.alloc(0);

/** One TCP connection with the blocking reads and writes of the core's WiFiClient: they stop the whole loop(). */
export class TcpClient {
  private readonly settings: Settings;
  private readonly socket: Socket;
  private readonly thread: Thread;
  private isConnected: boolean;
  private input = nothing;
  private received = 0;
  private room = receiveBufferBytes;

  constructor(socket: Socket, thread: Thread, settings: Settings) {
    this.settings = settings;
    this.socket = socket;
    this.thread = thread;
    this.isConnected = !socket.destroyed;
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('end', () => this.abort());
    socket.on('close', () => this.lose());
    this.flow();
  }

  /** Bytes that have come in and are not yet read. */
  get available(): number {
    return this.input.length;
  }

  get connected(): boolean {
    return this.isConnected;
  }

  get remoteIP(): string {
    return this.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '0.0.0.0';
  }

  /** Reads from the network, or leaves what comes to the kernel while there is no room or no running thread. */
  flow(): void {
    if (!this.isConnected) return;
    const hold = this.thread.frozen || this.input.length >= this.room;
    if (hold) this.socket.pause();
    else if (this.socket.isPaused()) this.socket.resume();
  }

  peek(): Buffer {
    return this.input;
  }

  skip(bytes: number): void {
    this.input = this.input.subarray(bytes);
    this.room = receiveBufferBytes;
    this.flow();
  }

  /** Waits for more input; false when none came in time or the client left. */
  async more(): Promise<boolean> {
    this.room = this.input.length + receiveBufferBytes;
    this.flow();
    const before = this.received;
    await this.blockWhile(() => this.received === before, this.settings.tcpTimeoutMs);
    return this.isConnected && this.received !== before;
  }

  /** Up to and without the line feed. As readStringUntil() does, takes what there is for a line after the time-out. */
  async readLine(): Promise<string> {
    let end = this.input.indexOf('\n');
    while (end < 0 && this.input.length < longestLineBytes && (await this.more())) {
      end = this.input.indexOf('\n');
    }
    const line = this.input.toString('latin1', 0, end < 0 ? longestLineBytes : end);
    this.skip(line.length + (end < 0 ? 0 : 1));
    return line;
  }

  /**
   * False when the client did not read in time: it then has a part of `bytes` only, and stays connected. On a PC this
   * takes some megabytes more than on a board: the kernel's buffers come first, and cannot be made smaller.
   */
  async write(bytes: Buffer): Promise<boolean> {
    for (let at = 0; at < bytes.length; at += sendBufferBytes) {
      await this.blockWhile(() => this.socket.writableLength > 0, this.settings.sendTimeoutMs);
      if (!this.isConnected || this.socket.writableLength > 0) return false;
      this.socket.write(bytes.subarray(at, at + sendBufferBytes), () => this.thread.wake());
    }
    return true;
  }

  /** FIN once all is sent. What then still comes in is answered with RST by the kernel. */
  stop(): void {
    this.lose();
    this.socket.destroySoon();
  }

  /** A FIN alone makes the core abort the connection: what has not been read is lost. */
  private abort(): void {
    this.lose();
    reset(this.socket);
  }

  private async blockWhile(condition: () => boolean, timeoutMs: number): Promise<void> {
    const dueMs = this.thread.millis() + timeoutMs;
    while (this.isConnected && condition() && this.thread.millis() < dueMs) await this.thread.wait(dueMs);
  }

  private lose(): void {
    this.isConnected = false;
    this.input = nothing;
    this.thread.wake();
  }

  private receive(chunk: Buffer): void {
    if (!this.isConnected) return;
    this.input = this.input.length > 0 ? Buffer.concat([this.input, chunk]) : chunk;
    this.received += chunk.length;
    this.flow();
    this.thread.wake();
  }
}
