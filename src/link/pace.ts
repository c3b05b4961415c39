import { LoopTime, type PongTiming } from './loop-time.js';

/** How many messages may be in flight. Defaults and their sources: src/settings/board-settings.ts. */
export interface PaceLimits {
  /** What confirms a message: the pong of a later ping, or that it was written, for boards that answer no pings. */
  readonly confirmBy: 'ping' | 'write';
  /** Messages in flight at most. */
  readonly windowMessages: number;
  /** No more in flight than the board is expected to confirm in this time, in milliseconds. */
  readonly windowMs: number;
  /** How often the board's loop time is measured by two pings instead of one, in milliseconds. */
  readonly probeMs: number;
}

/** One ping of ours. Times are monotonic, in milliseconds. */
export interface Ping {
  readonly number: number;
  sentAt: number;
  /** Frames of ours in flight when it was sent. */
  readonly framesAhead: number;
  /** The second of a pair: it tells the loop time, and confirms nothing that the first did not. */
  readonly isProbe: boolean;
}

/** The pong of a ping that a probe may follow. */
interface FirstOfPair {
  readonly timing: PongTiming;
  readonly number: number;
  readonly at: number;
}

/** How fast one board takes messages, on one socket, as far as its pongs tell. */
export class Pace {
  private readonly loop: LoopTime;
  private firstOfPair: FirstOfPair | undefined;
  /** Grows with each confirmed message, as TCP's slow start does: a loop time may be measured wrong once. */
  private allowance = 1;

  constructor(private readonly limits: PaceLimits) {
    this.loop = new LoopTime(limits.probeMs);
  }

  /** How long the board's loop() takes, in milliseconds; undefined until it is measured, 0 where it does not matter. */
  get loopMs(): number | undefined {
    return this.isByWrite ? 0 : this.loop.ms;
  }

  /** When {@link loopMs} became known. What waited already counts its time from then. */
  get knownSince(): number {
    return this.isByWrite ? Number.NEGATIVE_INFINITY : this.loop.knownSince;
  }

  /** How many messages may be in flight now. */
  get window(): number {
    return this.isByWrite ? this.limits.windowMessages : Math.min(this.allowance, this.fullWindow);
  }

  /** How long it takes until a message is sent that has so many before it, counted from a pong, in milliseconds. */
  waitMs(before: number): number {
    const { steadyMs } = this.loop;
    if (steadyMs === undefined || this.isByWrite) return 0;
    const window = this.windowFor(steadyMs);
    return Math.floor(before / window) * this.loop.batchMs(window, steadyMs);
  }

  /** Whether the next ping should be followed by a probe. */
  isProbeDue(now: number): boolean {
    return this.loop.isDue(now);
  }

  /**
   * The pong of a ping has come.
   *
   * @param messages how many messages it confirms, the first of them sent at `firstSentAt`
   * @returns the round trip, except of a probe, which waited behind another ping
   */
  ponged(ping: Ping, messages: number, firstSentAt: number, now: number): number | undefined {
    const first = this.firstOfPair;
    this.firstOfPair = undefined;
    if (ping.isProbe) {
      if (first?.number === ping.number - 1) this.loop.probed(now - first.at, first.timing, now);
      return undefined;
    }
    const roundTripMs = now - ping.sentAt;
    const timing = { roundTripMs, messages, framesAhead: ping.framesAhead, sinceFirstMs: now - firstSentAt };
    this.loop.ponged(timing);
    this.firstOfPair = { timing, number: ping.number, at: now };
    this.allowance = Math.min(this.allowance + messages, this.limits.windowMessages);
    return roundTripMs;
  }

  /** This process stalled: it may read both pongs of a pair at once. */
  stalled(): void {
    this.firstOfPair = undefined;
  }

  private get isByWrite(): boolean {
    return this.limits.confirmBy === 'write';
  }

  /**
   * What the board is expected to confirm in `windowMs`: the messages, the ping after them, and the rest of the loop in
   * which they arrive. One message until the loop time is measured.
   */
  private get fullWindow(): number {
    return this.loop.ms === undefined ? 1 : this.windowFor(this.loop.ms);
  }

  private windowFor(loopMs: number): number {
    const { windowMessages, windowMs } = this.limits;
    return Math.max(1, Math.min(windowMessages, Math.floor(windowMs / loopMs) - 2));
  }
}
