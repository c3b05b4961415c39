/** setTimeout() takes no more. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * The board's only thread. It runs, or it waits in exactly one place: whoever waits makes everybody wait.
 * Every wait may end early, so callers look again at what they wait for.
 */
export class Thread {
  private readonly startedAt = performance.now();
  private ended = false;
  private isFrozen = false;
  private immediate: NodeJS.Immediate | undefined;
  private resume: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;

  get frozen(): boolean {
    return this.isFrozen;
  }

  /** Whole milliseconds since this thread began. */
  millis(): number {
    return Math.floor(performance.now() - this.startedAt);
  }

  /** Waits for `wake()`, or until `millis()` has reached `untilMs`. */
  wait(untilMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.ended) return;
      this.resume = resolve;
      const delayMs = Math.ceil(this.startedAt + untilMs - performance.now());
      if (delayMs <= 0) this.wake();
      else if (delayMs < Infinity) {
        this.timer = setTimeout(() => this.wake(), Math.min(delayMs, longestTimerMs));
      }
    });
  }

  /**
   * Ends the wait after sockets have been looked at once more: a FIN that came with the last bytes is then
   * known before those bytes are handled, as on the board.
   */
  wake(): void {
    if (!this.resume || this.immediate) return;
    this.immediate = setImmediate(() => {
      this.immediate = setImmediate(() => this.continue());
    });
  }

  /** Stops where it waits next; time goes on. */
  freeze(): void {
    this.isFrozen = true;
  }

  thaw(): void {
    this.isFrozen = false;
    this.wake();
  }

  /** The thread never leaves its present or next wait, and keeps nothing alive. */
  end(): void {
    this.ended = true;
    this.stopWaiting();
  }

  private continue(): void {
    if (this.isFrozen) {
      this.immediate = undefined;
      return;
    }
    const resume = this.resume;
    this.stopWaiting();
    resume?.();
  }

  private stopWaiting(): void {
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    this.timer = undefined;
    this.immediate = undefined;
    this.resume = undefined;
  }
}
