import { decodeBarrier, encodeBarrier } from './barrier.js';
import type { ConnectionCode } from './delivery-error.js';
import type { Outgoing } from './message.js';

/** How much one Connection holds for a board, and for how long. Defaults and their sources: settings.ts. */
export interface OutboxLimits {
  /** How long a message may be on the way before it ends unknown; a message that waits may do so twice as long. */
  readonly confirmMs: number;
  /** Unconfirmed on the way at most; a larger single message travels alone. */
  readonly windowBytes: number;
  readonly windowMessages: number;
  /** Waiting at most, while connected. */
  readonly waitingMessages: number;
  readonly waitingBytes: number;
  readonly maxMessageBytes: number;
}

/** One message on its way through the outbox. `user` is whoever sent it, and is only compared. */
export interface Entry {
  readonly message: Outgoing;
  readonly user: object;
}

/** How a message ended: `undefined` is confirmed, everything else the code of its error. */
export interface Ended<E extends Entry> {
  readonly entry: E;
  readonly code: ConnectionCode | undefined;
}

/** What a pong told. */
export interface Answer<E extends Entry> {
  readonly ended: readonly Ended<E>[];
  readonly roundTripMs: number;
}

interface Waiting<E extends Entry> {
  readonly entry: E;
  expiresAt: number;
}

interface OnTheWay<E extends Entry> extends Waiting<E> {
  readonly number: number;
  /** Ended unknown, but the board may still be about to take it: it keeps its place in the window. */
  ended: boolean;
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
  private waiting: Waiting<E>[] = [];
  private onTheWay: OnTheWay<E>[] = [];
  private pings: Ping[] = [];
  private lastNumber: number;
  private loopMs: number | undefined;

  /** @param firstNumber a random 32-bit number: numbers never restart, so an old socket's pong is never taken for ours */
  constructor(
    private readonly limits: OutboxLimits,
    firstNumber: number,
  ) {
    this.lastNumber = firstNumber;
  }

  /**
   * Puts a message in line, or says why not. While the board is away a message fails at once: a ten-minute-old "open
   * gate" is worse than an error.
   */
  accept(entry: E, connected: boolean, now: number): ConnectionCode | undefined {
    const { maxMessageBytes, waitingBytes, waitingMessages, confirmMs } = this.limits;
    if (entry.message.bytes > maxMessageBytes) return 'ERR_TOO_LARGE';
    if (!connected) return 'ERR_OFFLINE';
    if (this.waiting.length >= waitingMessages) return 'ERR_BUSY';
    if (sumBytes(this.waiting) + entry.message.bytes > waitingBytes) return 'ERR_BUSY';
    this.waiting.push({ entry, expiresAt: now + 2 * confirmMs });
    return undefined;
  }

  /** What the window lets pass: to be written now, in this order. */
  take(now: number): E[] {
    const entries: E[] = [];
    while (this.hasRoom()) {
      const { entry } = this.waiting.shift()!;
      this.lastNumber += 1;
      this.onTheWay.push({
        entry,
        number: this.lastNumber,
        expiresAt: now + this.limits.confirmMs,
        ended: false,
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
      ended: confirmed.filter((sent) => !sent.ended).map(({ entry }) => ({ entry, code: undefined })),
      roundTripMs,
    };
  }

  /** Ends what has waited too long: unsent as expired, sent as unknown. */
  expire(now: number): Ended<E>[] {
    const late = this.waiting.filter(({ expiresAt }) => expiresAt <= now);
    this.waiting = this.waiting.filter(({ expiresAt }) => expiresAt > now);
    const unconfirmed = this.onTheWay.filter(({ expiresAt, ended }) => expiresAt <= now && !ended);
    for (const sent of unconfirmed) sent.ended = true;
    return [...endAll(late, 'ERR_EXPIRED'), ...endAll(unconfirmed, 'ERR_UNCONFIRMED')];
  }

  /** When `expire` has something to do next; undefined while nothing waits or is on the way. */
  get deadline(): number | undefined {
    const open = [...this.waiting, ...this.onTheWay.filter(({ ended }) => !ended)];
    return open.length === 0 ? undefined : Math.min(...open.map(({ expiresAt }) => expiresAt));
  }

  /**
   * The process stood still for `lateMs`: time in which the board could not be heard does not count, and whatever is due
   * has another third of the confirm timeout to be heard.
   */
  excuse(lateMs: number, now: number): void {
    const soonest = now + this.limits.confirmMs / 3;
    for (const entry of [...this.waiting, ...this.onTheWay]) {
      entry.expiresAt = Math.max(entry.expiresAt + lateMs, soonest);
    }
    for (const ping of this.pings) ping.sentAt = Math.min(ping.sentAt + lateMs, now);
  }

  /** Ends what waits, of one user or of all; what is on the way stays, with at most `graceMs` left for its pong. */
  withdraw(code: ConnectionCode, now: number, graceMs: number, user?: object): Ended<E>[] {
    const isMeant = ({ entry }: Waiting<E>) => user === undefined || entry.user === user;
    const withdrawn = this.waiting.filter(isMeant);
    this.waiting = this.waiting.filter((waiting) => !isMeant(waiting));
    for (const sent of this.onTheWay.filter(isMeant))
      sent.expiresAt = Math.min(sent.expiresAt, now + graceMs);
    return endAll(withdrawn, code);
  }

  /**
   * The socket is gone: everything ends, and the next socket starts afresh. What was on the way is unknown.
   *
   * @param refused whether the board closed with 1009. Then the largest message on the way is the one it refused, or one
   *   that it never came to: in either case not taken.
   */
  lost(refused: boolean): Ended<E>[] {
    const largest = Math.max(...this.onTheWay.map(({ entry }) => entry.message.bytes));
    const sent = this.onTheWay
      .filter(({ ended }) => !ended)
      .map(({ entry }): Ended<E> => {
        const isRefused = refused && entry.message.bytes === largest;
        return { entry, code: isRefused ? 'ERR_TOO_LARGE' : 'ERR_UNCONFIRMED' };
      });
    const waited = endAll(this.waiting, 'ERR_OFFLINE');
    this.waiting = [];
    this.onTheWay = [];
    this.pings = [];
    this.loopMs = undefined;
    return [...sent, ...waited];
  }

  private hasRoom(): boolean {
    const next = this.waiting[0];
    if (next === undefined) return false;
    if (this.onTheWay.length === 0) return true;
    const bytes = sumBytes(this.onTheWay) + next.entry.message.bytes;
    return this.onTheWay.length < this.windowMessages() && bytes <= this.limits.windowBytes;
  }

  /** Never more than the board can confirm in a third of the confirm timeout at its measured pace; one until measured. */
  private windowMessages(): number {
    if (this.loopMs === undefined) return 1;
    const manageable = Math.floor(this.limits.confirmMs / 3 / this.loopMs);
    return Math.min(this.limits.windowMessages, Math.max(1, manageable));
  }
}

function endAll<E extends Entry>(list: readonly Waiting<E>[], code: ConnectionCode): Ended<E>[] {
  return list.map(({ entry }) => ({ entry, code }));
}

function sumBytes(list: readonly Waiting<Entry>[]): number {
  return list.reduce((bytes, { entry }) => bytes + entry.message.bytes, 0);
}
