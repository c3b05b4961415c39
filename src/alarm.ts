/**
 * An alarm that is armed for a little earlier is left: deadlines move with each message, and arming anew for each costs more
 * than one ring that finds nothing due. Much earlier it is not, for a ring wakes the process: 50 µs.
 */
const mayRingEarlyMs = 1_000;

/**
 * One timer for whatever comes first. When it goes off, one turn of the event loop passes before it rings, so that what
 * the kernel holds already (a pong, say) is read before anybody is judged by the clock.
 */
export class Alarm {
  private armed: { readonly deadline: number; cancel(): void } | undefined;

  /** @param ring told how late it rings, in milliseconds: much means that the process stood still */
  constructor(private readonly ring: (lateMs: number) => void) {}

  /** Rings at `deadline` (as `performance.now()` counts) at the latest; undefined: not at all. */
  set(deadline: number | undefined): void {
    if (deadline !== undefined && this.rings(deadline)) return;
    this.armed?.cancel();
    this.armed = deadline === undefined ? undefined : this.arm(Math.max(deadline, performance.now()));
  }

  /** Whether it rings soon enough, and not too soon. One that is overdue has to tell how late it is. */
  private rings(deadline: number): boolean {
    if (this.armed === undefined || this.armed.deadline > deadline) return false;
    return this.armed.deadline > deadline - mayRingEarlyMs || this.armed.deadline <= performance.now();
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
