/**
 * Lets so many messages a second pass, and twice as many at once after a quiet time (a token bucket): a board that sends a
 * burst after its Wi-Fi was away is no flood.
 */
export class RateLimit {
  /** How many may come at once. */
  readonly burst: number;
  private tokens: number;
  private filledAt = 0;

  /** @param perSecond 0 lets everything pass */
  constructor(private readonly perSecond: number) {
    this.burst = perSecond === 0 ? Number.POSITIVE_INFINITY : 2 * perSecond;
    this.tokens = this.burst;
  }

  /** @param now monotonic, in milliseconds */
  passes(now: number): boolean {
    if (this.perSecond === 0) return true;
    const fresh = ((now - this.filledAt) * this.perSecond) / 1_000;
    this.tokens = Math.min(this.burst, this.tokens + fresh);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
