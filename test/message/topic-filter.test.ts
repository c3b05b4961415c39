import { equal } from 'node:assert/strict';
import { isTopicFilter, passes } from '../../src/message/topic-filter.js';

describe('A topic filter', () => {
  // filter, topic (undefined: a message without one), whether it passes
  for (const [filter, topic, passing] of [
    ['', undefined, true],
    ['', 'temperature', true],
    ['', '$error', true],
    ['#', undefined, true],
    ['#', 'a/b/c', true],
    ['#', '$error', false],
    ['$error', '$error', true],
    ['$hello/#', '$hello', true],
    ['temperature', 'temperature', true],
    ['temperature', 'humidity', false],
    ['temperature', undefined, false],
    ['+', 'temperature', true],
    ['+', 'room/temperature', false],
    ['+', '$error', false],
    ['+/temperature', 'kitchen/temperature', true],
    ['+/temperature', '/temperature', true],
    ['kitchen/+', 'kitchen', false],
    ['kitchen/#', 'kitchen', true],
    ['kitchen/#', 'kitchen/oven/temperature', true],
    ['kitchen/#', 'cellar/temperature', false],
    ['kitchen/+/temperature', 'kitchen/oven/temperature', true],
    ['kitchen/+/#', 'kitchen', false],
    ['a', 'a/b', false],
    ['a/b', 'a', false],
  ] as const) {
    it(`"${filter}" ${passing ? 'passes' : 'stops'} ${topic === undefined ? 'a message without a topic' : `"${topic}"`}`, () => {
      equal(passes(filter, topic), passing);
    });
  }

  for (const [filter, good] of [
    ['', true],
    ['a/+/b', true],
    ['a/#', true],
    ['a/#/b', false],
    ['a#', false],
    ['a+/b', false],
  ] as const) {
    it(`"${filter}" is ${good ? 'a' : 'no'} filter`, () => equal(isTopicFilter(filter), good));
  }
});
