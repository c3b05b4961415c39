import { BootWatch } from './boot-watch.js';
import type { Counters } from './counters.js';
import { RateLimit } from './rate-limit.js';
import { Turnstile } from './turnstile.js';
import type { Users } from './users.js';

/** Node-RED hands on a message in about 5 µs, so a turn of so many is short; with fewer the turns themselves cost. */
const messagesPerTurn = 64;

interface Incoming {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

/** What a board says, on its way to the users: limited, counted, and listened to for a restart of the board. */
export class Inbox {
  private readonly boots = new BootWatch();
  private readonly rate: RateLimit;
  private readonly turnstile: Turnstile<Incoming>;

  /** @param perSecond more messages than that, or than the flow can take, are dropped, and counted; 0 drops none */
  constructor(
    private readonly perSecond: number,
    private readonly users: Users,
    private readonly received: Counters['received'],
  ) {
    this.rate = new RateLimit(perSecond);
    this.turnstile = new Turnstile(messagesPerTurn, ({ data, isBinary }) => {
      received.delivered += 1;
      users.onMessage(data, isBinary);
    });
  }

  /** Where nothing may be dropped, the board has to wait while what it said last is handed on. */
  get isBehind(): boolean {
    return this.perSecond === 0 && this.turnstile.waiting > 0;
  }

  opened(now: number): void {
    this.boots.opened(now);
  }

  /** Forgets what has not been handed on yet. */
  close(): void {
    this.turnstile.clear();
  }

  /**
   * Takes what comes, and drops what is over the limit: a reader that rests would stall the board's whole loop().
   *
   * @param now when it was read; monotonic, in milliseconds
   */
  receive(data: Buffer, isBinary: boolean, now: number): void {
    // As many as may come at once may wait for a flow that is slow.
    if (!this.rate.passes(now) || this.turnstile.waiting >= this.rate.burst) {
      this.received.dropped.rate += 1;
      this.users.onFlood();
      return;
    }
    if (this.boots.hears(data, isBinary, now)) this.users.onReboot();
    this.turnstile.enter({ data, isBinary });
  }
}
