import type { Counters } from './counters.js';
import { isDue } from './deadline.js';
import type { Report } from './report.js';

/** Whoever uses a Connection: an in or out node. */
export interface User {
  onMessage?(data: Buffer, isBinary: boolean): void;
  /** Called with the present state on registering, then with each change. */
  onReport?(report: Report): void;
  /** The board has restarted since it was last connected: it has forgotten what it was told. */
  onReboot?(): void;
}

/** Whoever watches a Connection without using it. */
export interface ConnectionListener {
  /** An exception in a user's code: the link stays up. */
  readonly onFault?: (fault: unknown) => void;
  readonly onReport?: (report: Report) => void;
  /** A message from the board is being delivered. Must be cheap, and never throw. */
  readonly onMessage?: (data: Buffer, isBinary: boolean) => void;
  /** A message from the board was dropped: the board sends more in a second than the settings allow. */
  readonly onFlood?: () => void;
}

/** A deploy removes nodes and creates them again within this time, in milliseconds; the link stays up meanwhile. */
const lingerMs = 1_000;

/**
 * The users of one Connection, and whether it still has any. What one throws ends here: inside a socket event it would end
 * the whole Node-RED.
 */
export class Users {
  private readonly all = new Set<User>();
  /** What is being reported: a user that sends on one report causes the next, and all must get them in order. */
  private readonly unreported: Report[] = [];
  /** Until when a user that left may come back. */
  private lingerUntil: number | undefined;

  constructor(
    private readonly listener: ConnectionListener,
    private readonly counters: Counters,
  ) {}

  /** Whether nobody uses the Connection, and nobody is expected back from a deploy. */
  get isEmpty(): boolean {
    return this.all.size === 0 && this.lingerUntil === undefined;
  }

  /** Whether anybody uses the Connection now. */
  get isUsed(): boolean {
    return this.all.size > 0;
  }

  /** When {@link endLinger} has something to do; undefined while it has not. */
  get deadline(): number | undefined {
    return this.lingerUntil;
  }

  has(user: User): boolean {
    return this.all.has(user);
  }

  /** Adds a user, and reports the present state to it. */
  add(user: User, report: Report): void {
    this.all.add(user);
    this.guard(() => user.onReport?.(report));
  }

  /**
   * Removes a user. Returns false where it was none.
   *
   * @param removed whether it is gone for good, and not only until the end of a deploy
   * @param now monotonic, in milliseconds
   */
  leave(user: User, removed: boolean, now: number): boolean {
    if (!this.all.delete(user)) return false;
    if (!removed) this.lingerUntil = now + lingerMs;
    return true;
  }

  /** Stops waiting for users that left. Returns whether the time for that has come. */
  endLinger(now: number): boolean {
    if (!isDue(this.lingerUntil, now)) return false;
    this.lingerUntil = undefined;
    return true;
  }

  clear(): void {
    this.all.clear();
    this.lingerUntil = undefined;
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    this.listener.onMessage?.(data, isBinary);
    for (const user of this.all) {
      // As guard() does, without a function for each message.
      try {
        user.onMessage?.(data, isBinary);
      } catch (fault) {
        this.onFault(fault);
      }
    }
  }

  onFlood(): void {
    this.guard(() => this.listener.onFlood?.());
  }

  onReboot(): void {
    for (const user of this.all) this.guard(() => user.onReboot?.());
  }

  onReport(report: Report): void {
    this.unreported.push(report);
    if (this.unreported.length > 1) return;
    for (const next of this.unreported) {
      this.guard(() => this.listener.onReport?.(next));
      for (const user of this.all) this.guard(() => user.onReport?.(next));
    }
    this.unreported.length = 0;
  }

  /** Calls what belongs to a user: an exception there is counted and told, and ends here. */
  guard(act: () => void): void {
    try {
      act();
    } catch (fault) {
      this.onFault(fault);
    }
  }

  private onFault(fault: unknown): void {
    this.counters.faults += 1;
    this.listener.onFault?.(fault);
  }
}
