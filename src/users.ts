import type { Counters } from './counters.js';
import type { Report } from './status.js';

/** Whoever uses a Connection: an in or out node. */
export interface User {
  onMessage?(data: Buffer, isBinary: boolean): void;
  /** Called with the present state on registering, then with each change. */
  onReport?(report: Report): void;
  /** The board has started anew since we last knew it: it has forgotten what it was told. */
  onReboot?(): void;
}

/** Whoever looks after a Connection without using it. */
export interface Overseer {
  /** An exception in a user's code: the link stays up. */
  readonly onFault?: (fault: unknown) => void;
  readonly onReport?: (report: Report) => void;
  /** A message from the board was dropped: the board sends more in a second than the settings allow. */
  readonly onFlood?: () => void;
}

/** The users of one Connection. What one throws ends here: inside a socket event it would end the whole Node-RED. */
export class Users {
  private readonly all = new Set<User>();
  /** What is being told: a user that sends on hearing one report causes the next, and all must hear them in order. */
  private readonly news: Report[] = [];

  constructor(
    private readonly overseer: Overseer,
    private readonly counters: Counters,
  ) {}

  get size(): number {
    return this.all.size;
  }

  has(user: User): boolean {
    return this.all.has(user);
  }

  /** Adds a user, and tells it how things are. */
  add(user: User, report: Report): void {
    this.all.add(user);
    this.guard(() => user.onReport?.(report));
  }

  delete(user: User): boolean {
    return this.all.delete(user);
  }

  clear(): void {
    this.all.clear();
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    for (const user of this.all) this.guard(() => user.onMessage?.(data, isBinary));
  }

  onFlood(): void {
    this.guard(() => this.overseer.onFlood?.());
  }

  onReboot(): void {
    for (const user of this.all) this.guard(() => user.onReboot?.());
  }

  onReport(report: Report): void {
    this.news.push(report);
    if (this.news.length > 1) return;
    for (const next of this.news) {
      this.guard(() => this.overseer.onReport?.(next));
      for (const user of this.all) this.guard(() => user.onReport?.(next));
    }
    this.news.length = 0;
  }

  private guard(act: () => void): void {
    try {
      act();
    } catch (fault) {
      this.counters.faults += 1;
      this.overseer.onFault?.(fault);
    }
  }
}
