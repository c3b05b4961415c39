import { waitFloorMs, waitMs } from './backoff.js';
import type {
  Closing,
  Effect,
  Event,
  Link,
  Loss,
  Open,
  Silent,
  State,
  TimeLimits,
  Tries,
} from './connection-state.js';

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

const noAnswer: Loss = { cause: 'no answer', detail: 'no answer within the time for one attempt' };
const silence: Loss = { cause: 'silent', detail: 'no sign of life, and pings unanswered' };

const firstTry: Tries = { attempt: 0, cause: undefined, inARow: 0 };

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
    start: (_state, _event, around) => dial(firstTry, around),
    hold: (_state, _event, around) => held(around),
  },
  connecting: {
    stop: (_state, _event, around) => closing('idle', ['abort'], around),
    hold: (_state, _event, around) => closing('held', ['abort'], around),
    opened: ({ tries }, _event, around) => open(tries, around),
    lost: ({ tries }, loss, around) => backOff(tries, loss, [], around),
    timeout: ({ tries }, { stuck }, around) => backOff(tries, stuck ?? noAnswer, ['abort'], around),
  },
  open: {
    stop: (_state, _event, around) => closing('idle', ['ping', 'close'], around),
    hold: (_state, _event, around) => closing('held', ['ping', 'close'], around),
    life: alive,
    pong: answered,
    lost: (state, loss, around) => backOff(triesAfter(state, around), loss, [], around),
    timeout: (state, _event, { now }) => ping(state, state.unanswered > 0 ? 'silent' : 'open', now),
  },
  silent: {
    stop: (_state, _event, around) => closing('idle', ['ping', 'close'], around),
    hold: (_state, _event, around) => closing('held', ['ping', 'close'], around),
    life: alive,
    pong: answered,
    lost: (state, loss, around) => backOff(triesAfter(state, around), loss, [], around),
    timeout: (state, { lateMs }, around) =>
      isDead(state, lateMs, around)
        ? backOff(triesAfter(state, around), silence, ['terminate'], around)
        : ping(state, 'silent', around.now),
  },
  backoff: {
    stop: idle,
    hold: (_state, _event, around) => held(around),
    timeout: ({ tries }, _event, around) => dial(tries, around),
    announced: ({ tries }, _event, around) => dial(tries, around),
  },
  closing: {
    start: (state) => (state.next === 'idle' ? stay({ ...state, next: 'connecting' }) : stay(state)),
    stop: (state) => stay({ ...state, next: 'idle' }),
    hold: (state) => stay({ ...state, next: 'held' }),
    release: (state) => (state.next === 'held' ? stay({ ...state, next: 'released' }) : stay(state)),
    lost: ({ next }, _event, around) => closed(next, [], around),
    timeout: ({ next }, _event, around) => closed(next, ['terminate'], around),
  },
  held: {
    stop: idle,
    hold: (state) => stay({ ...state, isOver: false }),
    release: (state) => stay({ ...state, isOver: true }),
    timeout: (_state, _event, around) => dial(firstTry, around),
  },
};

/** Decides, from one state and one event, the next state and what to do. */
export function step(state: State, event: Event, around: Surroundings): Step {
  const cell = table[state.name][event.type] as Cell<State['name'], Event['type']> | undefined;
  return cell === undefined ? stay(state) : cell(state as never, event as never, around);
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
    case 'held':
      return state.isOver ? state.until : undefined;
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
  return stay({ ...state, name: 'open', lifeAt: now, unanswered: 0 });
}

function answered(state: Open | Silent, { roundTripMs }: EventOf<'pong'>, { now }: Surroundings): Step {
  return stay({ ...state, name: 'open', lifeAt: now, pongAt: now, unanswered: 0, roundTripMs });
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
  return held ? firstTry : tries;
}

function idle(): Step {
  return stay({ name: 'idle' });
}

function held({ now, limits }: Surroundings, isOver = false): Step {
  return stay({ name: 'held', until: now + limits.minDelayMs, isOver });
}

function closing(next: Closing['next'], effects: readonly Effect[], { now, limits }: Surroundings): Step {
  return { state: { name: 'closing', next, until: now + limits.closeMs }, effects };
}

function closed(next: Closing['next'], effects: readonly Effect[], around: Surroundings): Step {
  const after = afterClose(next, around);
  return { state: after.state, effects: [...effects, ...after.effects] };
}

function afterClose(next: Closing['next'], around: Surroundings): Step {
  if (next === 'idle') return idle();
  return next === 'connecting' ? dial(firstTry, around) : held(around, next === 'released');
}

/** No effects. */
function stay(state: State): Step {
  return { state, effects: [] };
}
