/**
 * One timer for whatever comes first. When it goes off, one turn of the event loop passes before it rings, so that what
 * the kernel holds already (a pong, say) is read before anybody is judged by the clock.
 */
export class Alarm {
  private armed: { readonly deadline: number; cancel(): void } | undefined;

  /** @param ring told how late it rings, in milliseconds: much means that the process stood still */
  constructor(private readonly ring: (lateMs: number) => void) {}

  /**
   * Rings at `deadline` (as `performance.now()` counts) at the latest; undefined: not at all. An alarm that is armed for an
   * earlier time is left, since arming costs more than a ring that finds nothing due.
   */
  set(deadline: number | undefined): void {
    if (this.armed !== undefined && deadline !== undefined && this.armed.deadline <= deadline) return;
    this.armed?.cancel();
    this.armed = deadline === undefined ? undefined : this.arm(Math.max(deadline, performance.now()));
  }

  private arm(deadline: number): { deadline: number; cancel(): void } {
    const timer = setTimeout(() => this.waitOneTurn(deadline), Math.ceil(deadline - performance.now()));
    return { deadline, cancel: () => clearTimeout(timer) };
  }

  private waitOneTurn(deadline: number): void {
    const turn = setImmediate(() => {
      this.armed = undefined;
      this.ring(performance.now() - deadline);
    });
    this.armed = { deadline, cancel: () => clearImmediate(turn) };
  }
}
