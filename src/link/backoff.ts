import type { Disconnect } from './connection-state.js';
import { isRedirect } from './reasons.js';

/** Shortest and longest wait before a new attempt. */
export interface WaitLimits {
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
}

/**
 * How long to wait before attempt `attempt` (the first retry is 1): exponential, with jitter over the whole interval so
 * that boards which lost power together do not come back as one wave.
 *
 * @param random uniform in [0, 1)
 * @param floorMs the least wait that the cause asks for: {@link waitFloorMs}
 */
export function waitMs(attempt: number, floorMs: number, limits: WaitLimits, random: number): number {
  const { minDelayMs, maxDelayMs } = limits;
  const longest = Math.max(2 * minDelayMs, Math.min(maxDelayMs, minDelayMs * 2 ** attempt));
  return Math.max(floorMs, minDelayMs + random * (longest - minDelayMs));
}

/**
 * The least wait after a cause has come `consecutive` times in a row. A board that closes cleanly is updating or restarting,
 * and one that closes before the handshake is probably full: both get five of the shortest waits. A wrong password, or a
 * server that is no WebSocket server, needs a person; a redirect says so at the first time. A server that has had too many
 * requests (429) wants fewer.
 */
export function waitFloorMs(
  { cause, status = 0 }: Pick<Disconnect, 'cause' | 'status'>,
  consecutive: number,
  { minDelayMs, maxDelayMs }: WaitLimits,
): number {
  const pauseMs = Math.min(5 * minDelayMs, maxDelayMs);
  if (cause === 'closed by board') return pauseMs;
  if (cause === 'slots full?' && consecutive >= 2) return pauseMs;
  if (cause === 'password' || status === 429 || isRedirect(status)) return maxDelayMs;
  if (cause === 'not a WebSocket' && consecutive >= 3) return maxDelayMs;
  return 0;
}
