/** What one pong tells. Times in milliseconds. */
export interface PongTiming {
  readonly roundTripMs: number;
  /** How many messages it confirms. */
  readonly messages: number;
  /** How many frames of ours were in flight when its ping was sent: at most so many loops pass before the ping is read. */
  readonly framesAhead: number;
  /** Since the first of these messages was sent. */
  readonly sinceFirstMs: number;
}

/**
 * How long one loop() of a board takes, told from its pongs. The board's library reads one frame per loop(), so two pings
 * that were sent together are answered one loop apart, however long the network takes: the second of such a pair is a probe.
 * Between probes each pong sets bounds, within which the last value stays.
 *
 * A ping that arrives while the board is in the middle of a loop waits for its end. So a round trip without any message
 * ahead is the network's time and up to one loop; this is `baseMs`.
 */
export class LoopTime {
  private loopMs: number | undefined;
  /** The value before the last pong. */
  private earlierMs = Number.POSITIVE_INFINITY;
  private baseMs = Number.POSITIVE_INFINITY;
  private probedAt = Number.NEGATIVE_INFINITY;
  /** When it was measured first; infinite until then. */
  knownSince = Number.POSITIVE_INFINITY;

  /** @param probeEveryMs how old a probe may be before it is made again */
  constructor(private readonly probeEveryMs: number) {}

  /** In milliseconds; undefined until it is measured. */
  get ms(): number | undefined {
    return this.loopMs;
  }

  /** The same, but not yet slower where one pong alone was late: it may have waited for the network or for this process. */
  get steadyMs(): number | undefined {
    return this.loopMs === undefined ? undefined : Math.min(this.loopMs, this.earlierMs);
  }

  /** How long a board with this loop time takes for `messages` and the ping after them, in milliseconds. */
  batchMs(messages: number, loopMs: number): number {
    return messages * loopMs + Math.max(this.baseMs, loopMs);
  }

  /** Whether a probe should follow the next ping. */
  isDue(now: number): boolean {
    return now - this.probedAt >= this.probeEveryMs;
  }

  /** The pongs of a pair came so far apart; the first of them was `first`. */
  probed(spacingMs: number, first: PongTiming, now: number): void {
    this.loopMs = spacingMs;
    this.probedAt = now;
    this.knownSince = Math.min(this.knownSince, now);
    // Only where all messages were sent together with the ping, each of them cost it a loop.
    if (first.sinceFirstMs - first.roundTripMs < 1)
      this.baseMs = Math.max(0, first.roundTripMs - first.messages * spacingMs);
  }

  /** Any pong of ours has come. */
  ponged({ framesAhead, messages, roundTripMs, sinceFirstMs }: PongTiming): void {
    this.baseMs = messages === 0 && framesAhead === 0 ? roundTripMs : Math.min(this.baseMs, roundTripMs);
    this.earlierMs = this.loopMs ?? Number.POSITIVE_INFINITY;
    if (this.loopMs === undefined || messages === 0) return;
    const least = (roundTripMs - this.baseMs) / (framesAhead + 1);
    const most = sinceFirstMs / messages;
    this.loopMs = Math.max(least, Math.min(this.loopMs, most));
  }
}
