import type { HeartbeatOptions } from './options.js';

/** Far enough back for the next ping to be due whatever the interval. */
const PING_AT_ONCE_MS = 500;

/**
 * The library's heartbeat of one slot, its quirks included: a pong time not below the ping interval never runs
 * out, a count of 0 never disconnects, and late pongs counted for one client are held against the slot's next one
 * until that one answers. Times are `millis()`.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions | undefined;
  #lastPingMs = 0;
  #late = 0;
  #ponged = false;

  constructor(options?: HeartbeatOptions) {
    this.#options = options;
  }

  /** When there will be something to do if no pong comes. */
  get dueMs(): number {
    if (!this.#options) return Infinity;
    const { pingMs, pongMs } = this.#options;
    return this.#lastPingMs + (this.#ponged ? pingMs : Math.min(pingMs, pongMs)) + 1;
  }

  /** A client has taken the slot. */
  restart(millis: number): void {
    this.#lastPingMs = millis;
    this.#ponged = false;
  }

  pingIsDue(millis: number): boolean {
    return this.#options !== undefined && millis - this.#lastPingMs > this.#options.pingMs;
  }

  pinged(millis: number): void {
    this.restart(millis);
  }

  ponged(): void {
    this.#ponged = true;
  }

  /** Counts a late pong; true when that was one too many. */
  isLost(millis: number): boolean {
    if (!this.#options) return false;
    if (this.#ponged) this.#late = 0;
    const { pingMs, pongMs, count } = this.#options;
    if (this.#ponged || millis - this.#lastPingMs <= pongMs) return false;
    this.#late += 1;
    this.#lastPingMs = millis - pingMs - PING_AT_ONCE_MS;
    return count > 0 && this.#late >= count;
  }
}
