import type { Cause } from './cause.js';
import type { Outcome } from './send-queue.js';

/** What has happened on one Connection since it was made. Nothing is lost uncounted. */
export interface Counters {
  /** Attempts to connect, successful or not. */
  attempts: number;
  connects: number;
  /** Failed attempts and lost links, by cause. */
  disconnects: { [cause in Cause]?: number };
  /** Exceptions in nodes of a flow while they were handed a message. */
  faults: number;
  /** How the messages to the board ended; `repaired` held lone surrogates, which went out as U+FFFD. */
  sent: {
    confirmed: number;
    notSent: number;
    unknown: number;
    replaced: number;
    dropped: number;
    repaired: number;
  };
  received: {
    /** Messages from the board, each counted once, however many in nodes listen, even none. */
    delivered: number;
    /** Larger, or more in a second, than the settings allow; `rate` also counts what a flow was too slow for. */
    dropped: { oversize: number; rate: number };
  };
}

export function noCounts(): Counters {
  return {
    attempts: 0,
    connects: 0,
    disconnects: {},
    faults: 0,
    sent: { confirmed: 0, notSent: 0, unknown: 0, replaced: 0, dropped: 0, repaired: 0 },
    received: {
      delivered: 0,
      dropped: { oversize: 0, rate: 0 },
    },
  };
}

/** The counters of this moment. By hand, since nodes are told them at each attempt to connect. */
export function copyOf({ disconnects, received, sent, ...counters }: Counters): Counters {
  return {
    ...counters,
    disconnects: { ...disconnects },
    received: { ...received, dropped: { ...received.dropped } },
    sent: { ...sent },
  };
}

/** Counts a failed attempt or a lost link. */
export function countDisconnect({ disconnects }: Counters, cause: Cause): void {
  disconnects[cause] = (disconnects[cause] ?? 0) + 1;
}

/** Under which word of {@link Counters}`.sent` an outcome is counted: only `ERR_UNCONFIRMED` means unknown. */
export function countedAs(outcome: Outcome): 'confirmed' | 'notSent' | 'unknown' | 'replaced' | 'dropped' {
  if (outcome === 'confirmed' || outcome === 'replaced' || outcome === 'dropped') return outcome;
  return outcome === 'ERR_UNCONFIRMED' ? 'unknown' : 'notSent';
}
