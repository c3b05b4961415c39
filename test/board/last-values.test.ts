import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Description } from '../../src/board/description.js';
import { BoardMemory } from '../../src/board/memory.js';
import { decode } from '../../src/message/decode.js';

describe('What is remembered of a board', () => {
  let memory: BoardMemory;
  let hellos: Description[];
  beforeEach(() => {
    hellos = [];
    memory = new BoardMemory((description) => hellos.push(description));
  });

  const hear = (...messages: (object | string)[]) => {
    for (const message of messages)
      memory.observe(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)), false, 0);
  };
  const told = (which: 'all' | 'none' | 'states') => memory.retained(which).map(({ data }) => String(data));
  const hello = {
    topic: '$hello',
    payload: { topics: [{ topic: 'temperature' }, { topic: 'led' }, { topic: 'button', event: true }] },
  };

  it('is the newest message of each topic of its hello that is no event', () => {
    hear(hello, { topic: 'temperature', payload: 20 }, { topic: 'led', payload: true });
    hear(
      { topic: 'temperature', payload: 21 },
      { topic: 'button', payload: true },
      { topic: 'other', payload: 1 },
    );
    deepEqual(told('states'), ['{"topic":"led","payload":true}', '{"topic":"temperature","payload":21}']);
    equal(hellos.length, 1);
  });

  it('G6: is never an event, whatever the node asks for', () => {
    hear(hello, { topic: 'button', payload: true });
    deepEqual(told('all'), []);
  });

  it('is also what boards without a hello send, where the node asks for all', () => {
    hear({ temperature: 20 }, { topic: 'a', payload: 1 }, 'just text', { temperature: 21 });
    deepEqual(told('states'), []);
    deepEqual(told('all'), ['{"topic":"a","payload":1}', '{"temperature":21}']);
    deepEqual(told('none'), []);
  });

  it('finds the topic of a message that is written in another way', () => {
    hear('{ "payload" : 1, "topic" : "a" }', '{"topic":"a\\u0062","payload":1}', '{"topic":"a","payload":2}');
    deepEqual(told('all'), ['{"topic":"a\\u0062","payload":1}', '{"topic":"a","payload":2}']);
  });

  it('G6: is nothing of before the present connection', () => {
    hear(hello, { topic: 'led', payload: true });
    memory.clear();
    deepEqual(told('all'), []);
    equal(memory.description, undefined);
  });

  it('G4: holds the newest of two hellos that differ', () => {
    hear(
      hello,
      { topic: '$hello', payload: { topics: [{ topic: 'button' }] } },
      { topic: 'button', payload: 1 },
    );
    deepEqual(told('states'), ['{"topic":"button","payload":1}']);
  });

  it('has 256 topics and 64 KiB at most; the one heard longest ago gives way, counted', () => {
    for (let number = 0; number < 300; number += 1) hear({ topic: `t${number}`, payload: 1 });
    equal(told('all').length, 256);
    equal(memory.evicted, 44);
    ok(told('all')[0]?.includes('"t44"'));
    hear({ topic: 'large', payload: 'x'.repeat(60_000) });
    ok(told('all').join('').length <= 65_536);
    hear({ topic: 'too large', payload: 'x'.repeat(70_000) });
    ok(!told('all').some((text) => text.includes('too large')));
  });

  it('is each value whole, whether it is as long as the one before, longer or much shorter, oldest first', () => {
    for (const length of [10, 20, 60, 30, 5_000, 3]) {
      hear({ topic: 'a', payload: 'x'.repeat(length) }, { topic: 'b', payload: length });
      deepEqual(told('all'), [
        `{"topic":"a","payload":"${'x'.repeat(length)}"}`,
        `{"topic":"b","payload":${length}}`,
      ]);
    }
    hear({ topic: 'a', payload: 1 });
    deepEqual(told('all'), ['{"topic":"b","payload":3}', '{"topic":"a","payload":1}']);
    hear({ topic: 'b', payload: 'x'.repeat(400) }, { topic: 'a', payload: 1 }, { topic: 'b', payload: 3 });
    deepEqual(told('all'), ['{"topic":"a","payload":1}', '{"topic":"b","payload":3}']);
  });

  it('counts in 64 KiB what it takes up: short values after long ones push no others out', () => {
    for (const length of [60_000, 3])
      for (let number = 0; number < 5; number += 1)
        hear({ topic: `t${number}`, payload: 'x'.repeat(length) });
    equal(told('all').length, 5);
  });

  it('is what all messages since the last connection tell, in whatever order and writing they came', () => {
    const plain = fc.constantFrom('{"topic":"a', '{"topic":"ab');
    // As long as the beginning of a plain one, with the topic elsewhere, among others.
    const other = fc.constantFrom('{"topic":"a\\u0062', '{"cipot":"a","topic":"ab', 'ab');
    const ends = [
      '","payload":1}',
      `","payload":"${'x'.repeat(90)}"}`,
      `","payload":"${'x'.repeat(400)}"}`,
      '',
    ];
    const message = fc.tuple(
      fc.oneof({ arbitrary: plain, weight: 4 }, { arbitrary: other, weight: 1 }),
      fc.constantFrom(...ends),
      fc.integer({ min: 0, max: 9 }).map((tenth) => tenth === 0),
    );
    fc.assert(
      fc.property(fc.array(fc.option(message, { freq: 10 }), { maxLength: 40 }), (messages) => {
        const heard = new BoardMemory(() => {});
        const last = new Map<string | undefined, [text: string, isBinary: boolean]>();
        for (const each of messages) {
          if (each === null) {
            heard.clear();
            last.clear();
            continue;
          }
          const [start, end, isBinary] = each;
          const data = Buffer.from(start + end);
          heard.observe(data, isBinary, 0);
          const topic = isBinary ? undefined : decode(data, false, 'json').topic;
          last.delete(topic);
          last.set(topic, [start + end, isBinary]);
        }
        deepEqual(
          heard.lastValues.map(({ topic, data, isBinary }) => [topic, [String(data), isBinary]]),
          [...last],
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('stays as it was for who has been told', () => {
    hear({ topic: 'a', payload: 1 });
    const [value] = memory.retained('all');
    hear({ topic: 'a', payload: 2 });
    equal(String(value!.data), '{"topic":"a","payload":1}');
  });

  it('shares no memory with what was read', () => {
    const data = Buffer.from('{"topic":"a","payload":1}');
    memory.observe(data, false, 0);
    data.fill('x');
    deepEqual(told('all'), ['{"topic":"a","payload":1}']);
  });
});
