import type { Socket } from 'node:net';
import { reset } from '../../src/virtual-board/reset.js';

export type Ending = 'fin' | 'reset';

/** What is wrong with one direction of the network. May change while bytes are on their way. */
export interface Faults {
  /** Each piece arrives so much later, and up to `jitterMs` more; never before the one ahead of it. */
  latencyMs: number;
  jitterMs: number;
  /** At most so many bytes a second pass. */
  bytesPerSecond: number;
  /** Bytes travel in pieces of at most so many. */
  sliceBytes: number;
  /** Nothing passes, ends of connections included. What comes in is kept, as TCP's repetitions would keep it. */
  isBlackHole: boolean;
  /** Ends of connections do not pass: to the other side a peer that has left looks alive. */
  isHeld: boolean;
  /** After so many bytes of a connection, it ends. */
  limit: { readonly bytes: number; readonly by: Ending } | undefined;
  /** The byte at this place of each connection has all its bits flipped. */
  corruptAt: number | undefined;
}

export const noFaults: Readonly<Faults> = {
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  sliceBytes: Number.POSITIVE_INFINITY,
  isBlackHole: false,
  isHeld: false,
  limit: undefined,
  corruptAt: undefined,
};

interface Arrival {
  readonly what: Buffer | Ending;
  readonly dueAt: number;
}

/** What a pipe keeps before it stops reading, about what a home router queues. */
const longestQueueBytes = 65_536;

/** One direction of one connection through the fault proxy. */
export class FaultPipe {
  private readonly queue: Arrival[] = [];
  /** What has come in and not yet passed, in bytes. */
  queuedBytes = 0;
  private passedBytes = 0;
  private freeAt = 0;
  private isOver = false;
  private onWake: (() => void) | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly faults: Readonly<Faults>,
  ) {
    from.on('data', (bytes) => this.arrive(bytes));
    from.on('end', () => this.arrive('fin'));
    from.on('error', () => this.arrive('reset'));
    to.on('drain', () => this.wake());
    to.on('close', () => {
      this.isOver = true;
      this.wake();
    });
    void this.run();
  }

  /** Takes up what has changed in the faults. */
  wake(): void {
    this.onWake?.();
  }

  private arrive(what: Buffer | Ending): void {
    // Who has reset a connection repeats nothing of it.
    if (what === 'reset' && this.faults.isBlackHole) this.queue.length = 0;
    const { latencyMs, jitterMs } = this.faults;
    const delayMs = latencyMs + Math.random() * jitterMs;
    const dueAt = Math.max(this.queue.at(-1)?.dueAt ?? 0, performance.now() + delayMs);
    this.queue.push({ what, dueAt });
    if (Buffer.isBuffer(what)) this.queuedBytes += what.length;
    if (this.queuedBytes > longestQueueBytes) this.from.pause();
    this.wake();
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      const next = this.queue[0];
      await this.waitUntil(next?.dueAt ?? Number.POSITIVE_INFINITY);
      if (next === undefined || next !== this.queue[0] || this.isOver) continue;
      if (Buffer.isBuffer(next.what)) await this.pass(next.what);
      else if (!this.faults.isHeld) this.end(next.what);
      if (next === this.queue[0]) this.queue.shift();
    }
  }

  /** Sleeps until the time has come and bytes may pass. */
  private async waitUntil(dueAt: number): Promise<void> {
    for (;;) {
      const isStuck = this.faults.isBlackHole || this.to.writableNeedDrain;
      const ms = isStuck ? Number.POSITIVE_INFINITY : dueAt - performance.now();
      if (this.isOver || ms <= 0) return;
      await this.sleep(ms);
      if (dueAt === Number.POSITIVE_INFINITY) return;
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer =
        ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => this.wake(), Math.ceil(ms));
      this.onWake = () => {
        this.onWake = undefined;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async pass(bytes: Buffer): Promise<void> {
    let rest = bytes;
    while (rest.length > 0 && !this.isOver) {
      // A turn of the event loop apart, so that each slice is a segment of its own.
      await new Promise(setImmediate);
      await this.waitUntil(this.freeAt);
      const slice = rest.subarray(0, this.sliceLength());
      rest = rest.subarray(slice.length);
      if (!this.isOver) await this.write(slice);
      this.queuedBytes -= slice.length;
      if (this.queuedBytes <= longestQueueBytes) this.from.resume();
    }
  }

  /** With a bandwidth, slices are so short that it is smooth. */
  private sliceLength(): number {
    const { bytesPerSecond, sliceBytes } = this.faults;
    return Math.max(1, Math.floor(Math.min(sliceBytes, bytesPerSecond / 20)));
  }

  private async write(slice: Buffer): Promise<void> {
    const { bytesPerSecond, corruptAt, limit } = this.faults;
    const room = (limit?.bytes ?? Number.POSITIVE_INFINITY) - this.passedBytes;
    const passing = Buffer.from(slice.subarray(0, Math.max(0, room)));
    const at = (corruptAt ?? -1) - this.passedBytes;
    if (at >= 0 && at < passing.length) passing[at] = passing[at]! ^ 0xff;
    this.passedBytes += passing.length;
    this.freeAt = Math.max(this.freeAt, performance.now()) + (1_000 * passing.length) / bytesPerSecond;
    if (passing.length > 0) this.to.write(passing);
    if (limit === undefined || this.passedBytes < limit.bytes) return;
    // Another turn: libuv takes a reset that comes together with bytes for a plain end.
    await new Promise(setImmediate);
    this.end(limit.by);
  }

  private end(by: Ending): void {
    this.isOver = true;
    if (by === 'fin') this.to.end();
    else for (const socket of [this.to, this.from]) reset(socket);
  }
}
