import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { causes } from '../../src/link/cause.js';
import type { Event, State } from '../../src/link/connection-state.js';
import { deadlineOf } from '../../src/link/state-deadline.js';
import { step } from '../../src/link/transitions.js';
import { readBoardSettings } from '../../src/settings/board-settings.js';

const { limits } = readBoardSettings({ host: 'board' });
const attempts = { attempt: 0, cause: undefined, consecutive: 0 };
const link = {
  attempts,
  openedAt: 0,
  activityAt: 0,
  pongAt: 0,
  pingAt: 0,
  pingsSinceActivity: 0,
  oldestPingAt: Number.POSITIVE_INFINITY,
  hasNoPongs: false,
  announcedAt: undefined,
  roundTripMs: undefined,
};
const fresh: State = { name: 'open', ...link };
const pinged: State = { name: 'open', ...link, pingAt: 15_000, pingsSinceActivity: 1 };
const silent: State = { name: 'silent', ...link, pingAt: 20_000, pingsSinceActivity: 2 };
const states = {
  idle: { name: 'idle' },
  connecting: { name: 'connecting', attempts, until: 20_000 },
  open: fresh,
  'open, pinged': pinged,
  silent,
  'silent, dead': silent,
  backoff: {
    name: 'backoff',
    attempts: { attempt: 1, cause: 'lost', consecutive: 1 },
    cause: 'lost',
    detail: '',
    earliest: 1_000,
    until: 2_000,
  },
  closing: { name: 'closing', next: 'idle', until: 1_000 },
  'closing, again': { name: 'closing', next: 'connecting', until: 1_000 },
  'closing, paused': { name: 'closing', next: 'paused', until: 1_000 },
  'closing, resuming': { name: 'closing', next: 'resuming', until: 1_000 },
  paused: { name: 'paused', until: 1_000, isResuming: false },
  'paused, resuming': { name: 'paused', until: 1_000, isResuming: true },
} as const satisfies Record<string, State>;
const events = {
  start: { type: 'start' },
  stop: { type: 'stop' },
  opened: { type: 'opened' },
  activity: { type: 'activity' },
  readingPaused: { type: 'readingPaused' },
  pong: { type: 'pong', roundTripMs: 3 },
  closed: { type: 'closed', cause: 'lost', detail: 'closed with 1006' },
  timeout: { type: 'timeout', lateMs: 0 },
  announced: { type: 'announced', isUnderWay: false },
  'announced, under way': { type: 'announced', isUnderWay: true },
  pause: { type: 'pause' },
  resume: { type: 'resume' },
} as const satisfies Record<string, Event>;
/** When the event comes: at the deadline that the row's name tells. */
const times: Partial<Record<keyof typeof states, number>> = {
  'open, pinged': 20_000,
  backoff: 1_000,
  connecting: 1_000,
  silent: 25_000,
  'silent, dead': 45_000,
};

// Next state / effects, written down a second time; "–" is ignored.
const table = `
                  | start           | stop               | pause              | resume  | opened    | activity | readingPaused | pong | closed          | timeout                   | announced             | announced, under way
idle              | connecting/dial | –                  | paused             | –       | –         | –        | –             | –    | –               | –                         | –                     | –
connecting        | –               | closing/abort      | closing/abort      | –       | open/ping | –        | –             | –    | backoff         | backoff/abort             | connecting/abort,dial | –
open              | –               | closing/ping,close | closing/ping,close | –       | –         | open     | open          | open | backoff         | open/ping                 | open/ping             | open/ping
open, pinged      | –               | closing/ping,close | closing/ping,close | –       | –         | open     | open          | open | backoff         | silent/ping               | open/ping             | open/ping
silent            | –               | closing/ping,close | closing/ping,close | –       | –         | open     | open          | open | backoff         | silent/ping               | silent/ping           | silent/ping
silent, dead      | –               | closing/ping,close | closing/ping,close | –       | –         | open     | open          | open | backoff         | backoff/terminate         | silent/ping           | silent/ping
backoff           | –               | idle               | paused             | –       | –         | –        | –             | –    | –               | connecting/dial           | connecting/dial       | connecting/dial
closing           | closing         | closing            | closing            | –       | –         | –        | –             | –    | idle            | idle/terminate            | –                     | –
closing, again    | –               | closing            | closing            | –       | –         | –        | –             | –    | connecting/dial | connecting/terminate,dial | –                     | –
closing, paused   | –               | closing            | closing            | closing | –         | –        | –             | –    | paused          | paused/terminate          | –                     | –
closing, resuming | –               | closing            | closing            | –       | –         | –        | –             | –    | paused          | paused/terminate          | –                     | –
paused            | –               | idle               | paused             | paused  | –         | –        | –             | –    | –               | connecting/dial           | –                     | –
paused, resuming  | –               | idle               | paused             | paused  | –         | –        | –             | –    | –               | connecting/dial           | –                     | –
`;

function at(now: number, random = 0) {
  return { now, random, limits };
}

describe('The state of a connection', () => {
  const [[, ...eventNames] = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  for (const [name, ...cells] of rows) {
    it(`follows the table when it is ${name}`, () => {
      const rowName = name as keyof typeof states;
      const state = states[rowName];
      for (const [column, cell] of cells.entries()) {
        const event = events[eventNames[column] as keyof typeof events];
        const result = step(state, event, at(times[rowName] ?? 0));
        const [next, effects = ''] = cell === '–' ? [state.name] : cell.split('/');
        equal(`${result.state.name}/${result.effects.join(',')}`, `${next}/${effects}`, event.type);
        if (cell === '–') equal(result.state, state, event.type);
      }
    });
  }

  describe('where the board sends data', () => {
    const talking: State = { name: 'open', ...link, activityAt: 14_000, pingAt: 0, oldestPingAt: 0 };

    it('knows 20 s after an unanswered ping that no pongs come, and says so once', () => {
      equal(deadlineOf({ ...talking, pingAt: 15_000 }, limits), 20_000);
      const { effects, state } = step({ ...talking, pingAt: 15_000 }, events.timeout, at(20_000));
      equal(state.name === 'open' && state.hasNoPongs, true);
      deepEqual(effects, []);
      equal(deadlineOf(state, limits), 30_000);
    });

    it('says nothing after a stall of this process, which may have pongs to read', () => {
      const late = { type: 'timeout', lateMs: 5_000 } as const;
      const { effects, state } = step({ ...talking, pingAt: 15_000 }, late, at(25_000));
      deepEqual(effects, ['ping']);
      equal(state.name === 'open' && state.hasNoPongs, false);
    });

    it('takes that back with the next pong', () => {
      const { state } = step({ ...talking, hasNoPongs: true }, events.pong, at(21_000));
      equal(state.name === 'open' && state.hasNoPongs, false);
    });

    it('misses no pong while nothing is read', () => {
      const { state } = step(talking, events.readingPaused, at(19_000));
      equal(deadlineOf(state, limits), 15_000);
      const pinged = step(state, events.timeout, at(19_000)).state;
      const read = step(pinged, events.activity, at(19_001)).state;
      equal(deadlineOf(read, limits), 34_000);
      equal(step(read, events.timeout, at(34_000)).effects[0], 'ping');
    });

    it('expects none where messages are confirmed by writing them', () => {
      const byWrite = { ...limits, expectsPongs: false };
      const { effects, state } = step(talking, events.timeout, { now: 15_000, random: 0, limits: byWrite });
      deepEqual([state.name, ...effects], ['open', 'ping']);
      equal(deadlineOf(state, byWrite), 30_000);
    });
  });

  it('remembers while closing that a new start was asked for, and that it was taken back', () => {
    const again = step(states.closing, events.start, at(0)).state;
    deepEqual(again, states['closing, again']);
    deepEqual(step(again, events.stop, at(0)).state, states.closing);
  });

  it('stays disconnected until it is resumed, and connects no sooner than the shortest wait', () => {
    const closing = step(fresh, events.pause, at(50_000)).state;
    deepEqual(closing, { name: 'closing', next: 'paused', until: 51_000 });
    const paused = step(closing, events.closed, at(50_010)).state;
    deepEqual(paused, { name: 'paused', until: 51_010, isResuming: false });
    equal(deadlineOf(paused, limits), undefined);
    const resuming = step(paused, events.resume, at(50_020)).state;
    equal(deadlineOf(resuming, limits), 51_010);
    deepEqual(step(resuming, events.timeout, at(51_010)).effects, ['dial']);
  });

  it('connects after a close that was paused and resumed at once, but no sooner than the shortest wait', () => {
    const resuming = step(states['closing, paused'], events.resume, at(0)).state;
    deepEqual(resuming, states['closing, resuming']);
    const { state } = step(resuming, events.closed, at(500));
    equal(deadlineOf(state, limits), 1_500);
  });

  it('sends one more ping before it calls a board dead when this process stalled', () => {
    const late = step(silent, { type: 'timeout', lateMs: 60_000 }, at(105_000));
    equal(late.state.name, 'silent');
    deepEqual(late.effects, ['ping']);
    equal(deadlineOf(late.state, limits), 110_000);
    equal(step(late.state, events.timeout, at(110_000)).state.name, 'backoff');
  });

  it('waits for two unanswered pings before it calls a board dead', () => {
    const once: State = { ...silent, pingsSinceActivity: 1 };
    equal(step(once, events.timeout, at(50_000)).state.name, 'silent');
  });

  it('shows silence 20 s and death 45 s after the last sign of life, with the default limits', () => {
    const seen = walk(fresh);
    deepEqual(seen.slice(0, 2), ['15000 open/ping', '20000 silent/ping']);
    equal(seen.at(-1), '45000 backoff/terminate');
  });

  it('pings every 15 s even a board that talks all the time', () => {
    const talking: State = { ...fresh, activityAt: 14_999, pongAt: 0 };
    equal(deadlineOf(talking, limits), 15_000);
  });

  it('pings boards together that are due within 250 ms, none of them later than after 15 s', () => {
    const dueAt = (pongAt: number) => deadlineOf({ ...fresh, pongAt }, limits)!;
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (pongAt) => {
        const agoMs = dueAt(pongAt) - pongAt;
        ok(agoMs > 14_749 && agoMs <= 15_000, `${agoMs}`);
      }),
    );
    deepEqual([1_000, 1_100, 1_249.9, 1_250].map(dueAt), [16_000, 16_000, 16_000, 16_250]);
  });

  it('starts counting attempts afresh only after a link that held 10 s and showed life', () => {
    const before: State = { ...fresh, attempts: { attempt: 4, cause: 'refused', consecutive: 4 } };
    const attemptAfter = (state: State, now: number) => {
      const { state: next } = step(state, events.closed, at(now));
      return next.name === 'backoff' ? next.attempts.attempt : undefined;
    };
    equal(attemptAfter({ ...before, activityAt: 5_000 }, 9_999), 5);
    equal(attemptAfter({ ...before, activityAt: 5_000 }, 10_000), 1);
    equal(attemptAfter({ ...before, activityAt: 0 }, 10_000), 5);
  });

  it('tells what an attempt was stuck at when its time is up', () => {
    const stuck = { cause: 'no TLS here', detail: 'TCP connected, but no TLS' } as const;
    const { state } = step(states.connecting, { type: 'timeout', lateMs: 0, stuck }, at(20_000));
    equal(state.name === 'backoff' && state.cause, 'no TLS here');
  });

  it('does not wait for a board that has said that it is there when the connection breaks', () => {
    const { state: pinged } = step(fresh, events.announced, at(20_000));
    const soon = step(pinged, events.closed, at(20_001, 0.5)).state;
    equal(soon.name === 'backoff' && soon.until, 20_001);
    const atOnce = step({ ...fresh, openedAt: 19_900, announcedAt: 20_000 }, events.closed, at(20_001)).state;
    equal(atOnce.name === 'backoff' && atOnce.until, 20_900);
    const late = step(pinged, events.closed, at(28_000, 0.5)).state;
    equal(late.name === 'backoff' && late.until, 29_500);
  });

  it('makes no attempt sooner than a second after the last one for a board that says that it is there', () => {
    equal(step(states.connecting, events.announced, at(999)).state, states.connecting);
    const waiting = step(states.backoff, events.announced, at(999));
    deepEqual(waiting, { state: { ...states.backoff, until: 1_000 }, effects: [] });
    deepEqual(step(states.backoff, events.announced, at(1_000)).effects, ['dial']);
  });

  it('never dials except from idle, at the end of a wait, when the board is heard, at the end of a close that was asked to start again, or when released', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent(), { maxLength: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (list, random) => {
          let state: State = { name: 'idle' };
          let now = 0;
          for (const { event, afterMs } of list) {
            now += afterMs;
            const { state: next, effects } = step(state, event, at(now, random));
            if (effects.includes('dial')) {
              equal(next.name, 'connecting');
              const isFromWaiting = ['idle', 'backoff', 'closing', 'paused'].includes(state.name);
              equal(isFromWaiting || event.type === 'announced', true);
            }
            if (state.name === 'backoff' && next.name === 'connecting') {
              equal(event.type === 'timeout' || event.type === 'announced', true);
            }
            state = next;
          }
        },
      ),
    );
  });
});

/** Lets time pass, with no sign from the board, until the state is given up; one line for each deadline. */
function walk(state: State): string[] {
  const lines: string[] = [];
  for (let now = deadlineOf(state, limits)!; lines.length < 20; now = deadlineOf(state, limits)!) {
    const { state: next, effects } = step(state, events.timeout, at(now));
    lines.push(`${now} ${next.name}/${effects.join(',')}`);
    if (next.name === 'backoff') return lines;
    state = next;
  }
  return lines;
}

function anyEvent(): fc.Arbitrary<{ event: Event; afterMs: number }> {
  const event = fc.oneof(
    fc.constantFrom<Event[]>(
      events.start,
      events.stop,
      events.opened,
      events.activity,
      events.pong,
      events.timeout,
      events.announced,
      events['announced, under way'],
      events.pause,
      events.resume,
    ),
    fc.constantFrom(...causes).map((cause): Event => ({ type: 'closed', cause, detail: '' })),
  );
  return fc.record({ event, afterMs: fc.integer({ min: 0, max: 60_000 }) });
}
