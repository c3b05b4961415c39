import { type Counters, countedAs } from './counters.js';
import type { Delivery } from './delivery.js';
import type { ConnectionCode } from './delivery-error.js';
import { Outbox, type OutboxLimits } from './outbox.js';
import type { OutgoingMessage } from './outgoing-message.js';
import type { Outcome, PendingMessage, Settled } from './send-queue.js';
import type { Socket } from './socket.js';
import type { User } from './users.js';

/** How a message ended without an error. */
export type SendResult = Extract<Outcome, 'confirmed' | 'dropped' | 'replaced'>;

interface TrackedMessage extends PendingMessage {
  settle(end: Outcome): void;
}

/** The messages to one board: performs on a socket what the outbox decides, and settles each sender's promise once. */
export class Deliveries {
  private readonly outbox: Outbox<TrackedMessage>;
  private barrier: NodeJS.Immediate | undefined;

  /**
   * @param counters counts every outcome
   * @param errorOf the error for a code and a message of this many bytes, at the moment of its end
   */
  constructor(
    limits: OutboxLimits,
    private readonly counters: Counters['sent'],
    private readonly errorOf: (code: ConnectionCode, bytes: number) => Error,
  ) {
    this.outbox = new Outbox(limits, Math.floor(Math.random() * 2 ** 32));
  }

  /** When {@link expire} has something to do next; undefined while it has not. */
  get deadline(): number | undefined {
    return this.outbox.deadline;
  }

  /**
   * Accepts a message. Resolves when the board has it, or when the sender's own settings removed it.
   *
   * @throws {DeliveryError} (rejects) where it was not sent, or not confirmed: the code says which.
   */
  accept(
    message: OutgoingMessage,
    user: User,
    delivery: Delivery,
    topic: string | undefined,
    connected: boolean,
  ): Promise<SendResult> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome) =>
        isSendResult(outcome) ? resolve(outcome) : reject(this.errorOf(outcome, message.bytes));
      const pending = { message, user, delivery, topic, settle };
      this.settleAll(this.outbox.accept(pending, connected, performance.now()));
    });
  }

  /** Messages go at once; the ping that confirms them goes at the end of the turn, so that a burst costs one. */
  flush(socket: Socket): void {
    const messages = this.outbox.take(performance.now());
    if (messages.length > 0) socket.send(messages.map(({ message }) => message));
    if (!this.outbox.needsBarrier) return;
    this.barrier ??= setImmediate(() => {
      this.barrier = undefined;
      if (socket.isOpen && this.outbox.needsBarrier) this.ping(socket);
    });
  }

  ping(socket: Socket): void {
    socket.ping(this.outbox.ping(performance.now()));
  }

  /** The round trip in milliseconds; undefined where the pong does not answer a ping of ours. */
  pong(payload: Buffer): number | undefined {
    const answer = this.outbox.pong(payload, performance.now());
    if (answer !== undefined) this.settleAll(answer.settled);
    return answer?.roundTripMs;
  }

  /** Settles what waits, of one user or of all; what is in flight has `graceMs` left for its pong. */
  cancel(graceMs: number, user?: User): void {
    this.settleAll(this.outbox.cancel('ERR_CLOSED', performance.now(), graceMs, user));
  }

  /** The socket is closed. @param closeCode the board's, where it closed */
  connectionLost(closeCode?: number): void {
    clearImmediate(this.barrier);
    this.barrier = undefined;
    this.settleAll(this.outbox.connectionLost(performance.now(), closeCode));
  }

  /**
   * Settles what has waited too long.
   *
   * @param stallMs how long this process stalled, which does not count
   */
  expire(stallMs: number): void {
    const now = performance.now();
    if (stallMs > 0) this.outbox.extend(stallMs, now);
    this.settleAll(this.outbox.expire(now));
  }

  private settleAll(list: readonly Settled<TrackedMessage>[]): void {
    for (const { pending, outcome } of list) {
      this.counters[countedAs(outcome)] += 1;
      pending.settle(outcome);
    }
  }
}

function isSendResult(outcome: Outcome): outcome is SendResult {
  return outcome === 'confirmed' || outcome === 'dropped' || outcome === 'replaced';
}
