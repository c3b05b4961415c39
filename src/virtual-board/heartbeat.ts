import type { Settings } from './options.js';

/** Far enough back for the next ping to be due whatever the interval. */
const pingAtOnceMs = 500;

/**
 * The library's heartbeat of one slot, its quirks included: a pong time not below the ping interval never runs
 * out, a count of 0 never disconnects, and late pongs counted for one client are held against the slot's next one
 * until that one answers. Times are `millis()`.
 */
export class Heartbeat {
  private readonly settings: Pick<Settings, 'heartbeat'>;
  private lastPingMs = 0;
  private late = 0;
  private isAnswered = false;

  /** @param settings are looked at anew each time: the sketch enables the heartbeat while the board runs */
  constructor(settings: Pick<Settings, 'heartbeat'>) {
    this.settings = settings;
  }

  /** When there will be something to do if no pong comes. */
  get dueMs(): number {
    if (!this.settings.heartbeat) return Infinity;
    const { pingMs, pongMs } = this.settings.heartbeat;
    return this.lastPingMs + (this.isAnswered ? pingMs : Math.min(pingMs, pongMs)) + 1;
  }

  /** A client has taken the slot. */
  restart(millis: number): void {
    this.lastPingMs = millis;
    this.isAnswered = false;
  }

  pingIsDue(millis: number): boolean {
    const { heartbeat } = this.settings;
    return heartbeat !== undefined && millis - this.lastPingMs > heartbeat.pingMs;
  }

  pinged(millis: number): void {
    this.restart(millis);
  }

  ponged(): void {
    this.isAnswered = true;
  }

  /** Counts a late pong; true when that was one too many. */
  isLost(millis: number): boolean {
    if (!this.settings.heartbeat) return false;
    if (this.isAnswered) this.late = 0;
    const { pingMs, pongMs, count } = this.settings.heartbeat;
    if (this.isAnswered || millis - this.lastPingMs <= pongMs) return false;
    this.late += 1;
    this.lastPingMs = millis - pingMs - pingAtOnceMs;
    return count > 0 && this.late >= count;
  }
}
