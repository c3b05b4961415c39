import { type Deadline, extend } from './deadline.js';
import { type Delivery, waitsWhileAway } from './delivery.js';
import type { ConnectionCode } from './delivery-error.js';
import type { OutgoingMessage } from './outgoing-message.js';
import type { Pace } from './pace.js';

/** One message that is not settled yet. `user` is whoever sent it, and is only compared. */
export interface PendingMessage {
  readonly message: OutgoingMessage;
  readonly user: object;
  readonly delivery: Delivery;
  /** What *latest* goes by; messages without a topic replace each other. */
  readonly topic: string | undefined;
}

/** How a message ends: the board has it, the user's own setting removed it, or an error with that code. */
export type Outcome = 'confirmed' | 'dropped' | 'replaced' | ConnectionCode;

/** A message, and how it ended. */
export interface Settled<E extends PendingMessage> {
  readonly pending: E;
  readonly outcome: Outcome;
}

/** A message that waits. */
export interface QueuedMessage<E extends PendingMessage> extends Deadline {
  readonly pending: E;
  /** When it was queued; moved by stalls of this process. */
  since: number;
  /** It was in flight when a link was lost: the board may have received it. */
  readonly wasSent: boolean;
}

/** A message may wait for so many loops of the board, however slow that is. */
const patientLoops = 10;

/** How much one Connection holds for a board. Defaults and their sources: src/settings/board-settings.ts. */
export interface QueueLimits {
  /** Of messages that are not kept while the board is away; a node whose messages are has limits of its own. */
  readonly waitingMessages: number;
  readonly waitingBytes: number;
  readonly maxMessageBytes: number;
  /** A message may wait twice as long as for its confirmation, in milliseconds. */
  readonly confirmMs: number;
}

/** The messages of one Connection that wait to be sent, in order. */
export class SendQueue<E extends PendingMessage> {
  private queue: QueuedMessage<E>[] = [];

  constructor(private readonly limits: QueueLimits) {}

  get first(): E | undefined {
    return this.queue[0]?.pending;
  }

  /** When `expire` has something to do next. */
  deadlineAt(pace: Pace): number {
    return this.queue.reduce(
      (soonest, queued) => Math.min(soonest, queued.expiresAt, busyAt(queued, pace)),
      Number.POSITIVE_INFINITY,
    );
  }

  /** Queues a message. Returns what is settled by that: the message itself where there is no room for it. */
  accept(pending: E, connected: boolean, now: number): Settled<E>[] {
    const { delivery } = pending;
    const older = this.replaceableBy(pending);
    const refused = this.refusalOf(pending, connected, older);
    if (refused !== undefined) return [{ pending, outcome: refused }];
    const settled = waitsWhileAway(delivery) ? [] : this.makeRoom(pending);
    if (older !== undefined) {
      this.queue.splice(this.queue.indexOf(older), 1);
      settled.push({ pending: older.pending, outcome: 'replaced' });
    }
    const timeoutMs = waitsWhileAway(delivery) ? delivery.queueMs : 2 * this.limits.confirmMs;
    this.queue.push(waiting(pending, now, timeoutMs, false));
    return settled;
  }

  /** Takes the first message out of the queue. */
  shift(): QueuedMessage<E> | undefined {
    return this.queue.shift();
  }

  /** Puts what was in flight back before everything that waits. What *latest* has a newer value of is not sent again. */
  requeue(messages: readonly E[], now: number): Settled<E>[] {
    const replaced: Settled<E>[] = [];
    for (const pending of messages.toReversed()) {
      if (this.replaceableBy(pending) !== undefined) replaced.unshift({ pending, outcome: 'replaced' });
      else this.queue.unshift(waiting(pending, now, pending.delivery.queueMs, true));
    }
    return replaced;
  }

  /** Settles what has waited too long. */
  expire(now: number, pace: Pace): Settled<E>[] {
    return [
      ...this.remove(
        ({ expiresAt }) => expiresAt <= now,
        () => 'ERR_EXPIRED',
      ),
      ...this.remove(
        (queued) => busyAt(queued, pace) <= now,
        () => 'ERR_BUSY',
      ),
    ];
  }

  /** Settles what waits, of one user or of all. */
  cancel(outcome: Outcome, user?: object): Settled<E>[] {
    return this.remove(
      ({ pending }) => user === undefined || pending.user === user,
      () => outcome,
    );
  }

  /** The link is lost: settles what is not kept while the board is away. */
  connectionLost(): Settled<E>[] {
    const isLost = ({ pending, wasSent }: QueuedMessage<E>) => !wasSent && !waitsWhileAway(pending.delivery);
    return this.remove(isLost, ({ delivery }) => outcomeWhileAway(delivery));
  }

  /** This process stalled for `lateMs`, which does not count. */
  extend(lateMs: number, now: number): void {
    for (const queued of this.queue) {
      extend(queued, lateMs, now, this.limits.confirmMs / 3);
      queued.since = Math.min(queued.since + lateMs, now);
    }
  }

  private refusalOf(
    pending: E,
    connected: boolean,
    older: QueuedMessage<E> | undefined,
  ): Outcome | undefined {
    const { delivery, message, user } = pending;
    if (message.bytes > this.limits.maxMessageBytes) return 'ERR_TOO_LARGE';
    // It is sent next, so the limits of what waits do not apply.
    if (connected && this.queue.length === 0) return undefined;
    if (waitsWhileAway(delivery)) {
      const own = this.queue.filter((waiting) => waiting.pending.user === user && waiting !== older);
      const fits =
        own.length < delivery.queueMessages && sumBytes(own) + message.bytes <= delivery.queueBytes;
      return fits ? undefined : 'ERR_QUEUE_FULL';
    }
    return connected ? undefined : outcomeWhileAway(delivery);
  }

  /**
   * The board has confirmed something, so its pace is known as well as can be. Where the newest message would miss its time
   * behind those before it, the oldest give way: what was said last is what is meant.
   */
  giveWay(now: number, pace: Pace): Settled<E>[] {
    const common = this.common;
    const newest = common.at(-1);
    if (newest === undefined) return [];
    const restMs = busyAt(newest, pace) - now;
    let before = common.length - 1;
    while (before > 0 && pace.waitMs(before) > restMs) before -= 1;
    return this.evict(new Set(common.slice(0, common.length - 1 - before)));
  }

  /** The messages that share the limits of the connection: those that are not kept while the board is away. */
  private get common(): QueuedMessage<E>[] {
    return this.queue.filter((queued) => !waitsWhileAway(queued.pending.delivery));
  }

  /** Where there is no room for one more, the oldest give way. */
  private makeRoom({ message }: E): Settled<E>[] {
    const { waitingBytes, waitingMessages } = this.limits;
    // There mostly is, also with those counted that have limits of their own.
    const fits = sumBytes(this.queue) + message.bytes <= waitingBytes;
    if (fits && this.queue.length < waitingMessages) return [];
    const { common } = this;
    const evicted = new Set<QueuedMessage<E>>();
    let bytes = sumBytes(common) + message.bytes;
    for (const oldest of common) {
      if (common.length - evicted.size < waitingMessages && bytes <= waitingBytes) break;
      evicted.add(oldest);
      bytes -= oldest.pending.message.bytes;
    }
    return this.evict(evicted);
  }

  private evict(evicted: ReadonlySet<QueuedMessage<E>>): Settled<E>[] {
    if (evicted.size === 0) return [];
    return this.remove(
      (queued) => evicted.has(queued),
      () => 'ERR_BUSY',
    );
  }

  /** The waiting message of the same user and topic, where only the newest counts. */
  private replaceableBy({ delivery, topic, user }: E): QueuedMessage<E> | undefined {
    if (delivery.whileAway !== 'latest') return undefined;
    return this.queue.find(({ pending }) => pending.user === user && pending.topic === topic);
  }

  /** Of what was in flight once, nobody knows whether the board has it: its code must be the one for unknown. */
  private remove(
    isMeant: (queued: QueuedMessage<E>) => boolean,
    outcomeOf: (pending: E) => Outcome,
  ): Settled<E>[] {
    const removed = this.queue.filter(isMeant);
    if (removed.length > 0) this.queue = this.queue.filter((queued) => !isMeant(queued));
    return removed.map(({ pending, wasSent }) => ({
      pending,
      outcome: wasSent ? 'ERR_UNCONFIRMED' : outcomeOf(pending),
    }));
  }
}

/** A message that waits from now on. */
function waiting<E extends PendingMessage>(
  pending: E,
  now: number,
  timeoutMs: number,
  wasSent: boolean,
): QueuedMessage<E> {
  return { pending, since: now, expiresAt: now + timeoutMs, timeoutMs, wasSent };
}

/** When a message has waited for a busy board for too long. One that outlives the link has its own time instead. */
function busyAt({ pending, since, wasSent }: QueuedMessage<PendingMessage>, pace: Pace): number {
  if (wasSent || waitsWhileAway(pending.delivery)) return Number.POSITIVE_INFINITY;
  return Math.max(since, pace.knownSince) + busyMs(pending.delivery, pace);
}

/** How long a message may wait for a busy board. A board whose pace is not known yet is given the benefit of the doubt. */
function busyMs(delivery: Delivery, { loopMs }: Pace): number {
  return loopMs === undefined ? Number.POSITIVE_INFINITY : Math.max(delivery.busyMs, patientLoops * loopMs);
}

function outcomeWhileAway({ whileAway }: Delivery): Outcome {
  return whileAway === 'drop' ? 'dropped' : 'ERR_OFFLINE';
}

/** What these messages have together, in bytes. */
export function sumBytes(list: readonly { readonly pending: PendingMessage }[]): number {
  return list.reduce((bytes, { pending }) => bytes + pending.message.bytes, 0);
}
