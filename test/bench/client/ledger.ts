import type { Meter } from './meter.js';

/** How often memory is looked at while messages arrive: a look costs a tenth of a millisecond. */
const looksEvery = 4_096;

/** Counts what arrives, and how what was sent has ended. */
export class Ledger {
  private arrivals = 0;
  private ends: Record<string, number> = {};
  private endedCount = 0;
  private onArrival: (() => void) | undefined;
  /** Told of each end, so that whoever sends in a closed loop can go on. */
  onEnd: (() => void) | undefined;

  constructor(private readonly meter: Meter) {}

  zero(): void {
    this.arrivals = 0;
    this.ends = {};
    this.endedCount = 0;
  }

  arrive(): void {
    this.arrivals += 1;
    if (this.arrivals % looksEvery === 0) this.meter.look();
    this.onArrival?.();
  }

  /** @param how `complete`, or the error's code */
  end(how: string): void {
    this.ends[how] = (this.ends[how] ?? 0) + 1;
    this.endedCount += 1;
    if (this.endedCount % looksEvery === 0) this.meter.look();
    this.onEnd?.();
  }

  get arrived(): number {
    return this.arrivals;
  }

  get ended(): Readonly<Record<string, number>> {
    return { ...this.ends };
  }

  /** Waits until so many messages have arrived since zero. */
  async until(count: number): Promise<void> {
    if (this.arrivals >= count) return;
    await new Promise<void>((resolve) => {
      this.onArrival = () => {
        if (this.arrivals < count) return;
        this.onArrival = undefined;
        resolve();
      };
    });
  }
}
