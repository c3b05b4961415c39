import { type Deadline, deadlineIn, extend } from './deadline.js';
import { type Delivery, waitsWhileAway } from './delivery.js';
import type { ConnectionCode } from './delivery-error.js';
import type { OutgoingMessage } from './outgoing-message.js';

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
  /** It was in flight when a link was lost: the board may have received it. */
  readonly wasSent: boolean;
}

/** How much one Connection holds for a board. Defaults and their sources: settings.ts. */
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
  get deadline(): number {
    return this.queue.reduce(
      (soonest, { expiresAt }) => Math.min(soonest, expiresAt),
      Number.POSITIVE_INFINITY,
    );
  }

  /** Queues a message. Returns what is settled by that: the message itself where there is no room for it. */
  accept(pending: E, connected: boolean, now: number): Settled<E>[] {
    const { delivery } = pending;
    const older = this.olderThan(pending);
    const refused = this.refusalOf(pending, connected, older);
    if (refused !== undefined) return [{ pending, outcome: refused }];
    if (older !== undefined) this.queue.splice(this.queue.indexOf(older), 1);
    const timeoutMs = waitsWhileAway(delivery) ? delivery.queueMs : 2 * this.limits.confirmMs;
    this.queue.push({ pending, ...deadlineIn(now, timeoutMs), wasSent: false });
    return older === undefined ? [] : [{ pending: older.pending, outcome: 'replaced' }];
  }

  /** Takes the first message out of the queue. */
  shift(): QueuedMessage<E> | undefined {
    return this.queue.shift();
  }

  /** Puts what was in flight back before everything that waits. What *latest* has a newer value of is not sent again. */
  requeue(messages: readonly E[], now: number): Settled<E>[] {
    const replaced: Settled<E>[] = [];
    for (const pending of messages.toReversed()) {
      if (this.olderThan(pending) !== undefined) replaced.unshift({ pending, outcome: 'replaced' });
      else this.queue.unshift({ pending, ...deadlineIn(now, pending.delivery.queueMs), wasSent: true });
    }
    return replaced;
  }

  /** Settles what has waited too long. */
  expire(now: number): Settled<E>[] {
    return this.remove(
      ({ expiresAt }) => expiresAt <= now,
      () => 'ERR_EXPIRED',
    );
  }

  /** Settles what waits, of one user or of all. */
  cancel(end: ConnectionCode, user?: object): Settled<E>[] {
    return this.remove(
      ({ pending }) => user === undefined || pending.user === user,
      () => end,
    );
  }

  /** The link is lost: settles what is not kept while the board is away. */
  connectionLost(): Settled<E>[] {
    const isLost = ({ pending, wasSent }: QueuedMessage<E>) => !wasSent && !waitsWhileAway(pending.delivery);
    return this.remove(isLost, ({ delivery }) => outcomeWhileAway(delivery));
  }

  /** This process stalled for `lateMs`, which does not count. */
  extend(lateMs: number, now: number): void {
    for (const waiting of this.queue) extend(waiting, lateMs, now, this.limits.confirmMs / 3);
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
    if (!connected) return outcomeWhileAway(delivery);
    const { waitingBytes, waitingMessages } = this.limits;
    const common = this.queue.filter((waiting) => !waitsWhileAway(waiting.pending.delivery));
    const fits = common.length < waitingMessages && sumBytes(common) + message.bytes <= waitingBytes;
    return fits ? undefined : 'ERR_BUSY';
  }

  /** The waiting message of the same user and topic, where only the newest counts. */
  private olderThan({ delivery, topic, user }: E): QueuedMessage<E> | undefined {
    if (delivery.whileAway !== 'latest') return undefined;
    return this.queue.find(({ pending }) => pending.user === user && pending.topic === topic);
  }

  /** Of what was in flight once, nobody knows whether the board has it: its code must be the one for unknown. */
  private remove(
    isMeant: (waiting: QueuedMessage<E>) => boolean,
    outcomeOf: (pending: E) => Outcome,
  ): Settled<E>[] {
    const removed = this.queue.filter(isMeant);
    if (removed.length > 0) this.queue = this.queue.filter((waiting) => !isMeant(waiting));
    return removed.map(({ pending, wasSent }) => ({
      pending,
      outcome: wasSent ? 'ERR_UNCONFIRMED' : outcomeOf(pending),
    }));
  }
}

function outcomeWhileAway({ whileAway }: Delivery): Outcome {
  return whileAway === 'drop' ? 'dropped' : 'ERR_OFFLINE';
}

function sumBytes(list: readonly QueuedMessage<PendingMessage>[]): number {
  return list.reduce((bytes, { pending }) => bytes + pending.message.bytes, 0);
}
