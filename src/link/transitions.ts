import { waitFloorMs, waitMs } from './backoff.js';
import type {
  Attempts,
  Backoff,
  Closing,
  Disconnect,
  Effect,
  Event,
  Link,
  Open,
  Silent,
  State,
  TimeLimits,
} from './connection-state.js';
import { noPongsDueAt } from './state-deadline.js';

/** What the table needs from outside: clock, randomness and limits. */
export interface Context {
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  readonly limits: TimeLimits;
}

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

const noAnswer: Disconnect = { cause: 'no answer', detail: 'no answer within the time for one attempt' };
const silence: Disconnect = { cause: 'silent', detail: 'nothing received, and pings unanswered' };

/** A board announces itself for 8 s after a start. */
const backMs = 8_000;

const firstAttempt: Attempts = { attempt: 0, cause: undefined, consecutive: 0 };

type StateNamed<N extends State['name']> = Extract<State, { name: N }>;
type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;
type Cell<N extends State['name'], T extends Event['type']> = (
  state: StateNamed<N>,
  event: EventOf<T>,
  context: Context,
) => Step;

type LiveCell<T extends Event['type']> = (state: Open | Silent, event: EventOf<T>, context: Context) => Step;

/** What is the same for an open link, whether or not the board answers. */
const live: { readonly [T in Event['type']]?: LiveCell<T> } = {
  stop: (_state, _event, context) => closing('idle', ['ping', 'close'], context),
  pause: (_state, _event, context) => closing('paused', ['ping', 'close'], context),
  activity: onActivity,
  readingPaused: onReadingPaused,
  pong: onPong,
  announced: onAnnounced,
  closed: onClosed,
};

/** A missing cell means: ignored. */
const table: { readonly [N in State['name']]: { readonly [T in Event['type']]?: Cell<N, T> } } = {
  idle: {
    start: (_state, _event, context) => dial(firstAttempt, context),
    pause: (_state, _event, context) => paused(context),
  },
  connecting: {
    stop: (_state, _event, context) => closing('idle', ['abort'], context),
    pause: (_state, _event, context) => closing('paused', ['abort'], context),
    opened: ({ attempts }, _event, context) => open(attempts, context),
    closed: ({ attempts }, disconnect, context) => backOff(attempts, disconnect, [], context),
    timeout: ({ attempts }, { stuck }, context) => backOff(attempts, stuck ?? noAnswer, ['abort'], context),
    announced: (state, { isUnderWay }, context) => {
      const { connectMs, minDelayMs } = context.limits;
      const dialledAt = state.until - connectMs;
      // What the computer has sent to a board without power it repeats after 1 s, and then more and more seldom.
      const isSoon = isUnderWay || context.now - dialledAt < minDelayMs;
      return isSoon ? stay(state) : dial(state.attempts, context, ['abort']);
    },
  },
  open: {
    ...live,
    timeout: (state, { lateMs }, { now, limits }) => {
      if (noPongsDueAt(state, limits) <= now) {
        // After a stall of this process there may be pongs to read: they have the time of one more ping.
        if (lateMs > limits.lateMs) return ping(changed(state, { oldestPingAt: now }), 'open', now);
        return stay(changed(state, { hasNoPongs: true }));
      }
      // The ping only keeps the connection alive: that it is not answered is no reason to send another one soon.
      if (mayNeverPong(state, limits)) return ping(changed(state, { pingsSinceActivity: -1 }), 'open', now);
      return ping(state, state.pingsSinceActivity > 0 ? 'silent' : 'open', now);
    },
  },
  silent: {
    ...live,
    timeout: (state, { lateMs }, context) =>
      isDead(state, lateMs, context)
        ? backOff(attemptsAfter(state, context), silence, ['terminate'], context)
        : ping(state, 'silent', context.now),
  },
  backoff: {
    stop: idle,
    pause: (_state, _event, context) => paused(context),
    timeout: ({ attempts }, _event, context) => dial(attempts, context),
    announced: (state, _event, context) => {
      const { attempts, earliest, until } = state;
      return context.now >= earliest
        ? dial(attempts, context)
        : stay({ ...state, until: Math.min(until, earliest) });
    },
  },
  closing: {
    start: (state) => (state.next === 'idle' ? stay({ ...state, next: 'connecting' }) : stay(state)),
    stop: (state) => stay({ ...state, next: 'idle' }),
    pause: (state) => stay({ ...state, next: 'paused' }),
    resume: (state) => (state.next === 'paused' ? stay({ ...state, next: 'resuming' }) : stay(state)),
    closed: ({ next }, _event, context) => closed(next, [], context),
    timeout: ({ next }, _event, context) => closed(next, ['terminate'], context),
  },
  paused: {
    stop: idle,
    pause: (state) => stay({ ...state, isResuming: false }),
    resume: (state) => stay({ ...state, isResuming: true }),
    timeout: (_state, _event, context) => dial(firstAttempt, context),
  },
};

/** Decides, from one state and one event, the next state and what to do. */
export function step(state: State, event: Event, context: Context): Step {
  const cell = table[state.name][event.type] as Cell<State['name'], Event['type']> | undefined;
  return cell === undefined ? stay(state) : cell(state as never, event as never, context);
}

/** A board that has not answered any ping, and need not: its silence means nothing. */
function mayNeverPong({ openedAt, oldestPingAt }: Link, { expectsPongs }: TimeLimits): boolean {
  return !expectsPongs && oldestPingAt === openedAt;
}

function dial(attempts: Attempts, { now, limits }: Context, before: readonly Effect[] = []): Step {
  return {
    state: { name: 'connecting', attempts, until: now + limits.connectMs },
    effects: [...before, 'dial'],
  };
}

function open(attempts: Attempts, { now }: Context): Step {
  const state = {
    name: 'open',
    attempts,
    openedAt: now,
    activityAt: now,
    pongAt: now,
    pingAt: now,
    pingsSinceActivity: 1,
    oldestPingAt: now,
    hasNoPongs: false,
    announcedAt: undefined,
    roundTripMs: undefined,
  } as const;
  return { state, effects: ['ping'] };
}

function onActivity(state: Open | Silent, _event: Event, { now }: Context): Step {
  return stay(changed(state, { name: 'open', activityAt: now, pingsSinceActivity: 0 }));
}

/** Nothing can be read at present, so no pong can be missed. */
function onReadingPaused(state: Open | Silent, _event: Event, { now }: Context): Step {
  const oldestPingAt = state.oldestPingAt > now ? state.oldestPingAt : now;
  return stay(changed(state, { name: 'open', activityAt: now, pingsSinceActivity: 0, oldestPingAt }));
}

function onPong(state: Open | Silent, { roundTripMs }: EventOf<'pong'>, { now }: Context): Step {
  const changes = {
    name: 'open',
    activityAt: now,
    pongAt: now,
    pingsSinceActivity: 0,
    oldestPingAt: Number.POSITIVE_INFINITY,
    hasNoPongs: false,
    roundTripMs,
  } as const;
  return stay(changed(state, changes));
}

/**
 * It may have started anew, and not know this connection: then it answers with a reset, or not at all. What an unanswered ping
 * leads to is not put off by that: anybody can say that a board is there.
 */
function onAnnounced(state: Open | Silent, _event: Event, { now }: Context): Step {
  const { effects, state: pinged } = ping(changed(state, { announcedAt: now }), state.name, now);
  const { pingAt, pingsSinceActivity } = state;
  return { effects, state: pingsSinceActivity > 0 ? changed(pinged, { pingAt }) : pinged };
}

/** A board that has just said that it is there need not be waited for. */
function onClosed(state: Open | Silent, disconnect: EventOf<'closed'>, context: Context): Step {
  const { limits, now } = context;
  const isBack = state.announcedAt !== undefined && now - state.announcedAt < backMs;
  const { effects, state: waiting } = backOff(attemptsAfter(state, context), disconnect, [], context);
  const until = Math.max(now, state.openedAt + limits.minDelayMs);
  return { effects, state: isBack ? { ...waiting, until } : waiting };
}

function ping(
  link: Open | Silent,
  name: 'open' | 'silent',
  now: number,
): Step & { readonly state: Open | Silent } {
  const oldestPingAt = Math.min(link.oldestPingAt, now);
  const pingsSinceActivity = link.pingsSinceActivity + 1;
  return { state: changed(link, { name, pingAt: now, pingsSinceActivity, oldestPingAt }), effects: ['ping'] };
}

/**
 * The link, with some of it changed. Each field by name: what is spread out of a spread, again and again, gets a layout of its own
 * from V8 each time, which took 9 µs of each pong.
 */
function changed(link: Open | Silent, changes: Partial<Open | Silent>): Open | Silent {
  return {
    name: changes.name ?? link.name,
    attempts: changes.attempts ?? link.attempts,
    openedAt: changes.openedAt ?? link.openedAt,
    activityAt: changes.activityAt ?? link.activityAt,
    pongAt: changes.pongAt ?? link.pongAt,
    pingAt: changes.pingAt ?? link.pingAt,
    pingsSinceActivity: changes.pingsSinceActivity ?? link.pingsSinceActivity,
    oldestPingAt: changes.oldestPingAt ?? link.oldestPingAt,
    hasNoPongs: changes.hasNoPongs ?? link.hasNoPongs,
    announcedAt: changes.announcedAt ?? link.announcedAt,
    roundTripMs: changes.roundTripMs ?? link.roundTripMs,
  };
}

/** After a stall of this process the board gets one more ping before it is called dead. */
function isDead(link: Link, lateMs: number, { now, limits }: Context): boolean {
  return now >= link.activityAt + limits.deadMs && link.pingsSinceActivity >= 2 && lateMs <= limits.lateMs;
}

function backOff(
  attempts: Attempts,
  disconnect: Disconnect,
  effects: readonly Effect[],
  context: Context,
): Step & { readonly state: Backoff } {
  const { now, random, limits } = context;
  const { cause, detail, reasons } = disconnect;
  const attempt = attempts.attempt + 1;
  const consecutive = attempts.cause === cause ? attempts.consecutive + 1 : 1;
  const delayMs = waitMs(attempt, waitFloorMs(disconnect, consecutive, limits), limits, random);
  return {
    state: {
      name: 'backoff',
      attempts: { attempt, cause, consecutive },
      cause,
      detail,
      reasons,
      earliest: now + limits.minDelayMs,
      until: now + delayMs,
    },
    effects,
  };
}

/** A stable link with activity resets the counter; one that opens and drops at once goes on counting. */
function attemptsAfter({ attempts, openedAt, activityAt }: Link, { now, limits }: Context): Attempts {
  const wasStable = now - openedAt >= limits.stableMs && activityAt > openedAt;
  return wasStable ? firstAttempt : attempts;
}

function idle(): Step {
  return stay({ name: 'idle' });
}

function paused({ now, limits }: Context, isResuming = false): Step {
  return stay({ name: 'paused', until: now + limits.minDelayMs, isResuming });
}

function closing(next: Closing['next'], effects: readonly Effect[], { now, limits }: Context): Step {
  return { state: { name: 'closing', next, until: now + limits.closeMs }, effects };
}

function closed(next: Closing['next'], effects: readonly Effect[], context: Context): Step {
  const after = afterClose(next, context);
  return { state: after.state, effects: [...effects, ...after.effects] };
}

function afterClose(next: Closing['next'], context: Context): Step {
  if (next === 'idle') return idle();
  return next === 'connecting' ? dial(firstAttempt, context) : paused(context, next === 'resuming');
}

/** No effects. */
function stay(state: State): Step {
  return { state, effects: [] };
}
