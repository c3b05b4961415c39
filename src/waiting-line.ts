import { type Delivery, waitsWhileAway } from './delivery.js';
import type { ConnectionCode } from './delivery-error.js';
import type { Outgoing } from './message.js';

/** One message on its way to the board. `user` is whoever sent it, and is only compared. */
export interface Entry {
  readonly message: Outgoing;
  readonly user: object;
  readonly delivery: Delivery;
  /** What *latest* goes by; messages without a topic replace each other. */
  readonly topic: string | undefined;
}

/** How a message ends: the board has taken it, the user's own choice took it away, or an error with that code. */
export type End = 'confirmed' | 'dropped' | 'replaced' | ConnectionCode;

export interface Ended<E extends Entry> {
  readonly entry: E;
  readonly end: End;
}

/** How long a message has left. */
export interface Term {
  expiresAt: number;
  /** What it had when this began. */
  patienceMs: number;
}

/** A message that waits. */
export interface Waiting<E extends Entry> extends Term {
  readonly entry: E;
  /** It was on the way once, as the link broke: the board may have taken it. */
  readonly wasSent: boolean;
}

/** How much one Connection holds for a board. Defaults and their sources: settings.ts. */
export interface LineLimits {
  /** Of messages that do not outlast the connection; a node whose messages do has limits of its own. */
  readonly waitingMessages: number;
  readonly waitingBytes: number;
  readonly maxMessageBytes: number;
  /** Such a message may wait twice as long. */
  readonly confirmMs: number;
}

/** The messages of one Connection that wait for their turn, in the order in which they came. */
export class WaitingLine<E extends Entry> {
  private line: Waiting<E>[] = [];

  constructor(private readonly limits: LineLimits) {}

  get first(): E | undefined {
    return this.line[0]?.entry;
  }

  /** When `expire` has something to do next. */
  get deadline(): number {
    return this.line.reduce(
      (soonest, { expiresAt }) => Math.min(soonest, expiresAt),
      Number.POSITIVE_INFINITY,
    );
  }

  /** Puts a message in line. What ends by that is returned: the message itself where there is no place for it. */
  accept(entry: E, connected: boolean, now: number): Ended<E>[] {
    const { delivery } = entry;
    const older = this.olderThan(entry);
    const refused = this.refusalOf(entry, connected, older);
    if (refused !== undefined) return [{ entry, end: refused }];
    if (older !== undefined) this.line.splice(this.line.indexOf(older), 1);
    const patienceMs = waitsWhileAway(delivery) ? delivery.queueMs : 2 * this.limits.confirmMs;
    this.line.push({ entry, ...term(now, patienceMs), wasSent: false });
    return older === undefined ? [] : [{ entry: older.entry, end: 'replaced' }];
  }

  /** Takes the first message out of the line. */
  shift(): Waiting<E> | undefined {
    return this.line.shift();
  }

  /** Puts what was on the way back before everything that waits. What *latest* has a newer value of is not sent again. */
  putBack(entries: readonly E[], now: number): Ended<E>[] {
    const replaced: Ended<E>[] = [];
    for (const entry of entries.toReversed()) {
      if (this.olderThan(entry) !== undefined) replaced.unshift({ entry, end: 'replaced' });
      else this.line.unshift({ entry, ...term(now, entry.delivery.queueMs), wasSent: true });
    }
    return replaced;
  }

  /** Ends what has waited too long. */
  expire(now: number): Ended<E>[] {
    return this.remove(
      ({ expiresAt }) => expiresAt <= now,
      () => 'ERR_EXPIRED',
    );
  }

  /** Ends what waits, of one user or of all. */
  withdraw(end: ConnectionCode, user?: object): Ended<E>[] {
    return this.remove(
      ({ entry }) => user === undefined || entry.user === user,
      () => end,
    );
  }

  /** The link is gone: ends what does not outlast it. */
  loseLink(): Ended<E>[] {
    const gone = ({ entry, wasSent }: Waiting<E>) => !wasSent && !waitsWhileAway(entry.delivery);
    return this.remove(gone, ({ delivery }) => awayEnd(delivery));
  }

  /** The process stood still for `lateMs`, which does not count. */
  excuse(lateMs: number, now: number): void {
    for (const waiting of this.line) excuse(waiting, lateMs, now, this.limits.confirmMs / 3);
  }

  private refusalOf(entry: E, connected: boolean, older: Waiting<E> | undefined): End | undefined {
    const { delivery, message, user } = entry;
    if (message.bytes > this.limits.maxMessageBytes) return 'ERR_TOO_LARGE';
    // It is next to go, so that no limit of what waits has a say, however large it is.
    if (connected && this.line.length === 0) return undefined;
    if (waitsWhileAway(delivery)) {
      const own = this.line.filter((waiting) => waiting.entry.user === user && waiting !== older);
      const fits =
        own.length < delivery.queueMessages && sumBytes(own) + message.bytes <= delivery.queueBytes;
      return fits ? undefined : 'ERR_QUEUE_FULL';
    }
    if (!connected) return awayEnd(delivery);
    const { waitingBytes, waitingMessages } = this.limits;
    const common = this.line.filter((waiting) => !waitsWhileAway(waiting.entry.delivery));
    const fits = common.length < waitingMessages && sumBytes(common) + message.bytes <= waitingBytes;
    return fits ? undefined : 'ERR_BUSY';
  }

  /** The one that waits of the same user and topic, where only the newest counts. */
  private olderThan({ delivery, topic, user }: E): Waiting<E> | undefined {
    if (delivery.whileAway !== 'latest') return undefined;
    return this.line.find(({ entry }) => entry.user === user && entry.topic === topic);
  }

  /** An error's code must tell the truth: of what was on the way once, nobody knows whether the board has taken it. */
  private remove(isMeant: (waiting: Waiting<E>) => boolean, endOf: (entry: E) => End): Ended<E>[] {
    const removed = this.line.filter(isMeant);
    if (removed.length > 0) this.line = this.line.filter((waiting) => !isMeant(waiting));
    return removed.map(({ entry, wasSent }) => ({ entry, end: wasSent ? 'ERR_UNCONFIRMED' : endOf(entry) }));
  }
}

/** What begins now and may last so long. */
export function term(now: number, patienceMs: number): Term {
  return { expiresAt: now + patienceMs, patienceMs };
}

/**
 * Adds the time in which the process stood still; what is due has `leastMs` more. Never longer than it had at first: some
 * came only after the standstill, and a node that is gone must not be kept waiting.
 */
export function excuse(what: Term, lateMs: number, now: number, leastMs: number): void {
  const expiresAt = Math.max(what.expiresAt + lateMs, now + leastMs);
  what.expiresAt = Math.min(expiresAt, now + what.patienceMs);
}

function awayEnd({ whileAway }: Delivery): End {
  return whileAway === 'drop' ? 'dropped' : 'ERR_OFFLINE';
}

function sumBytes(list: readonly Waiting<Entry>[]): number {
  return list.reduce((bytes, { entry }) => bytes + entry.message.bytes, 0);
}
