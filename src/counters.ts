import type { Cause } from './cause.js';
import type { Repair } from './message.js';
import type { End } from './waiting-line.js';

/** What has happened on one Connection since it was made. Nothing is lost uncounted. */
export interface Counters {
  /** Dials, successful or not. */
  attempts: number;
  connects: number;
  /** Failed attempts and lost links, by cause. */
  disconnects: { [cause in Cause]?: number };
  /** Exceptions in the code of a flow, or of a node in it, while it was handed a message. */
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
    /** Larger, or more in a second, than the settings allow; `rate` also counts what a slow flow had no time for. */
    dropped: { oversize: number; rate: number };
    /** What an in node had to mend or leave as text, counted by each that did. */
    repaired: { [repair in Repair]: number };
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
      repaired: { badjson: 0, depth: 0, keys: 0, utf8: 0 },
    },
  };
}

/** Under which word of {@link Counters}`.sent` an end is counted: only `ERR_UNCONFIRMED` means unknown. */
export function countedAs(end: End): 'confirmed' | 'notSent' | 'unknown' | 'replaced' | 'dropped' {
  if (end === 'confirmed' || end === 'replaced' || end === 'dropped') return end;
  return end === 'ERR_UNCONFIRMED' ? 'unknown' : 'notSent';
}
