import { type Counters, countedAs } from './counters.js';
import type { Delivery } from './delivery.js';
import type { ConnectionCode } from './delivery-error.js';
import type { Outgoing } from './message.js';
import { Outbox, type OutboxLimits } from './outbox.js';
import type { Socket } from './socket.js';
import type { User } from './users.js';
import type { End, Ended, Entry } from './waiting-line.js';

/** How a message ended without an error. */
export type Outcome = Extract<End, 'confirmed' | 'dropped' | 'replaced'>;

interface Parcel extends Entry {
  end(end: End): void;
}

/** The messages to one board: performs on a socket what the outbox decides, and tells each sender the end, once. */
export class Deliveries {
  private readonly outbox: Outbox<Parcel>;
  private barrier: NodeJS.Immediate | undefined;

  /**
   * @param counters gets every end
   * @param errorOf the words for a code and a message of so many bytes, at the moment of that end
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
   * Takes a message over. Resolves when the board has taken it, or when the sender's own terms took it away.
   *
   * @throws {DeliveryError} (rejects) where it was not sent, or not confirmed: the code tells which.
   */
  accept(
    message: Outgoing,
    user: User,
    delivery: Delivery,
    topic: string | undefined,
    connected: boolean,
  ): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const end = (how: End) => (isOutcome(how) ? resolve(how) : reject(this.errorOf(how, message.bytes)));
      const parcel = { message, user, delivery, topic, end };
      this.endAll(this.outbox.accept(parcel, connected, performance.now()));
    });
  }

  /** Messages go at once; the ping that confirms them goes at the end of the turn, so that a burst costs one. */
  flush(socket: Socket): void {
    const parcels = this.outbox.take(performance.now());
    if (parcels.length > 0) socket.send(parcels.map(({ message }) => message));
    if (!this.outbox.needsBarrier) return;
    this.barrier ??= setImmediate(() => {
      this.barrier = undefined;
      if (socket.isOpen && this.outbox.needsBarrier) this.ping(socket);
    });
  }

  ping(socket: Socket): void {
    socket.ping(this.outbox.ping(performance.now()));
  }

  /** What the answer to a ping of ours took; undefined where it is somebody else's. */
  pong(payload: Buffer): number | undefined {
    const answer = this.outbox.pong(payload, performance.now());
    if (answer !== undefined) this.endAll(answer.ended);
    return answer?.roundTripMs;
  }

  /** Ends what waits, of one user or of all; what is on the way has `graceMs` left for its pong. */
  withdraw(graceMs: number, user?: User): void {
    this.endAll(this.outbox.withdraw('ERR_CLOSED', performance.now(), graceMs, user));
  }

  /** The socket is gone. @param closeCode the board's, where it closed */
  lost(closeCode?: number): void {
    clearImmediate(this.barrier);
    this.barrier = undefined;
    this.endAll(this.outbox.lost(performance.now(), closeCode));
  }

  /**
   * Ends what has waited too long.
   *
   * @param stoodStillMs time in which this process did nothing, which does not count
   */
  expire(stoodStillMs: number): void {
    const now = performance.now();
    if (stoodStillMs > 0) this.outbox.excuse(stoodStillMs, now);
    this.endAll(this.outbox.expire(now));
  }

  private endAll(list: readonly Ended<Parcel>[]): void {
    for (const { entry, end } of list) {
      this.counters[countedAs(end)] += 1;
      entry.end(end);
    }
  }
}

function isOutcome(end: End): end is Outcome {
  return end === 'confirmed' || end === 'dropped' || end === 'replaced';
}
