import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { causes } from '../src/cause.js';
import type { Event, State } from '../src/connection-state.js';
import { readSettings } from '../src/settings.js';
import { deadlineOf, step } from '../src/transitions.js';

const { limits } = readSettings({ host: 'board' });
const tries = { attempt: 0, cause: undefined, inARow: 0 };
const link = {
  tries,
  openedAt: 0,
  lifeAt: 0,
  pongAt: 0,
  pingAt: 0,
  unanswered: 0,
  roundTripMs: undefined,
};
const fresh: State = { name: 'open', ...link };
const pinged: State = { name: 'open', ...link, pingAt: 15_000, unanswered: 1 };
const silent: State = { name: 'silent', ...link, pingAt: 20_000, unanswered: 2 };
const states = {
  idle: { name: 'idle' },
  connecting: { name: 'connecting', tries, until: 20_000 },
  open: fresh,
  'open, pinged': pinged,
  silent,
  'silent, dead': silent,
  backoff: {
    name: 'backoff',
    tries: { attempt: 1, cause: 'lost', inARow: 1 },
    cause: 'lost',
    detail: '',
    until: 2_000,
  },
  closing: { name: 'closing', next: 'idle', until: 1_000 },
  'closing, again': { name: 'closing', next: 'connecting', until: 1_000 },
  'closing, held': { name: 'closing', next: 'held', until: 1_000 },
  'closing, released': { name: 'closing', next: 'released', until: 1_000 },
  held: { name: 'held', until: 1_000, isOver: false },
  'held, over': { name: 'held', until: 1_000, isOver: true },
} as const satisfies Record<string, State>;
const events = {
  start: { type: 'start' },
  stop: { type: 'stop' },
  opened: { type: 'opened' },
  life: { type: 'life' },
  pong: { type: 'pong', roundTripMs: 3 },
  lost: { type: 'lost', cause: 'lost', detail: 'closed with 1006' },
  timeout: { type: 'timeout', lateMs: 0 },
  announced: { type: 'announced' },
  hold: { type: 'hold' },
  release: { type: 'release' },
} as const satisfies Record<string, Event>;
/** When the event comes: at the deadline that the row's name tells. */
const times: Partial<Record<keyof typeof states, number>> = {
  'open, pinged': 20_000,
  silent: 25_000,
  'silent, dead': 45_000,
};

// Next state / effects, as design and code have it; "–" is ignored.
const table = `
                 | start                | stop                | hold               | release          | opened      | life | pong | lost              | timeout                  | announced
idle             | connecting/dial      | –                   | held               | –                | –           | –    | –    | –                 | –                        | –
connecting       | –                    | closing/abort       | closing/abort      | –                | open/ping   | –    | –    | backoff           | backoff/abort            | –
open             | –                    | closing/ping,close  | closing/ping,close | –                | –           | open | open | backoff           | open/ping                | –
open, pinged     | –                    | closing/ping,close  | closing/ping,close | –                | –           | open | open | backoff           | silent/ping              | –
silent           | –                    | closing/ping,close  | closing/ping,close | –                | –           | open | open | backoff           | silent/ping              | –
silent, dead     | –                    | closing/ping,close  | closing/ping,close | –                | –           | open | open | backoff           | backoff/terminate        | –
backoff          | –                    | idle                | held               | –                | –           | –    | –    | –                 | connecting/dial          | connecting/dial
closing          | closing              | closing             | closing            | –                | –           | –    | –    | idle              | idle/terminate           | –
closing, again   | –                    | closing             | closing            | –                | –           | –    | –    | connecting/dial   | connecting/terminate,dial| –
closing, held    | –                    | closing             | closing            | closing          | –           | –    | –    | held              | held/terminate           | –
closing, released| –                    | closing             | closing            | –                | –           | –    | –    | held              | held/terminate           | –
held             | –                    | idle                | held               | held             | –           | –    | –    | –                 | connecting/dial          | –
held, over       | –                    | idle                | held               | held             | –           | –    | –    | –                 | connecting/dial          | –
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

  it('remembers while closing that a new start was asked for, and that it was taken back', () => {
    const again = step(states.closing, events.start, at(0)).state;
    deepEqual(again, states['closing, again']);
    deepEqual(step(again, events.stop, at(0)).state, states.closing);
  });

  it('leaves a board alone until it is released, and dials not before the shortest wait has passed', () => {
    const held = step(fresh, events.hold, at(50_000)).state;
    deepEqual(held, { name: 'closing', next: 'held', until: 51_000 });
    const alone = step(held, events.lost, at(50_010)).state;
    deepEqual(alone, { name: 'held', until: 51_010, isOver: false });
    equal(deadlineOf(alone, limits), undefined);
    const over = step(alone, events.release, at(50_020)).state;
    equal(deadlineOf(over, limits), 51_010);
    deepEqual(step(over, events.timeout, at(51_010)).effects, ['dial']);
  });

  it('dials at the end of a close that was held and released at once, but not before the shortest wait', () => {
    const released = step(states['closing, held'], events.release, at(0)).state;
    deepEqual(released, states['closing, released']);
    const { state } = step(released, events.lost, at(500));
    equal(deadlineOf(state, limits), 1_500);
  });

  it('gives a board one fresh ping instead of a verdict when the process stood still', () => {
    const late = step(silent, { type: 'timeout', lateMs: 60_000 }, at(105_000));
    equal(late.state.name, 'silent');
    deepEqual(late.effects, ['ping']);
    equal(deadlineOf(late.state, limits), 110_000);
    equal(step(late.state, events.timeout, at(110_000)).state.name, 'backoff');
  });

  it('waits for two unanswered pings before it calls a board dead', () => {
    const once: State = { ...silent, unanswered: 1 };
    equal(step(once, events.timeout, at(50_000)).state.name, 'silent');
  });

  it('shows silence 20 s and death 45 s after the last sign of life, with the default limits', () => {
    const seen = walk(fresh);
    deepEqual(seen.slice(0, 2), ['15000 open/ping', '20000 silent/ping']);
    equal(seen.at(-1), '45000 backoff/terminate');
  });

  it('pings every 15 s even a board that talks all the time', () => {
    const talking: State = { ...fresh, lifeAt: 14_999, pongAt: 0 };
    equal(deadlineOf(talking, limits), 15_000);
  });

  it('starts counting attempts afresh only after a link that held 10 s and showed life', () => {
    const before: State = { ...fresh, tries: { attempt: 4, cause: 'refused', inARow: 4 } };
    const attemptAfter = (state: State, now: number) => {
      const { state: next } = step(state, events.lost, at(now));
      return next.name === 'backoff' ? next.tries.attempt : undefined;
    };
    equal(attemptAfter({ ...before, lifeAt: 5_000 }, 9_999), 5);
    equal(attemptAfter({ ...before, lifeAt: 5_000 }, 10_000), 1);
    equal(attemptAfter({ ...before, lifeAt: 0 }, 10_000), 5);
  });

  it('tells what an attempt was stuck at when its time is up', () => {
    const stuck = { cause: 'no TLS here', detail: 'TCP connected, but no TLS' } as const;
    const { state } = step(states.connecting, { type: 'timeout', lateMs: 0, stuck }, at(20_000));
    equal(state.name === 'backoff' && state.cause, 'no TLS here');
  });

  it('never dials except from idle, at the end of a wait, at the end of a close that was asked to start again, or when released', () => {
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
              equal(['idle', 'backoff', 'closing', 'held'].includes(state.name), true);
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
      events.life,
      events.pong,
      events.timeout,
      events.announced,
      events.hold,
      events.release,
    ),
    fc.constantFrom(...causes).map((cause): Event => ({ type: 'lost', cause, detail: '' })),
  );
  return fc.record({ event, afterMs: fc.integer({ min: 0, max: 60_000 }) });
}
