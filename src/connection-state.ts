import type { WaitLimits } from './backoff.js';
import type { Cause } from './cause.js';

/** The limits of one Connection, in milliseconds. Defaults and their sources: settings.ts. */
export interface TimeLimits extends WaitLimits {
  /** Absolute limit of one attempt: resolve, TCP and upgrade together. */
  readonly connectMs: number;
  /** A ping is due when the last pong is so old. */
  readonly pingMs: number;
  /** Without any byte from the board for so long, and two pings unanswered, it is dead. */
  readonly deadMs: number;
  /** An open connection that has lived so long, with a sign of life, starts the next count of attempts afresh. */
  readonly stableMs: number;
  /** Grace for the board's answer to our close frame; the library answers within one loop(). */
  readonly closeMs: number;
  /** A deadline acted on later than this tells that the process stood still, not that the board did. */
  readonly lateMs: number;
}

/** What led here: the number of this attempt (0 is the first, 1 the first retry), and how the last ones failed. */
export interface Tries {
  readonly attempt: number;
  readonly cause: Cause | undefined;
  /** How many times in a row the same cause has come. */
  readonly inARow: number;
}

/** Why a link is gone, or never came about. */
export interface Loss {
  readonly cause: Cause;
  /** What exactly happened, for the log: in English, from the socket. */
  readonly detail: string;
}

/** What is known of a live link. Times are monotonic, in milliseconds. */
export interface Link {
  readonly tries: Tries;
  readonly openedAt: number;
  /** The last sign of life: any byte from the board. */
  readonly lifeAt: number;
  readonly pongAt: number;
  /** When the last keep-alive ping went out. */
  readonly pingAt: number;
  /** Keep-alive pings sent since the last sign of life. */
  readonly unanswered: number;
  /** The last measured round trip: a ping's way through the board's loop() and back. */
  readonly roundTripMs: number | undefined;
}

export interface Idle {
  readonly name: 'idle';
}
export interface Connecting {
  readonly name: 'connecting';
  readonly tries: Tries;
  readonly until: number;
}
export interface Open extends Link {
  readonly name: 'open';
}
/** Open, but a ping has gone unanswered: the board stalls, or is gone without a word. */
export interface Silent extends Link {
  readonly name: 'silent';
}
export interface Backoff extends Loss {
  readonly name: 'backoff';
  readonly tries: Tries;
  readonly until: number;
}
export interface Closing {
  readonly name: 'closing';
  /** What comes after it: nothing, the start that somebody asked for meanwhile, or peace for the board, perhaps over soon. */
  readonly next: 'idle' | 'connecting' | 'held' | 'released';
  readonly until: number;
}
/** A flow asked to leave the board alone until it says otherwise. */
export interface Held {
  readonly name: 'held';
  /** A flow that says otherwise at once waits so long: it must not get around the shortest wait. */
  readonly until: number;
  readonly isOver: boolean;
}

/** The state of a Connection: one value, holding only what means something in that state. */
export type State = Idle | Connecting | Open | Silent | Backoff | Closing | Held;

/**
 * What happens to a Connection. `start` and `stop`: it has users, or none any more. `hold` and `release`: what a flow asks
 * for. `announced` comes from discovery, which raises it at most once per 5 s and board.
 */
export type Event =
  | { readonly type: 'start' | 'stop' | 'hold' | 'release' | 'opened' | 'life' | 'announced' }
  | { readonly type: 'pong'; readonly roundTripMs: number }
  | ({ readonly type: 'lost' } & Loss)
  /** `stuck`: what an attempt still waits for, as far as the socket knows. */
  | { readonly type: 'timeout'; readonly lateMs: number; readonly stuck?: Loss | undefined };

/** What the shell must do: open a socket; give up one still connecting; ping; send a close frame; destroy the socket. */
export type Effect = 'dial' | 'abort' | 'ping' | 'close' | 'terminate';

/** A round trip longer than this shows as *slow*: a person feels it, and a loop() without delay() takes milliseconds. */
export const slowMs = 1_000;
