/** setTimeout() takes no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The board's only thread. It runs, or it waits in exactly one place: whoever waits makes everybody wait.
 * Every wait may end early, so callers look again at what they wait for.
 */
export class Thread {
  readonly #startedAt = performance.now();
  #ended = false;
  #frozen = false;
  #immediate: NodeJS.Immediate | undefined;
  #resume: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  get frozen(): boolean {
    return this.#frozen;
  }

  /** Whole milliseconds since this thread began. */
  millis(): number {
    return Math.floor(performance.now() - this.#startedAt);
  }

  /** Waits for `wake()`, or until `millis()` has reached `untilMs`. */
  wait(untilMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ended) return;
      this.#resume = resolve;
      const delayMs = Math.ceil(this.#startedAt + untilMs - performance.now());
      if (delayMs <= 0) this.wake();
      else if (delayMs < Infinity) {
        this.#timer = setTimeout(() => this.wake(), Math.min(delayMs, LONGEST_TIMER_MS));
      }
    });
  }

  /**
   * Ends the wait after sockets have been looked at once more: a FIN that came with the last bytes is then
   * known before those bytes are handled, as on the board.
   */
  wake(): void {
    if (!this.#resume || this.#immediate) return;
    this.#immediate = setImmediate(() => {
      this.#immediate = setImmediate(() => this.#continue());
    });
  }

  /** Stops where it waits next; time goes on. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    this.wake();
  }

  /** The thread never leaves its present or next wait, and keeps nothing alive. */
  end(): void {
    this.#ended = true;
    this.#stopWaiting();
  }

  #continue(): void {
    if (this.#frozen) {
      this.#immediate = undefined;
      return;
    }
    const resume = this.#resume;
    this.#stopWaiting();
    resume?.();
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
    this.#resume = undefined;
  }
}
