/**
 * A timer set for a little earlier is left as it is: deadlines move with each message, and setting it for each costs more
 * than firing once with nothing due. Not much earlier, because firing wakes the process, which costs 50 µs.
 */
const mayFireEarlyMs = 1_000;

/**
 * One timer for the earliest deadline. After it expires, one turn of the event loop passes before it fires, so that what
 * the kernel holds already (a pong, for example) is read before anything is decided by the clock.
 */
export class DeadlineTimer {
  private armed: { readonly deadline: number; cancel(): void } | undefined;

  /** @param fire gets how late it fires, in milliseconds: very late means that this process stalled */
  constructor(private readonly fire: (lateMs: number) => void) {}

  /** Fires at `deadline` (as `performance.now()` counts) at the latest; undefined: never. */
  set(deadline: number | undefined): void {
    if (deadline !== undefined && this.firesInTime(deadline)) return;
    this.armed?.cancel();
    this.armed = deadline === undefined ? undefined : this.arm(Math.max(deadline, performance.now()));
  }

  /** Whether it fires soon enough, and not too soon. An overdue one is kept, since it has to report how late it is. */
  private firesInTime(deadline: number): boolean {
    if (this.armed === undefined || this.armed.deadline > deadline) return false;
    return this.armed.deadline > deadline - mayFireEarlyMs || this.armed.deadline <= performance.now();
  }

  private arm(deadline: number): { deadline: number; cancel(): void } {
    const timer = setTimeout(() => this.waitOneTurn(deadline), Math.ceil(deadline - performance.now()));
    return { deadline, cancel: () => clearTimeout(timer) };
  }

  private waitOneTurn(deadline: number): void {
    const turn = setImmediate(() => {
      this.armed = undefined;
      this.fire(performance.now() - deadline);
    });
    this.armed = { deadline, cancel: () => clearImmediate(turn) };
  }
}
