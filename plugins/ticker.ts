/** So often does a tick come at most, in milliseconds: a person reads no faster. */
export const tickMs = 1_000;

/** So long after the last look is somebody taken to be there, in milliseconds: a tab looks at least every 10 s. */
const leaseMs = 15_000;

/**
 * Tells that something has changed, at most once a second, and only while somebody looks: else it has no timer, and nothing is
 * compared.
 */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;
  private lookedAt = 0;
  private last = '';

  /**
   * @param stateOf what is there now, in short: it has changed where this is another text
   * @param tell called with each change
   */
  constructor(
    private readonly stateOf: () => string,
    private readonly tell: () => void,
  ) {}

  /** Somebody looks, and has been told what is there now. */
  look(): void {
    this.lookedAt = performance.now();
    if (this.timer !== undefined) return;
    this.last = this.stateOf();
    this.timer = setInterval(() => this.compare(), tickMs).unref();
  }

  private compare(): void {
    if (performance.now() - this.lookedAt > leaseMs) {
      clearInterval(this.timer);
      this.timer = undefined;
      return;
    }
    const state = this.stateOf();
    if (state !== this.last) this.tell();
    this.last = state;
  }
}
