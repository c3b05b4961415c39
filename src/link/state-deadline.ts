import type { Link, State, TimeLimits } from './connection-state.js';

/** When the state wants its `timeout`; undefined where it has none. */
export function deadlineOf(state: State, limits: TimeLimits): number | undefined {
  switch (state.name) {
    case 'idle':
      return undefined;
    case 'open': {
      const pingDueAt =
        state.pingsSinceActivity > 0
          ? state.pingAt + pingAgainMs(limits)
          : togetherAt(Math.max(state.pongAt, state.pingAt) + limits.pingMs, limits);
      return Math.min(pingDueAt, noPongsDueAt(state, limits));
    }
    case 'silent': {
      const deadAt = state.activityAt + limits.deadMs;
      const pingDueAt = state.pingAt + pingAgainMs(limits);
      return deadAt > state.pingAt ? Math.min(deadAt, pingDueAt) : pingDueAt;
    }
    case 'paused':
      return state.isResuming ? state.until : undefined;
    default:
      return state.until;
  }
}

/**
 * Boards whose pings are due at about the same time are pinged in one turn of the event loop, since to wake the process costs more
 * than a ping: up to a sixtieth of the interval sooner, 250 ms with the defaults.
 */
function togetherAt(dueAt: number, { pingMs }: TimeLimits): number {
  const apartMs = pingMs / 60;
  return apartMs * Math.floor(dueAt / apartMs);
}

/** An unanswered ping is followed by another after a third of the interval: 5 s with the defaults. */
function pingAgainMs(limits: TimeLimits): number {
  return limits.pingMs / 3;
}

/** When a board that sends data, but no pongs, is reported as such; infinite where nothing speaks for that. */
export function noPongsDueAt({ activityAt, hasNoPongs, oldestPingAt }: Link, limits: TimeLimits): number {
  const isSuspect = limits.expectsPongs && !hasNoPongs && activityAt > oldestPingAt;
  return isSuspect ? oldestPingAt + limits.pingMs + pingAgainMs(limits) : Number.POSITIVE_INFINITY;
}
