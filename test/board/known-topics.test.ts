import { deepEqual, equal } from 'node:assert/strict';
import { readDescription } from '../../src/board/description.js';
import { knownTopics } from '../../src/board/known-topics.js';

const value = (topic: string, payload: unknown, at = 0) => ({
  topic,
  data: Buffer.from(JSON.stringify({ topic, payload })),
  isBinary: false,
  at,
});

describe("The list of a board's topics", () => {
  it('has those of its hello in their order with their last values, then others it has sent, then fields that were read', () => {
    const hello = readDescription({
      topics: [
        { topic: 'led', type: 'boolean', settable: true },
        { topic: 'temperature', unit: '°C' },
      ],
    });
    const values = [value('temperature', 21.5, 1_000), value('other', { a: 'x'.repeat(100) }, 2_000)];
    deepEqual(knownTopics(hello, values, ['room/t', 'led'], 3_000), [
      { topic: 'led', type: 'boolean', settable: true, event: false },
      { topic: 'temperature', unit: '°C', settable: false, event: false, value: '21.5', ageMs: 2_000 },
      { topic: 'other', value: `{"a":"${'x'.repeat(58)}`, ageMs: 1_000 },
      { topic: 'room/t' },
    ]);
  });

  it('has 256 topics at most, and none of a board that has said nothing', () => {
    const heard = Array.from({ length: 1_000 }, (_, number) => `t${number}`);
    equal(knownTopics(undefined, [], heard, 0).length, 256);
    deepEqual(knownTopics(undefined, [], [], 0), []);
  });
});
