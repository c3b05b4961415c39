/** Lets a dial happen, now or when its turn comes; returns how to take it back. */
export type Gate = (dial: () => void) => () => void;

/**
 * Makes a gate that lets at most `limit` dials pass in any `windowMs`; the others wait in order. So a thousand boards
 * that come back after a power cut do not dial as one wave.
 */
export function createDialGate(limit: number, windowMs: number): Gate {
  const waiting = new Set<() => void>();
  let passed = 0;

  function pass(dial: () => void): void {
    passed += 1;
    setTimeout(leaveWindow, windowMs).unref();
    dial();
  }

  function leaveWindow(): void {
    passed -= 1;
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next);
    pass(next);
  }

  return (dial) => {
    if (passed < limit) pass(dial);
    else waiting.add(dial);
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
