import { readFileSync } from 'node:fs';

/**
 * How long this process has waited for a processor since it began, in milliseconds; 0 where the system does not tell. On a
 * busy machine it waits more often than it runs, and what it measures then is the machine.
 */
function waitedMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1_000_000;
  } catch {
    return 0;
  }
}

/** A watch that stands still while this process has no processor: for what must not take longer than so long. */
export class OwnTime {
  private readonly startedAt = performance.now();
  private readonly waitedBefore = waitedMs();

  /** How long this process has waited for a processor since the watch was started. */
  get lostMs(): number {
    return waitedMs() - this.waitedBefore;
  }

  /** How much time it had since then. */
  get ms(): number {
    return performance.now() - this.startedAt - this.lostMs;
  }
}
