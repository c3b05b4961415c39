import { deepEqual } from 'node:assert/strict';
import { nearestFirst } from '../../src/message/near-misses.js';

describe('The topics that may have been meant', () => {
  // the filter; what was heard, as it should come out
  for (const [filter, ...topics] of [
    ['Temperature', 'temperature', 'humidity'],
    ['temprature', 'temperature', 'a', 'humidity'],
    ['tmp', 'temp', 'temperature'],
    ['temperature', 'room/temperature', 'uptime'],
    ['temperature', 'temperature/celsius', 'uptime'],
    ['room/temperature', 'temperature', 'uptime'],
    ['Room/+', 'room/light', 'light', 'a/b/c'],
    ['room/#', 'Room/light/1', 'light'],
    ['led', 'LED', 'leds', 'room/led', 'abcdef'],
  ] as const) {
    it(`are for "${filter}" ${topics[0].slice(0, 20)} first`, () => {
      deepEqual(nearestFirst(filter, [...topics.slice(1), topics[0]])[0], topics[0]);
    });
  }

  it('come in the order: capitals, typos, levels, anything else', () => {
    deepEqual(nearestFirst('led', ['abcdef', 'room/led', 'leds', 'LED']), [
      'LED',
      'leds',
      'room/led',
      'abcdef',
    ]);
  });
});
