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
  private turnEnd: NodeJS.Immediate | undefined;

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

  /**
   * Writes what may be sent now. At the end of the turn one ping follows, and all of it leaves together: a command and the
   * ping that confirms it are one TCP segment, a burst has one ping.
   *
   * @param afterWrite called after messages that were written have made room for others
   */
  flush(socket: Socket, afterWrite: () => void): void {
    const messages = this.outbox.take(performance.now());
    if (messages.length > 0) this.write(socket, messages, afterWrite);
    if (messages.length > 0 || this.outbox.needsBarrier)
      this.turnEnd ??= setImmediate(() => {
        this.turnEnd = undefined;
        if (socket.isOpen && this.outbox.needsBarrier) this.ping(socket);
        socket.uncork();
      });
  }

  private write(socket: Socket, messages: readonly TrackedMessage[], afterWrite: () => void): void {
    socket.cork();
    const lastIndex = messages.length - 1;
    for (const [index, { message }] of messages.entries())
      socket.send(message, index === lastIndex ? () => this.onWritten(messages, afterWrite) : undefined);
  }

  private onWritten(messages: readonly TrackedMessage[], afterWrite: () => void): void {
    const settled = this.outbox.written(messages);
    if (settled.length === 0) return;
    this.settleAll(settled);
    afterWrite();
  }

  /** A ping and its probe leave together: what lies between their pongs is then the board's doing. */
  ping(socket: Socket): void {
    const now = performance.now();
    socket.cork();
    socket.ping(this.outbox.ping(now));
    const probe = this.outbox.probe(now);
    if (probe !== undefined) socket.ping(probe);
    if (this.turnEnd === undefined) socket.uncork();
  }

  /** The round trip in milliseconds; undefined where the pong tells none. */
  pong(payload: Buffer): number | undefined {
    const answer = this.outbox.pong(payload, performance.now());
    if (answer !== undefined) this.settleAll(answer.settled);
    return answer?.roundTripMs;
  }

  /** Settles what waits, of one user or of all; what is in flight has `graceMs` left for its pong. */
  cancel(graceMs: number, user?: User): void {
    this.settleAll(this.outbox.cancel('ERR_CLOSED', performance.now(), graceMs, user));
  }

  /** Drops what waits of one user; what is in flight stays. */
  clear(user: User): void {
    this.settleAll(this.outbox.clear(user));
  }

  /** The socket is closed. @param closeCode the board's, where it closed */
  connectionLost(closeCode?: number): void {
    clearImmediate(this.turnEnd);
    this.turnEnd = undefined;
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
