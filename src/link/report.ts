import type { Cause } from './cause.js';
import { type Disconnect, type Open, type State, slowMs } from './connection-state.js';
import type { Reason } from './reasons.js';

/** How a board's connection is doing, in the words that people see in the editor and flows get in `$state` messages. */
export interface Report {
  readonly state:
    | 'connecting'
    | 'ready'
    | 'slow'
    /** It sends data, but answers no pings, so that no message to it can be confirmed. */
    | 'no pongs'
    | 'silent'
    | 'lost'
    | 'closing'
    | 'disconnected';
  /** Why the board is not connected; only where `state` is `lost`. */
  readonly cause: Cause | undefined;
  /** What exactly happened, for the log. */
  readonly detail: string | undefined;
  /** What to tell people, where more is known than the cause. */
  readonly reasons?: readonly Reason[] | undefined;
  /** The attempt that is under way, comes next or has succeeded: 0 is the first since the connection was last stable. */
  readonly attempt: number;
  readonly roundTripMs: number | undefined;
}

/** What a state means to people. */
export function reportOf(state: State): Report {
  switch (state.name) {
    case 'idle':
    case 'paused':
      return report('disconnected');
    case 'closing':
      return report('closing');
    case 'connecting':
      return report('connecting', state.attempts.attempt);
    case 'backoff':
      return report('lost', state.attempts.attempt, undefined, state);
    default: {
      const { attempts, roundTripMs } = state;
      return report(state.name === 'silent' ? 'silent' : healthOf(state), attempts.attempt, roundTripMs);
    }
  }
}

function healthOf({ hasNoPongs, roundTripMs = 0 }: Open): Report['state'] {
  if (hasNoPongs) return 'no pongs';
  return roundTripMs > slowMs ? 'slow' : 'ready';
}

function report(state: Report['state'], attempt = 0, roundTripMs?: number, loss?: Disconnect): Report {
  return { state, cause: loss?.cause, detail: loss?.detail, reasons: loss?.reasons, attempt, roundTripMs };
}

/** Whether two reports say the same to people: the round trip is not compared. */
export function isSameReport(one: Report, other: Report): boolean {
  return one.state === other.state && one.cause === other.cause && one.attempt === other.attempt;
}
