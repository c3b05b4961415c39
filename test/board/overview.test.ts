import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { BoardHistory } from '../../src/board/history.js';
import { detailOf, overviewOf } from '../../src/board/overview.js';
import { causes } from '../../src/link/cause.js';
import type { Report } from '../../src/link/report.js';
import { factsOf, hear, reportOf } from './facts.js';

const minute = 60_000;
const then = { now: 0, wall: 1_764_364_500_000 };
const now = { now: 30 * minute, wall: then.wall + 30 * minute };

describe('The row of a board', () => {
  it('is its name and state where nothing is known yet', () => {
    deepEqual(overviewOf(factsOf({}), now), {
      name: 'kitchen',
      address: '192.168.1.50:81',
      state: 'disconnected',
      reasons: [],
      outages: 0,
    });
  });

  it('is everything that a person looks for first', () => {
    const history = new BoardHistory();
    history.report(reportOf('ready'), then);
    history.report(reportOf('lost', 'silent'), { now: 15 * minute, wall: then.wall });
    const facts = factsOf({
      history,
      report: { ...reportOf('lost', 'silent'), roundTripMs: 12.6 },
      reasons: [{ key: 'cause.silent' }],
    });
    hear(facts, 29 * minute, { topic: 'wifi/rssi', payload: -61 });
    deepEqual(overviewOf(facts, now), {
      name: 'kitchen',
      address: '192.168.1.50:81',
      state: 'lost',
      cause: 'silent',
      reasons: [{ key: 'cause.silent' }],
      roundTripMs: 13,
      signalDbm: -61,
      lastWordMs: minute,
      uptimeHour: 50,
      uptimeDay: 50,
      outages: 1,
    });
  });

  const signals: [string, object[], number | undefined][] = [
    ['a topic of that name', [{ topic: 'rssi', payload: -70 }], -70],
    ['a field of that name', [{ temperature: 20, wifi: { RSSI: -71 } }], -71],
    ['the newest of two', [{ topic: 'rssi', payload: -70 }, { rssi: -72 }], -72],
    ['no text', [{ topic: 'rssi', payload: 'good' }], undefined],
    ['no other topic', [{ topic: 'crossing', payload: 1 }], undefined],
    [
      'the topic with the unit dBm, whatever others are called',
      [
        { topic: '$hello', payload: { topics: [{ topic: 'radio', unit: 'dBm' }] } },
        { topic: 'radio', payload: -55 },
        { topic: 'rssi', payload: 7 },
      ],
      -55,
    ],
  ];
  for (const [title, messages, signal] of signals)
    it(`takes as signal ${title}`, () => {
      const facts = factsOf({});
      hear(facts, 0, ...messages);
      equal(overviewOf(facts, now).signalDbm, signal);
    });
});

describe('An opened board', () => {
  it('has values with unit, age and line', () => {
    const facts = factsOf({});
    const hello = { sketch: 'telemetry', topics: [{ topic: 'temperature', type: 'number', unit: '°C' }] };
    hear(facts, 0, { topic: '$hello', payload: hello }, { topic: 'temperature', payload: 20 });
    hear(facts, 10_000, { topic: 'temperature', payload: 21 }, { topic: 'door', payload: 'open' });
    const { sketch, topics } = detailOf(facts, { now: 12_000, wall: then.wall });
    equal(sketch, 'telemetry');
    deepEqual(topics, [
      {
        topic: 'temperature',
        ...{ type: 'number', unit: '°C', settable: false, event: false },
        ...{ value: '21', ageMs: 2_000 },
        trend: { stepMs: 5_000, values: [20, null, 21] },
      },
      { topic: 'door', value: '"open"', ageMs: 2_000 },
    ]);
  });

  it('has its events, newest first, and a strip of the hour and of the day', () => {
    const history = new BoardHistory();
    history.report(reportOf('ready'), then);
    history.report(reportOf('lost', 'refused'), { now: minute, wall: then.wall + minute });
    const { events, firstSeen, lastSeen, strips, uptime } = detailOf(factsOf({ history }), now);
    deepEqual(
      events.map(({ kind }) => kind),
      ['lost', 'connected'],
    );
    deepEqual([firstSeen, lastSeen], [then.wall, then.wall + minute]);
    deepEqual([strips.hour.at(-1)?.state, strips.day.at(-1)?.state], ['down', 'down']);
    equal(uptime.day.longestOutageMs, 29 * minute);
  });

  it('is JSON of bounded size, in which every text can be printed, whatever a board sends', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 400 });
    const json = fc.oneof(fc.json(), hostile, fc.record({ topic: hostile, payload: fc.anything() }));
    fc.assert(
      fc.property(
        hostile,
        fc.array(json, { maxLength: 20 }),
        fc.constantFrom(...causes),
        (said, list, cause) => {
          const history = new BoardHistory();
          const report: Report = { ...reportOf('lost', cause), detail: said };
          history.report(report, then);
          const reasons = [{ key: 'reason.said', values: { code: 1, said } }];
          const facts = factsOf({ history, report, reasons, name: said });
          const hello = {
            board: said,
            sketch: said,
            version: said,
            id: said,
            topics: [{ topic: said, unit: said }],
          };
          hear(facts, 1, { topic: '$hello', payload: hello }, ...list);
          facts.topics.list.push(said.slice(0, 256));
          for (const text of textsIn(detailOf(facts, now)))
            ok(text.length <= 520 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text), JSON.stringify(text));
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** All texts in a value, as JSON has them. */
function textsIn(value: unknown): string[] {
  const texts: string[] = [];
  JSON.stringify(value, (_key, inner) => {
    if (typeof inner === 'string') texts.push(inner);
    return inner;
  });
  return texts;
}
