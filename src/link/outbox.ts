import { decodeBarrier, encodeBarrier } from './barrier.js';
import { type Deadline, extend } from './deadline.js';
import type { ConnectionCode } from './delivery-error.js';
import { Pace, type PaceLimits, type Ping } from './pace.js';
import { type PendingMessage, type QueueLimits, SendQueue, type Settled, sumBytes } from './send-queue.js';

/** How much one Connection has in flight to a board, and for how long. Defaults and their sources: src/settings/board-settings.ts. */
export interface OutboxLimits extends QueueLimits, PaceLimits {
  /** How long a message may be in flight before it ends unknown. */
  readonly confirmMs: number;
  /** The same for one that is sent again if the link breaks: a link that is gone is noticed within this time. */
  readonly resendMs: number;
  /** Unconfirmed bytes in flight at most; a larger single message is sent alone. */
  readonly windowBytes: number;
}

/** What a pong confirmed. */
export interface Confirmation<E extends PendingMessage> {
  readonly settled: readonly Settled<E>[];
  /** Undefined for a probe, which waits behind another ping. */
  readonly roundTripMs: number | undefined;
}

interface InFlight<E extends PendingMessage> extends Deadline {
  readonly pending: E;
  readonly number: number;
  sentAt: number;
  /** Ended unknown, but the board may still receive it: it keeps its place in the window. */
  settled: boolean;
  /** Whether it is to be sent again if the link breaks. */
  resend: boolean;
}

/**
 * What waits for the board, what is in flight, and what the board has confirmed. Decides without I/O: the Connection writes
 * what `take` and `ping` return, and reports what comes back.
 *
 * The barrier: the board's library handles frames strictly in order, one per loop(), and answers a ping inside loop().
 * So every message and every ping gets the next number, and the pong of ping n confirms all messages before n.
 */
export class Outbox<E extends PendingMessage> {
  private readonly queue: SendQueue<E>;
  private inFlight: InFlight<E>[] = [];
  private pings: Ping[] = [];
  private lastNumber: number;
  private pace: Pace;

  /** @param firstNumber a random 32-bit number: numbers never restart, so a pong of an old socket never matches */
  constructor(
    private readonly limits: OutboxLimits,
    firstNumber: number,
  ) {
    this.queue = new SendQueue(limits);
    this.pace = new Pace(limits);
    this.lastNumber = firstNumber;
  }

  /** Queues a message. Returns what is settled by that: the message itself where there is no room for it. */
  accept(pending: E, connected: boolean, now: number): Settled<E>[] {
    return this.queue.accept(pending, connected, now);
  }

  /** What fits into the window: to be written now, in this order. */
  take(now: number): E[] {
    const taken: E[] = [];
    let bytes = sumBytes(this.inFlight);
    while (this.hasRoomBeside(bytes)) {
      const { pending, wasSent } = this.queue.shift()!;
      bytes += pending.message.bytes;
      const resend = pending.delivery.resend && !wasSent;
      // What is sent again ends by its second sending: the first may outlast this time and still be confirmed.
      const timeoutMs = resend ? this.limits.resendMs : this.limits.confirmMs;
      this.lastNumber += 1;
      this.inFlight.push({
        pending,
        number: this.lastNumber,
        sentAt: now,
        expiresAt: now + timeoutMs,
        timeoutMs,
        settled: false,
        resend,
      });
      taken.push(pending);
    }
    return taken;
  }

  /** Whether something is in flight that no ping in flight will confirm. */
  get needsBarrier(): boolean {
    if (this.limits.confirmBy === 'write') return false;
    return !this.pings.some(({ isProbe }) => !isProbe) && this.inFlight.length > 0;
  }

  /** The payload of a ping to send now: its pong confirms everything taken so far. */
  ping(now: number): Buffer {
    return this.nextPing(now, false);
  }

  /** The payload of a second ping to send right behind {@link ping}; undefined while the loop time is known well enough. */
  probe(now: number): Buffer | undefined {
    if (!this.pace.isProbeDue(now) || this.pings.some(({ isProbe }) => isProbe)) return undefined;
    return this.nextPing(now, true);
  }

  /** What a pong confirms, and what gives way; undefined where it is not the answer to a ping of ours on this socket. */
  pong(payload: Buffer, now: number): Confirmation<E> | undefined {
    const number = decodeBarrier(payload);
    const ping = this.pings.find((sent) => sent.number === number);
    if (ping === undefined) return undefined;
    const confirmed = this.inFlight.filter((sent) => sent.number < ping.number);
    this.pings = this.pings.filter((sent) => sent.number > ping.number);
    this.inFlight = this.inFlight.filter((sent) => sent.number > ping.number);
    const roundTripMs = this.pace.ponged(ping, confirmed.length, confirmed[0]?.sentAt ?? ping.sentAt, now);
    const settled = confirmed
      .filter((sent) => !sent.settled)
      .map(({ pending }): Settled<E> => ({ pending, outcome: 'confirmed' }));
    return { settled: [...settled, ...this.queue.giveWay(now, this.pace)], roundTripMs };
  }

  /** These messages were written to the network, which confirms them where no pong has to. */
  written(messages: readonly E[]): Settled<E>[] {
    if (this.limits.confirmBy !== 'write') return [];
    const isWritten = ({ pending }: InFlight<E>) => messages.includes(pending);
    const written = this.inFlight.filter((sent) => isWritten(sent) && !sent.settled);
    this.inFlight = this.inFlight.filter((sent) => !isWritten(sent));
    return written.map(({ pending }) => ({ pending, outcome: 'confirmed' }));
  }

  /** Settles what has waited too long: unsent as expired, sent as unknown. */
  expire(now: number): Settled<E>[] {
    const unconfirmed = this.inFlight.filter(({ expiresAt, settled }) => expiresAt <= now && !settled);
    for (const sent of unconfirmed) sent.settled = true;
    return [...this.queue.expire(now, this.pace), ...unconfirmed.map(({ pending }) => unknown(pending))];
  }

  /** When `expire` has something to do next; undefined while it has not. */
  get deadline(): number | undefined {
    let soonest = this.queue.deadlineAt(this.pace);
    for (const { settled, expiresAt } of this.inFlight) if (!settled) soonest = Math.min(soonest, expiresAt);
    return soonest === Number.POSITIVE_INFINITY ? undefined : soonest;
  }

  /**
   * This process stalled for `lateMs`: time in which nothing could be received does not count, and whatever is due has
   * another third of the confirm timeout.
   */
  extend(lateMs: number, now: number): void {
    this.queue.extend(lateMs, now);
    for (const sent of this.inFlight) extend(sent, lateMs, now, this.limits.confirmMs / 3);
    for (const sent of [...this.inFlight, ...this.pings]) sent.sentAt = Math.min(sent.sentAt + lateMs, now);
    this.pace.stalled();
  }

  /** Settles what waits, of one user or of all; what is in flight stays, with at most `graceMs` left for its pong. */
  cancel(code: ConnectionCode, now: number, graceMs: number, user?: object): Settled<E>[] {
    for (const sent of this.inFlight) {
      if (user !== undefined && sent.pending.user !== user) continue;
      sent.expiresAt = Math.min(sent.expiresAt, now + graceMs);
      sent.timeoutMs = graceMs;
      sent.resend = false;
    }
    return this.queue.cancel(code, user);
  }

  /** Drops what waits of one user; what is in flight stays. */
  clear(user: object): Settled<E>[] {
    return this.queue.cancel('dropped', user);
  }

  /**
   * The socket is closed. What was in flight is unknown, unless it is to be sent again; what waits is settled unless its
   * node keeps it while the board is away.
   *
   * @param closeCode the board's, where it closed. 1009: the largest message in flight is the one it refused, or one that it
   *   never read: not received in either case. 1011: it had no memory for one, and would fail again if it were sent again
   */
  connectionLost(now: number, closeCode?: number): Settled<E>[] {
    const unsettled = this.inFlight.filter((sent) => !sent.settled);
    const largest = Math.max(...this.inFlight.map(({ pending }) => pending.message.bytes));
    const isRefused = ({ pending }: InFlight<E>) => closeCode === 1009 && pending.message.bytes === largest;
    const again = unsettled.filter((sent) => sent.resend && !isRefused(sent) && closeCode !== 1011);
    const settled = unsettled
      .filter((sent) => !again.includes(sent))
      .map(
        (sent): Settled<E> =>
          isRefused(sent) ? { pending: sent.pending, outcome: 'ERR_TOO_LARGE' } : unknown(sent.pending),
      );
    settled.push(...this.queue.connectionLost());
    settled.push(
      ...this.queue.requeue(
        again.map(({ pending }) => pending),
        now,
      ),
    );
    this.inFlight = [];
    this.pings = [];
    this.pace = new Pace(this.limits);
    return settled;
  }

  private hasRoomBeside(bytes: number): boolean {
    const next = this.queue.first;
    if (next === undefined) return false;
    if (this.inFlight.length === 0) return true;
    const after = bytes + next.message.bytes;
    return this.inFlight.length < this.pace.window && after <= this.limits.windowBytes;
  }

  private nextPing(now: number, isProbe: boolean): Buffer {
    this.lastNumber += 1;
    const framesAhead = this.inFlight.length + this.pings.length;
    this.pings.push({ number: this.lastNumber, sentAt: now, framesAhead, isProbe });
    return encodeBarrier(this.lastNumber);
  }
}

function unknown<E extends PendingMessage>(pending: E): Settled<E> {
  return { pending, outcome: 'ERR_UNCONFIRMED' };
}
