/** Until when a message may wait. */
export interface Deadline {
  expiresAt: number;
  /** How long that was at the start, in milliseconds. */
  timeoutMs: number;
}

/**
 * Adds the time in which this process stalled; what is due has `leastMs` more. Never longer than it had at first: some
 * messages came only after the stall, and a node that is removed must not be kept waiting.
 */
export function extend(deadline: Deadline, lateMs: number, now: number, leastMs: number): void {
  const expiresAt = Math.max(deadline.expiresAt + lateMs, now + leastMs);
  deadline.expiresAt = Math.min(expiresAt, now + deadline.timeoutMs);
}

/** The earlier of two deadlines, either of which may be missing. */
export function sooner(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

/** Whether a deadline, if there is one, has come. */
export function isDue(deadline: number | undefined, now: number): boolean {
  return deadline !== undefined && deadline <= now;
}
