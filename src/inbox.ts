import { BootWatch } from './boot-watch.js';
import type { Counters } from './counters.js';
import { RateLimit } from './rate-limit.js';
import type { Users } from './users.js';

/** What a board says, on its way to the users: limited, counted, and listened to for a restart of the board. */
export class Inbox {
  private readonly boots = new BootWatch();
  private readonly rate: RateLimit;

  /** @param perSecond more messages than that are dropped, and counted; 0 is no limit */
  constructor(
    perSecond: number,
    private readonly users: Users,
    private readonly received: Counters['received'],
  ) {
    this.rate = new RateLimit(perSecond);
  }

  opened(): void {
    this.boots.opened(performance.now());
  }

  /** Never stops the socket from reading: a reader that rests stalls the board's whole loop(). */
  receive(data: Buffer, isBinary: boolean): void {
    const now = performance.now();
    if (!this.rate.passes(now)) {
      this.received.dropped.rate += 1;
      this.users.onFlood();
      return;
    }
    this.received.delivered += 1;
    if (this.boots.hears(data, isBinary, now)) this.users.onReboot();
    this.users.onMessage(data, isBinary);
  }
}
