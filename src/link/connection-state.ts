import type { WaitLimits } from './backoff.js';
import type { Cause } from './cause.js';
import type { Reason } from './reasons.js';

/** The limits of one Connection; times in milliseconds. Defaults and their sources: src/settings/board-settings.ts. */
export interface TimeLimits extends WaitLimits {
  /** Absolute limit of one attempt: resolve, TCP and upgrade together. */
  readonly connectMs: number;
  /** A ping is due when the last pong is so old. */
  readonly pingMs: number;
  /** With no byte from the board for this long, and two pings unanswered, the link is dead. */
  readonly deadMs: number;
  /** Whether a board must answer pings: where messages count as delivered once written, it need not. */
  readonly expectsPongs: boolean;
  /** An open connection that has lasted this long, with activity, resets the attempt counter. */
  readonly stableMs: number;
  /** Grace for the board's answer to our close frame; the library answers within one loop(). */
  readonly closeMs: number;
  /** A deadline handled later than this shows that this process stalled, not the board. */
  readonly lateMs: number;
}

/** The number of this attempt (0 is the first, 1 the first retry), and how the attempts before it ended. */
export interface Attempts {
  readonly attempt: number;
  readonly cause: Cause | undefined;
  /** How many times in a row this cause has come. */
  readonly consecutive: number;
}

/** Why a link is gone, or never came about. */
export interface Disconnect {
  readonly cause: Cause;
  /** What exactly happened, for the log: in English, from the socket. */
  readonly detail: string;
  /** The HTTP status with which the handshake was answered. */
  readonly status?: number | undefined;
  /** What to tell people, where more is known than the cause. */
  readonly reasons?: readonly Reason[] | undefined;
}

/** What is known of a live link. Times are monotonic, in milliseconds. */
export interface Link {
  readonly attempts: Attempts;
  readonly openedAt: number;
  /** When the last byte came from the board, or reading from it was paused last. */
  readonly activityAt: number;
  readonly pongAt: number;
  /** When the last keep-alive ping went out. */
  readonly pingAt: number;
  /** Keep-alive pings sent since the last activity. */
  readonly pingsSinceActivity: number;
  /** When the oldest ping was sent that no later pong of ours answers; infinite where there is none. */
  readonly oldestPingAt: number;
  /** The board sends data, but answers no pings. */
  readonly hasNoPongs: boolean;
  /** When the board was last heard to say that it is there, as it does after a start. */
  readonly announcedAt: number | undefined;
  /** The last measured round trip: a ping through the board's loop() and back. */
  readonly roundTripMs: number | undefined;
}

export interface Idle {
  readonly name: 'idle';
}
export interface Connecting {
  readonly name: 'connecting';
  readonly attempts: Attempts;
  readonly until: number;
}
export interface Open extends Link {
  readonly name: 'open';
}
/** Open, but a ping is unanswered: the board stalls, or is gone without closing. */
export interface Silent extends Link {
  readonly name: 'silent';
}
export interface Backoff extends Disconnect {
  readonly name: 'backoff';
  readonly attempts: Attempts;
  /** No attempt before this time, whatever happens. */
  readonly earliest: number;
  readonly until: number;
}
export interface Closing {
  readonly name: 'closing';
  /** What comes after it: nothing, the start that a user asked for meanwhile, or a pause that a flow asked for. */
  readonly next: 'idle' | 'connecting' | 'paused' | 'resuming';
  readonly until: number;
}
/** A flow has disconnected the board until it connects it again. */
export interface Paused {
  readonly name: 'paused';
  /** A resume before this time waits until then: a flow must not get around the shortest wait. */
  readonly until: number;
  readonly isResuming: boolean;
}

/** The state of a Connection: one value, holding only what means something in that state. */
export type State = Idle | Connecting | Open | Silent | Backoff | Closing | Paused;

/**
 * What happens to a Connection. `start` and `stop`: it has users, or none any more. `pause` and `resume`: what a flow asks
 * for. `readingPaused`: nothing can be read for now. `announced`: the board has said to the network that it is there, told at most once in 5 s.
 */
export type Event =
  | {
      readonly type: 'start' | 'stop' | 'pause' | 'resume' | 'opened' | 'activity' | 'readingPaused';
    }
  /** `isUnderWay`: the attempt has got so far that another one would not be sooner. */
  | { readonly type: 'announced'; readonly isUnderWay: boolean }
  | { readonly type: 'pong'; readonly roundTripMs: number }
  | ({ readonly type: 'closed' } & Disconnect)
  /** `stuck`: what an attempt still waits for, as far as the socket knows. */
  | { readonly type: 'timeout'; readonly lateMs: number; readonly stuck?: Disconnect | undefined };

/** What the shell must do: open a socket; abort one that is still connecting; ping; send a close frame; destroy the socket. */
export type Effect = 'dial' | 'abort' | 'ping' | 'close' | 'terminate';

/** A round trip longer than this shows as *slow*: a person feels it, and a loop() without delay() takes milliseconds. */
export const slowMs = 1_000;
