/** Lets a dial happen, now or when its turn comes; returns how to take it back. */
export type Gate = (dial: () => void) => () => void;

/**
 * Makes a gate that lets at most `limit` dials pass in any `windowMs`; the others wait in order. So a thousand boards
 * that come back after a power cut do not dial as one wave.
 */
export function createDialGate(limit: number, windowMs: number): Gate {
  const waiting = new Set<() => void>();
  /** When the last `limit` dials were made. */
  const dialledAt: number[] = [];
  let timer: NodeJS.Timeout | undefined;

  function admit(): void {
    timer = undefined;
    for (const dial of waiting) {
      const waitMs = dialledAt.length < limit ? 0 : dialledAt[0]! + windowMs - performance.now();
      if (waitMs > 0) {
        // Timers of Node.js count from the beginning of their turn, and may come too early by as long as that took.
        timer = setTimeout(admit, Math.ceil(waitMs)).unref();
        return;
      }
      waiting.delete(dial);
      dial();
      dialledAt.push(performance.now());
      if (dialledAt.length > limit) dialledAt.shift();
    }
  }

  return (dial) => {
    waiting.add(dial);
    if (timer === undefined) admit();
    return () => waiting.delete(dial);
  };
}

/** The one gate of this process: 50 dials per 100 ms, so that 1,000 boards take 2 s. */
export const dialGate = createDialGate(50, 100);

/** The gate for a single board. */
export const openGate: Gate = (dial) => {
  dial();
  return () => {};
};
