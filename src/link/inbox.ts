import type { Counters } from './counters.js';
import { RateLimit } from './rate-limit.js';
import { TurnQueue } from './turn-queue.js';
import type { Users } from './users.js';

/** Node-RED delivers a message in about 5 µs, so a turn of this many is short; with fewer the turns themselves cost. */
const messagesPerTurn = 64;

interface Incoming {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

/** Detects from a board's messages that the board has restarted. Times are monotonic, in milliseconds. */
export interface RebootObserver {
  /** A connection has opened. */
  opened(now: number): void;
  /** Whether this message shows that the board has restarted. Must be cheap: it is asked for each message. */
  observe(data: Buffer, isBinary: boolean, now: number): boolean;
}

/** The messages from a board on their way to the users: limited, counted, and observed for a restart of the board. */
export class Inbox {
  private readonly rateLimit: RateLimit;
  private readonly queue: TurnQueue<Incoming>;

  /** @param perSecond messages above this rate, or that the flow is too slow for, are dropped and counted; 0 drops none */
  constructor(
    private readonly perSecond: number,
    private readonly users: Users,
    private readonly received: Counters['received'],
    private readonly reboots?: RebootObserver,
  ) {
    this.rateLimit = new RateLimit(perSecond);
    this.queue = new TurnQueue(messagesPerTurn, ({ data, isBinary }) => {
      received.delivered += 1;
      users.onMessage(data, isBinary);
    });
  }

  /** Whether reading must stop: where nothing may be dropped, the board waits until its last messages are delivered. */
  get isBehind(): boolean {
    return this.perSecond === 0 && this.queue.length > 0;
  }

  opened(now: number): void {
    this.reboots?.opened(now);
  }

  /** Discards what is not delivered yet. */
  close(): void {
    this.queue.clear();
  }

  /**
   * Accepts a message, and drops it above the limit: pausing the socket would stall the board's whole loop().
   *
   * @param now when it was read; monotonic, in milliseconds
   */
  receive(data: Buffer, isBinary: boolean, now: number): void {
    // A flow that is slow may have as many waiting as may come at once.
    if (!this.rateLimit.passes(now) || this.queue.length >= this.rateLimit.burst) {
      this.received.dropped.rate += 1;
      this.users.onFlood();
      return;
    }
    if (this.reboots?.observe(data, isBinary, now)) this.users.onReboot();
    this.queue.push({ data, isBinary });
  }
}
