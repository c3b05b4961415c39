import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { LastValues } from '../../src/board/last-values.js';
import { numbersOf, Trends } from '../../src/board/trends.js';
import { decode } from '../../src/message/decode.js';

const step = 5_000;
const minute = 60_000;
const topicOf = (data: Buffer) => decode(data, false, 'json').topic;

/** A board's messages, each with its moment, as they get into its lines. */
function trendsOf(...messages: [now: number, message: unknown][]): Trends {
  const trends = new Trends();
  const values = new LastValues();
  for (const [now, message] of messages) {
    trends.observe(values, now);
    values.keep(Buffer.from(JSON.stringify(message)), false, now, topicOf);
  }
  trends.sample(values, messages.at(-1)?.[0] ?? 0);
  return trends;
}

describe('The lines of the last minutes', () => {
  it('hold the last value of each five seconds, and null where none came', () => {
    const trends = new Trends();
    trends.add('t', 20, 0);
    trends.add('t', 21, step - 1);
    trends.add('t', 22, 3 * step);
    deepEqual(trends.trend('t', 4 * step), { stepMs: step, values: [21, null, null, 22, null] });
    equal(trends.trend('other', 0), undefined);
  });

  it('end after ten minutes', () => {
    const trends = new Trends();
    trends.add('t', 20, 0);
    equal(trends.trend('t', 10 * minute - 1)?.values.length, 120);
    equal(trends.trend('t', 10 * minute), undefined);
    trends.add('t', 21, 60 * minute);
    deepEqual(trends.trend('t', 60 * minute)?.values, [21]);
  });

  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300])
    it(`leave out ${value}`, () => {
      const trends = new Trends();
      trends.add('t', value, 0);
      deepEqual(trends.topics(0), []);
    });

  it('are those of 64 topics: another one waits until nothing came of one for ten minutes', () => {
    const trends = new Trends();
    for (let number = 0; number < 1_000; number += 1) trends.add(`t${number}`, 1, 0);
    equal(trends.topics(0).length, 64);
    trends.add('t0', 2, 5 * minute);
    trends.add('late', 3, 10 * minute);
    deepEqual(trends.topics(10 * minute), ['t0', 'late']);
  });

  it('come from the last values, each at its own moment', () => {
    const trends = trendsOf(
      [0, { topic: 't', payload: 20 }],
      [1, { topic: 'u', payload: 1 }],
      [2, { topic: 't', payload: 21 }],
      [2 * step, { topic: 't', payload: 22 }],
      [2 * step + 1, { topic: 'u', payload: 2 }],
    );
    deepEqual(trends.trend('t', 2 * step)?.values, [21, null, 22]);
    deepEqual(trends.trend('u', 2 * step)?.values, [1, null, 2]);
  });

  it('are also drawn of the fields of flat objects', () => {
    const trends = trendsOf([0, { temperature: 21.5, room: { humidity: 40 }, name: 'x', on: true }]);
    deepEqual(trends.topics(0), ['temperature', 'room/humidity']);
  });

  const none = ['text', '{"topic":"t","payload":"1"}', '[1]', '1', '{"topic":"t","payload":1e999}', ''];
  for (const message of none)
    it(`find no number in ${message || 'nothing'}`, () => {
      const value = { topic: undefined, data: Buffer.from(message), isBinary: false, at: 0 };
      deepEqual(numbersOf(value), []);
    });

  it('keep their bounds whatever comes', () => {
    const numbers = fc.array(
      fc.tuple(fc.string({ maxLength: 2 }), fc.double(), fc.integer({ min: -minute, max: 20 * minute })),
    );
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 30 * minute }), (list, now) => {
        const trends = new Trends();
        for (const [topic, value, at] of list) trends.add(topic, value, at);
        ok(trends.topics(now).length <= 64);
        for (const topic of trends.topics(now)) {
          const { values } = trends.trend(topic, now)!;
          ok(values.length >= 1 && values.length <= 120);
          ok(values.every((value) => value === null || Number.isFinite(value)));
        }
      }),
    );
  });
});
