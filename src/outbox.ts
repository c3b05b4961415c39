import { decodeBarrier, encodeBarrier } from './barrier.js';
import type { ConnectionCode } from './delivery-error.js';
import {
  type Ended,
  type Entry,
  excuse,
  type LineLimits,
  type Term,
  term,
  WaitingLine,
} from './waiting-line.js';

/** How much one Connection has under way to a board, and for how long. Defaults and their sources: settings.ts. */
export interface OutboxLimits extends LineLimits {
  /** How long a message may be on the way before it ends unknown. */
  readonly confirmMs: number;
  /** The same for one that is sent again if the link breaks: a link that is gone is noticed within this time. */
  readonly resendMs: number;
  /** Unconfirmed on the way at most; a larger single message travels alone. */
  readonly windowBytes: number;
  readonly windowMessages: number;
}

/** What a pong told. */
export interface Answer<E extends Entry> {
  readonly ended: readonly Ended<E>[];
  readonly roundTripMs: number;
}

interface OnTheWay<E extends Entry> extends Term {
  readonly entry: E;
  readonly number: number;
  /** Ended unknown, but the board may still be about to take it: it keeps its place in the window. */
  ended: boolean;
  /** Whether it is to be sent again if the link breaks. */
  resend: boolean;
}

interface Ping {
  readonly number: number;
  sentAt: number;
}

/**
 * What waits for the board, what is on the way to it, and what it has taken. Decides without I/O: the Connection writes
 * what `take` and `ping` return, and reports what comes back.
 *
 * The barrier: the board's library handles frames strictly in order, one per loop(), and answers a ping inside loop().
 * So every message and every ping gets the next number, and the pong of ping n confirms all messages before n.
 */
export class Outbox<E extends Entry> {
  private readonly line: WaitingLine<E>;
  private onTheWay: OnTheWay<E>[] = [];
  private pings: Ping[] = [];
  private lastNumber: number;
  private loopMs: number | undefined;

  /** @param firstNumber a random 32-bit number: numbers never restart, so an old socket's pong is never taken for ours */
  constructor(
    private readonly limits: OutboxLimits,
    firstNumber: number,
  ) {
    this.line = new WaitingLine(limits);
    this.lastNumber = firstNumber;
  }

  /** Puts a message in line. What ends by that is returned: the message itself where there is no place for it. */
  accept(entry: E, connected: boolean, now: number): Ended<E>[] {
    return this.line.accept(entry, connected, now);
  }

  /** What the window lets pass: to be written now, in this order. */
  take(now: number): E[] {
    const entries: E[] = [];
    while (this.hasRoom()) {
      const { entry, wasSent } = this.line.shift()!;
      const resend = entry.delivery.resend && !wasSent;
      this.lastNumber += 1;
      this.onTheWay.push({
        entry,
        number: this.lastNumber,
        // What is sent again ends by its second sending: the first may outlast this time and still be confirmed.
        ...term(now, resend ? this.limits.resendMs : this.limits.confirmMs),
        ended: false,
        resend,
      });
      entries.push(entry);
    }
    return entries;
  }

  /** Whether something is on the way that no ping under way will confirm. */
  get needsBarrier(): boolean {
    return this.pings.length === 0 && this.onTheWay.length > 0;
  }

  /** The payload of a ping to send now: its pong will confirm everything taken so far. */
  ping(now: number): Buffer {
    this.lastNumber += 1;
    this.pings.push({ number: this.lastNumber, sentAt: now });
    return encodeBarrier(this.lastNumber);
  }

  /** What a pong confirms; undefined where it is not the answer to a ping of ours on this socket. */
  pong(payload: Buffer, now: number): Answer<E> | undefined {
    const number = decodeBarrier(payload);
    const ping = this.pings.find((sent) => sent.number === number);
    if (ping === undefined) return undefined;
    const confirmed = this.onTheWay.filter((sent) => sent.number < ping.number);
    this.pings = this.pings.filter((sent) => sent.number > ping.number);
    this.onTheWay = this.onTheWay.filter((sent) => sent.number > ping.number);
    const roundTripMs = now - ping.sentAt;
    // One frame per loop(): the messages it handled, and the ping itself.
    this.loopMs = roundTripMs / (confirmed.length + 1);
    return {
      ended: confirmed.filter((sent) => !sent.ended).map(({ entry }) => ({ entry, end: 'confirmed' })),
      roundTripMs,
    };
  }

  /** Ends what has waited too long: unsent as expired, sent as unknown. */
  expire(now: number): Ended<E>[] {
    const unconfirmed = this.onTheWay.filter(({ expiresAt, ended }) => expiresAt <= now && !ended);
    for (const sent of unconfirmed) sent.ended = true;
    return [...this.line.expire(now), ...unconfirmed.map(({ entry }) => unknown(entry))];
  }

  /** When `expire` has something to do next; undefined while it has not. */
  get deadline(): number | undefined {
    let soonest = this.line.deadline;
    for (const { ended, expiresAt } of this.onTheWay) if (!ended) soonest = Math.min(soonest, expiresAt);
    return soonest === Number.POSITIVE_INFINITY ? undefined : soonest;
  }

  /**
   * The process stood still for `lateMs`: time in which the board could not be heard does not count, and whatever is due
   * has another third of the confirm timeout to be heard.
   */
  excuse(lateMs: number, now: number): void {
    this.line.excuse(lateMs, now);
    for (const sent of this.onTheWay) excuse(sent, lateMs, now, this.limits.confirmMs / 3);
    for (const ping of this.pings) ping.sentAt = Math.min(ping.sentAt + lateMs, now);
  }

  /** Ends what waits, of one user or of all; what is on the way stays, with at most `graceMs` left for its pong. */
  withdraw(code: ConnectionCode, now: number, graceMs: number, user?: object): Ended<E>[] {
    for (const sent of this.onTheWay) {
      if (user !== undefined && sent.entry.user !== user) continue;
      sent.expiresAt = Math.min(sent.expiresAt, now + graceMs);
      sent.patienceMs = graceMs;
      sent.resend = false;
    }
    return this.line.withdraw(code, user);
  }

  /**
   * The socket is gone, and the next one starts afresh. What was on the way is unknown, unless it is to be sent again;
   * what waits ends unless its node lets it outlast the link.
   *
   * @param closeCode the board's, where it closed. 1009: the largest message on the way is the one it refused, or one that
   *   it never came to: in either case not taken. 1011: it had no memory for one, and would fall again if it came back
   */
  lost(now: number, closeCode?: number): Ended<E>[] {
    const open = this.onTheWay.filter((sent) => !sent.ended);
    const largest = Math.max(...this.onTheWay.map(({ entry }) => entry.message.bytes));
    const isRefused = ({ entry }: OnTheWay<E>) => closeCode === 1009 && entry.message.bytes === largest;
    const again = open.filter((sent) => sent.resend && !isRefused(sent) && closeCode !== 1011);
    const ended = open
      .filter((sent) => !again.includes(sent))
      .map(
        (sent): Ended<E> =>
          isRefused(sent) ? { entry: sent.entry, end: 'ERR_TOO_LARGE' } : unknown(sent.entry),
      );
    ended.push(...this.line.loseLink());
    ended.push(
      ...this.line.putBack(
        again.map(({ entry }) => entry),
        now,
      ),
    );
    this.onTheWay = [];
    this.pings = [];
    this.loopMs = undefined;
    return ended;
  }

  private hasRoom(): boolean {
    const next = this.line.first;
    if (next === undefined) return false;
    if (this.onTheWay.length === 0) return true;
    const bytes = this.onTheWay.reduce((sum, { entry }) => sum + entry.message.bytes, next.message.bytes);
    return this.onTheWay.length < this.windowMessages() && bytes <= this.limits.windowBytes;
  }

  /** Never more than the board can confirm in a third of the confirm timeout at its measured pace; one until measured. */
  private windowMessages(): number {
    if (this.loopMs === undefined) return 1;
    const manageable = Math.floor(this.limits.confirmMs / 3 / this.loopMs);
    return Math.min(this.limits.windowMessages, Math.max(1, manageable));
  }
}

function unknown<E extends Entry>(entry: E): Ended<E> {
  return { entry, end: 'ERR_UNCONFIRMED' };
}
