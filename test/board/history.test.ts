import { deepEqual, doesNotThrow, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { BoardHistory, type Moment } from '../../src/board/history.js';
import { Timeline } from '../../src/board/timeline.js';
import { type Cause, causes } from '../../src/link/cause.js';
import type { Report } from '../../src/link/report.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const started = 5 * minute + 17;
const wallThen = 1_764_364_500_000;

/** So long after the history began; the wall clock may have been put forward or back since. */
const at = (ms: number, putBy = 0): Moment => ({ now: started + ms, wall: wallThen + ms + putBy });

const report = (state: Report['state'], cause?: Cause, detail?: string): Report => {
  return { state, cause, detail, attempt: 0, roundTripMs: undefined };
};

/** Plays reports, each so long after the beginning. */
function historyOf(...steps: [ms: number, state: Report['state'], cause?: Cause][]): BoardHistory {
  const history = new BoardHistory();
  for (const [ms, state, cause] of steps) history.report(report(state, cause, cause), at(ms));
  return history;
}

const kindsOf = (history: BoardHistory) => history.events.map(({ count, kind }) => `${count} ${kind}`);
const sizeOf = (history: BoardHistory, moment: Moment) =>
  Buffer.byteLength(JSON.stringify(history.save(moment)));

const states = [
  'connecting',
  'ready',
  'slow',
  'no pongs',
  'silent',
  'lost',
  'closing',
  'disconnected',
] as const;

/** Anything that can happen, and how long after the last. */
const commands = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 30 * hour })),
    state: fc.constantFrom(...states, 'reboot', 'flood'),
    cause: fc.constantFrom(...causes),
    detail: fc.string({ unit: 'binary', maxLength: 300 }),
    paused: fc.boolean(),
  }),
  { maxLength: 600 },
);

function play(list: typeof commands extends fc.Arbitrary<infer Value> ? Value : never): {
  history: BoardHistory;
  end: Moment;
} {
  const history = new BoardHistory();
  let ms = 0;
  for (const { after, cause, detail, paused, state } of list) {
    ms += after;
    if (state === 'reboot' || state === 'flood') history[state](at(ms));
    else history.report(state === 'lost' ? report(state, cause, detail) : report(state), at(ms), paused);
  }
  return { history, end: at(ms + 3) };
}

describe('The history of a board', () => {
  const table: [string, BoardHistory, number, { percent?: number; outages: number; longest: number }][] = [
    [
      'nothing of a board that nothing uses',
      historyOf([0, 'disconnected']),
      hour,
      { outages: 0, longest: 0 },
    ],
    [
      '100 % of a board that stays',
      historyOf([0, 'connecting'], [50, 'ready'], [20 * minute, 'silent'], [21 * minute, 'slow']),
      30 * minute,
      { percent: 100, outages: 0, longest: 0 },
    ],
    [
      'an outage of 10 minutes in 40',
      historyOf([0, 'ready'], [10 * minute, 'lost', 'silent'], [20 * minute, 'ready']),
      40 * minute,
      { percent: 75, outages: 1, longest: 10 * minute },
    ],
    [
      'an outage that still goes on, however many attempts',
      historyOf(
        [0, 'ready'],
        [30 * minute, 'lost', 'refused'],
        [31 * minute, 'connecting'],
        [35 * minute, 'lost', 'refused'],
      ),
      40 * minute,
      { percent: 75, outages: 1, longest: 10 * minute },
    ],
    [
      'a board that never answered',
      historyOf([0, 'connecting'], [20 * second, 'lost', 'no answer']),
      30 * minute,
      { percent: 0, outages: 1, longest: 30 * minute - 20 * second },
    ],
    [
      'no pause as an outage',
      historyOf(
        [0, 'ready'],
        [10 * minute, 'closing'],
        [10 * minute, 'disconnected'],
        [30 * minute, 'ready'],
      ),
      40 * minute,
      { percent: 100, outages: 0, longest: 0 },
    ],
  ];
  for (const [title, history, ms, { longest, outages, percent }] of table)
    it(`tells ${title}`, () => {
      const uptime = history.uptime('hour', at(ms));
      equal(uptime.percent === undefined ? undefined : Math.round(uptime.percent), percent);
      equal(uptime.outages, outages);
      equal(Math.round(uptime.longestOutageMs / second), longest / second);
    });

  it('takes no more memory after a day without a change than after a minute', () => {
    const heldBy = (hours: number) => {
      const timeline = new Timeline(60_000, 60);
      for (let at = 0; at < hours * hour; at += 10 * second) timeline.add('upMs', at, at + 10 * second);
      return timeline.bytes;
    };
    equal(heldBy(25), heldBy(0.02));
    const rare = new Timeline(60_000, 60);
    rare.add('downMs', 0, 25 * hour);
    equal(rare.bytes, heldBy(0.02));
    equal(rare.uptime(25 * hour, 0).percent, 0);
  });

  it('tells the true share of a day, however often and for how long the board was away', () => {
    const steps = fc.array(
      fc.tuple(
        fc.oneof(fc.integer({ min: 1, max: 90 * second }), fc.integer({ min: 1, max: 2 * hour })),
        fc.constantFrom('ready' as const, 'lost' as const, 'disconnected' as const),
      ),
      { minLength: 1, maxLength: 11 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const total = { ready: 0, lost: 0, disconnected: 0 };
        const history = new BoardHistory();
        let ms = 0;
        for (const [lasts, state] of list) {
          history.report(report(state), at(ms));
          total[state] += lasts;
          ms += lasts;
        }
        const { percent } = history.uptime('day', at(ms));
        const wanted = total.ready + total.lost;
        if (wanted === 0) equal(percent, undefined);
        else ok(Math.abs(percent! - (100 * total.ready) / wanted) < 0.2, String(percent));
      }),
    );
  });

  it('forgets after an hour what it knows for a day', () => {
    const history = historyOf([0, 'ready'], [10 * minute, 'lost', 'silent'], [20 * minute, 'ready']);
    const later = at(3 * hour);
    deepEqual(history.uptime('hour', later), {
      percent: 100,
      outages: 0,
      reconnects: 0,
      longestOutageMs: 0,
    });
    equal(history.uptime('day', later).reconnects, 1);
    deepEqual(history.uptime('day', at(30 * hour)).outages, 0);
  });

  it('shows the last hour as a strip', () => {
    const history = historyOf([0, 'ready'], [10 * minute, 'lost', 'silent'], [20 * minute, 'ready']);
    const strip = history.strip('hour', at(40 * minute));
    deepEqual(
      strip.map(({ state }) => state),
      ['none', 'up', 'partly', 'down', 'partly', 'up'],
    );
    equal(strip[0]?.fromAgoMs, hour);
  });

  it('names what happened, with its cause, and joins what repeats', () => {
    const history = historyOf(
      [0, 'connecting'],
      [1, 'ready'],
      [2, 'no pongs'],
      [3, 'lost', 'slots full?'],
      [4, 'connecting'],
      [30 * second, 'lost', 'slots full?'],
      [hour, 'lost', 'refused'],
    );
    history.reboot(at(hour));
    history.flood(at(hour));
    history.flood(at(hour + second));
    deepEqual(kindsOf(history), ['1 connected', '1 no pongs', '2 lost', '1 lost', '1 reboot', '2 flood']);
    const { cause, lastAt } = history.events[2]!;
    deepEqual([cause, lastAt], ['slots full?', wallThen + 30 * second]);
    equal(history.firstSeen, wallThen);
    equal(history.lastSeen(at(2 * hour)), wallThen);
  });

  it('knows a pause from a board that nothing uses', () => {
    const history = historyOf([0, 'ready'], [1, 'disconnected'], [2, 'connecting'], [3, 'ready']);
    deepEqual(kindsOf(history), ['2 connected']);
    history.report(report('closing'), at(4));
    history.report(report('disconnected'), at(5), true);
    history.report(report('connecting'), at(6));
    deepEqual(kindsOf(history), ['2 connected', '1 paused', '1 resumed']);
  });

  it('makes two lines of a board that comes and goes 10 times in a second for a day', () => {
    const history = historyOf([0, 'ready'], [minute, 'lost', 'password']);
    for (let ms = hour; ms < 25 * hour; ms += 100) {
      history.report(report('ready'), at(ms));
      history.report(report('lost', 'closed by board', `code ${ms}`), at(ms + 50));
    }
    deepEqual(kindsOf(history), ['1 connected', '1 lost', '864000 connected', '864000 lost']);
    const { outages, percent } = history.uptime('hour', at(25 * hour));
    ok(percent! > 49 && percent! < 51);
    ok(outages >= 36_000 && outages <= 36_600, String(outages));
    ok(history.strip('hour', at(25 * hour)).length <= 61);
  });

  it('holds at most 32 kB, the worst that can be said included', () => {
    const history = new BoardHistory();
    for (let count = 0; count < 1_000; count += 1) {
      const cause = causes[(count * 7) % causes.length];
      history.report(report('lost', cause, '"\\\u{1f600}'.repeat(1_000)), at(count * hour));
    }
    equal(history.events.length, 200);
    ok(sizeOf(history, at(1_000 * hour)) <= 32_000, String(sizeOf(history, at(1_000 * hour))));
  });

  it('keeps its bounds whatever happens', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { end, history } = play(list);
        ok(history.events.length <= 200);
        ok(sizeOf(history, end) <= 32_000);
        for (const window of ['hour', 'day'] as const) {
          const { longestOutageMs, outages, percent = 0, reconnects } = history.uptime(window, end);
          ok(percent >= 0 && percent <= 100 && longestOutageMs >= 0);
          ok(reconnects <= outages + 1);
        }
        for (const { at: first, count, detail = '', lastAt } of history.events)
          ok(lastAt >= first && count >= 1 && /^[ -~]{0,36}$/.test(detail));
      }),
    );
  });

  it('covers each window by its strip, without gap or overlap', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { end, history } = play(list);
        for (const [window, length] of [
          ['hour', hour],
          ['day', 24 * hour],
        ] as const) {
          const strip = history.strip(window, end);
          equal(strip[0]?.fromAgoMs, length);
          equal(strip.at(-1)?.toAgoMs, 0);
          ok(strip.length <= 121);
          strip.forEach(({ fromAgoMs, share = 0, toAgoMs }, index) => {
            ok(fromAgoMs > toAgoMs && share >= 0 && share <= 1);
            if (index > 0) equal(fromAgoMs, strip[index - 1]?.toAgoMs);
          });
        }
      }),
    );
  });

  it('reads back what it has saved, and goes on', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { end, history } = play(list);
        const next = new BoardHistory();
        next.recall(JSON.parse(JSON.stringify(history.save(end))), end);
        deepEqual(next.events, history.events);
        deepEqual(next.uptime('hour', end).percent, history.uptime('hour', end).percent);
        deepEqual(next.strip('day', end), history.strip('day', end));
      }),
    );
  });

  it('counts the time between as neither, and puts what was saved before what has happened since', () => {
    const history = historyOf([0, 'ready'], [10 * minute, 'lost', 'silent']);
    const saved = history.save(at(20 * minute));
    const next = new BoardHistory();
    // Another process: its monotonic clock begins anew.
    const begin = 42;
    next.report(report('ready'), { now: begin, wall: wallThen + 40 * minute });
    next.recall(saved, { now: begin, wall: wallThen + 40 * minute });
    const end = { now: begin + 10 * minute, wall: wallThen + 50 * minute };
    const { outages, percent } = next.uptime('hour', end);
    deepEqual([Math.round(percent!), outages], [67, 1]);
    deepEqual(
      next.strip('hour', end).map(({ state }) => state),
      ['none', 'up', 'partly', 'down', 'none', 'up'],
    );
    deepEqual(kindsOf(next), ['1 connected', '1 lost', '1 connected']);
    equal(next.firstSeen, wallThen);
  });

  it('has forgotten what was saved before a window began', () => {
    const saved = historyOf([0, 'ready'], [10 * minute, 'lost', 'silent']).save(at(20 * minute));
    const next = new BoardHistory();
    next.recall(saved, at(3 * hour));
    equal(next.uptime('hour', at(3 * hour)).percent, undefined);
    equal(Math.round(next.uptime('day', at(3 * hour)).percent!), 50);
    const later = new BoardHistory();
    later.recall(saved, at(300 * hour));
    equal(later.uptime('day', at(300 * hour)).percent, undefined);
    equal(later.lastSeen(at(300 * hour)), wallThen + 10 * minute);
  });

  it('takes a clock that was put back for no time, and reads only once', () => {
    const history = historyOf([0, 'ready'], [10 * minute, 'lost', 'silent']);
    const saved = history.save(at(10 * minute));
    const next = new BoardHistory();
    next.recall(saved, at(10 * minute, -48 * hour));
    next.recall(saved, at(10 * minute, -48 * hour));
    equal(next.uptime('hour', at(10 * minute, -48 * hour)).percent, 100);
    deepEqual(kindsOf(next), ['1 connected', '1 lost']);
  });

  it('is empty where anything else was saved', () => {
    const { version } = historyOf().save(at(0)) as { version: number };
    const hostile = fc.oneof(
      fc.anything(),
      fc.record({
        version: fc.constant(version),
        savedAt: fc.oneof(fc.constant(1_764_364_500), fc.anything()),
        first: fc.anything(),
        last: fc.anything(),
        events: fc.oneof(fc.anything(), fc.array(fc.array(fc.anything()))),
        hour: fc.oneof(fc.anything(), fc.base64String({ minLength: 1_600 })),
        day: fc.oneof(fc.anything(), fc.constant(Buffer.alloc(2_420, 0xff).toString('base64'))),
      }),
    );
    fc.assert(
      fc.property(hostile, (saved) => {
        const history = new BoardHistory();
        doesNotThrow(() => history.recall(saved, at(0)));
        deepEqual(history.events, []);
        deepEqual(history.uptime('day', at(0)), { outages: 0, reconnects: 0, longestOutageMs: 0 });
        ok(history.strip('hour', at(0)).every(({ state }) => state === 'none'));
      }),
    );
  });
});
