import { type WaitLimits, waitFloorMs, waitMs } from './backoff.js';
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
  /** Whether somebody asked for a new start meanwhile. */
  readonly again: boolean;
  readonly until: number;
}

/** The state of a Connection: one value, holding only what means something in that state. */
export type State = Idle | Connecting | Open | Silent | Backoff | Closing;

/** What happens to a Connection. `announced` comes from discovery, which raises it at most once per 5 s and board. */
export type Event =
  | { readonly type: 'start' | 'stop' | 'opened' | 'life' | 'announced' }
  | { readonly type: 'pong'; readonly roundTripMs: number }
  | ({ readonly type: 'lost' } & Loss)
  /** `stuck`: what an attempt still waits for, as far as the socket knows. */
  | { readonly type: 'timeout'; readonly lateMs: number; readonly stuck?: Loss | undefined };

/** What the shell must do: open a socket; give up one still connecting; ping; send a close frame; destroy the socket. */
export type Effect = 'dial' | 'abort' | 'ping' | 'close' | 'terminate';

/** What the table needs from outside: clock, luck and limits. */
export interface Surroundings {
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  readonly limits: TimeLimits;
}

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** A round trip longer than this shows as *slow*: a person feels it, and a loop() without delay() takes milliseconds. */
export const slowMs = 1_000;

const noAnswer: Loss = { cause: 'no answer', detail: 'no answer within the time for one attempt' };
const silence: Loss = { cause: 'silent', detail: 'no sign of life, and pings unanswered' };

type StateNamed<N extends State['name']> = Extract<State, { name: N }>;
type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;
type Cell<N extends State['name'], T extends Event['type']> = (
  state: StateNamed<N>,
  event: EventOf<T>,
  around: Surroundings,
) => Step;

/** A missing cell means: ignored. */
const table: { readonly [N in State['name']]: { readonly [T in Event['type']]?: Cell<N, T> } } = {
  idle: {
    start: (_state, _event, around) => dial({ attempt: 0, cause: undefined, inARow: 0 }, around),
  },
  connecting: {
    stop: (_state, _event, around) => closing(['abort'], around),
    opened: ({ tries }, _event, around) => open(tries, around),
    lost: ({ tries }, loss, around) => backOff(tries, loss, [], around),
    timeout: ({ tries }, { stuck }, around) => backOff(tries, stuck ?? noAnswer, ['abort'], around),
  },
  open: {
    stop: (_state, _event, around) => closing(['ping', 'close'], around),
    life: alive,
    pong: answered,
    lost: (state, loss, around) => backOff(triesAfter(state, around), loss, [], around),
    timeout: (state, _event, { now }) => ping(state, state.unanswered > 0 ? 'silent' : 'open', now),
  },
  silent: {
    stop: (_state, _event, around) => closing(['ping', 'close'], around),
    life: alive,
    pong: answered,
    lost: (state, loss, around) => backOff(triesAfter(state, around), loss, [], around),
    timeout: (state, { lateMs }, around) =>
      isDead(state, lateMs, around)
        ? backOff(triesAfter(state, around), silence, ['terminate'], around)
        : ping(state, 'silent', around.now),
  },
  backoff: {
    stop: () => ({ state: { name: 'idle' }, effects: [] }),
    timeout: ({ tries }, _event, around) => dial(tries, around),
    announced: ({ tries }, _event, around) => dial(tries, around),
  },
  closing: {
    start: (state) => ({ state: { ...state, again: true }, effects: [] }),
    stop: (state) => ({ state: { ...state, again: false }, effects: [] }),
    lost: ({ again }, _event, around) => closed(again, [], around),
    timeout: ({ again }, _event, around) => closed(again, ['terminate'], around),
  },
};

/** Decides, from one state and one event, the next state and what to do. */
export function step(state: State, event: Event, around: Surroundings): Step {
  const cell = table[state.name][event.type] as Cell<State['name'], Event['type']> | undefined;
  return cell === undefined ? { state, effects: [] } : cell(state as never, event as never, around);
}

/** When the state wants its `timeout`; undefined where it can stay for ever. */
export function deadlineOf(state: State, limits: TimeLimits): number | undefined {
  switch (state.name) {
    case 'idle':
      return undefined;
    case 'open':
      return state.unanswered > 0
        ? state.pingAt + pingAgainMs(limits)
        : Math.max(state.pongAt, state.pingAt) + limits.pingMs;
    case 'silent': {
      const deadAt = state.lifeAt + limits.deadMs;
      const pingDueAt = state.pingAt + pingAgainMs(limits);
      return deadAt > state.pingAt ? Math.min(deadAt, pingDueAt) : pingDueAt;
    }
    default:
      return state.until;
  }
}

/** An unanswered ping is followed by another after a third of the interval: 5 s with the defaults. */
function pingAgainMs(limits: TimeLimits): number {
  return limits.pingMs / 3;
}

function dial(tries: Tries, { now, limits }: Surroundings): Step {
  return { state: { name: 'connecting', tries, until: now + limits.connectMs }, effects: ['dial'] };
}

function open(tries: Tries, { now }: Surroundings): Step {
  const state = {
    name: 'open',
    tries,
    openedAt: now,
    lifeAt: now,
    pongAt: now,
    pingAt: now,
    unanswered: 1,
    roundTripMs: undefined,
  } as const;
  return { state, effects: ['ping'] };
}

function alive(state: Open | Silent, _event: Event, { now }: Surroundings): Step {
  return { state: { ...state, name: 'open', lifeAt: now, unanswered: 0 }, effects: [] };
}

function answered(state: Open | Silent, { roundTripMs }: EventOf<'pong'>, { now }: Surroundings): Step {
  return {
    state: { ...state, name: 'open', lifeAt: now, pongAt: now, unanswered: 0, roundTripMs },
    effects: [],
  };
}

function ping(link: Open | Silent, name: 'open' | 'silent', now: number): Step {
  return { state: { ...link, name, pingAt: now, unanswered: link.unanswered + 1 }, effects: ['ping'] };
}

/** After a standstill of the process the board gets one fresh ping instead of a verdict. */
function isDead(link: Link, lateMs: number, { now, limits }: Surroundings): boolean {
  return now >= link.lifeAt + limits.deadMs && link.unanswered >= 2 && lateMs <= limits.lateMs;
}

function backOff(tries: Tries, loss: Loss, effects: readonly Effect[], around: Surroundings): Step {
  const { now, random, limits } = around;
  const { cause, detail } = loss;
  const attempt = tries.attempt + 1;
  const inARow = tries.cause === cause ? tries.inARow + 1 : 1;
  const delayMs = waitMs(attempt, waitFloorMs(cause, inARow, limits), limits, random);
  return {
    state: { name: 'backoff', tries: { attempt, cause, inARow }, cause, detail, until: now + delayMs },
    effects,
  };
}

/** A link that held and showed life starts the count afresh; one that opens and drops at once goes on counting. */
function triesAfter({ tries, openedAt, lifeAt }: Link, { now, limits }: Surroundings): Tries {
  const held = now - openedAt >= limits.stableMs && lifeAt > openedAt;
  return held ? { attempt: 0, cause: undefined, inARow: 0 } : tries;
}

function closing(effects: readonly Effect[], { now, limits }: Surroundings): Step {
  return { state: { name: 'closing', again: false, until: now + limits.closeMs }, effects };
}

function closed(again: boolean, effects: readonly Effect[], around: Surroundings): Step {
  if (!again) return { state: { name: 'idle' }, effects };
  const next = dial({ attempt: 0, cause: undefined, inARow: 0 }, around);
  return { state: next.state, effects: [...effects, ...next.effects] };
}
