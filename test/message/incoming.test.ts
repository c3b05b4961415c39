import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { readIncoming, sampleOf } from '../../src/message/incoming.js';

const read = (text: string | Buffer, filter = '', isBinary = false) =>
  readIncoming(Buffer.from(text as string), isBinary, 'fields', filter);

describe('Format Fields', () => {
  const many = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, at])));

  // the text; topics and payloads that the flow gets, and how many fields were left out
  for (const [what, text, expected, left] of [
    [
      'a flat object',
      '{"temperature":21.5,"humidity":40}',
      [
        ['temperature', 21.5],
        ['humidity', 40],
      ],
      0,
    ],
    [
      'nested objects',
      '{"room":{"t":1,"h":{"min":2}},"x":null}',
      [
        ['room/t', 1],
        ['room/h/min', 2],
        ['x', null],
      ],
      0,
    ],
    ['five levels', '{"a":{"b":{"c":{"d":{"e":1}}}}}', [['a/b/c/d', { e: 1 }]], 0],
    [
      'arrays and empty objects',
      '{"a":[1,{"b":2}],"c":{}}',
      [
        ['a', [1, { b: 2 }]],
        ['c', {}],
      ],
      0,
    ],
    ['a topic message', '{"topic":"room","payload":{"t":1}}', [['room', { t: 1 }]], 0],
    ['an object with a topic but no payload', '{"topic":"t"}', [['topic', 't']], 0],
    ['an empty object', '{}', [[undefined, {}]], 0],
    ['an array', '[1,2]', [[undefined, [1, 2]]], 0],
    ['a number', '21.5', [[undefined, 21.5]], 0],
    ['plain text', 'Message received', [[undefined, 'Message received']], 0],
    ['broken JSON', '{"t":', [[undefined, '{"t":']], 0],
    [
      'a failed sensor',
      '{"t":nan,"h":40}',
      [
        ['t', null],
        ['h', 40],
      ],
      0,
    ],
    ['a long number', '{"id":18446744073709551615}', [['id', '18446744073709551615']], 0],
    [
      'keys that reach a prototype',
      '{"__proto__":{"x":1},"constructor":{"prototype":1},"a":1}',
      [['a', 1]],
      0,
    ],
    [
      'harmless names of Object.prototype',
      '{"toString":1,"constructor":2}',
      [
        ['toString', 1],
        ['constructor', 2],
      ],
      0,
    ],
    ['an empty key', '{"":1,"a":{"":{"b":2}},"c":3}', [['c', 3]], 2],
    [
      'keys with slashes',
      '{"room/t":1,"/":{"x":2}}',
      [
        ['room/t', 1],
        ['//x', 2],
      ],
      0,
    ],
    [
      'wildcards',
      '{"+":1,"a":{"#":2}}',
      [
        ['+', 1],
        ['a/#', 2],
      ],
      0,
    ],
    ['topics of the protocol', '{"$state":"ready","$a":{"b":1},"c":{"$d":2}}', [['c/$d', 2]], 2],
    [
      'a key of 257 characters',
      JSON.stringify({ ['x'.repeat(257)]: 1, ['y'.repeat(256)]: 2 }),
      [['y'.repeat(256), 2]],
      1,
    ],
    [
      'a path of 257 characters',
      JSON.stringify({ ['x'.repeat(250)]: { abcdef: 1, abcde: 2 } }),
      [[`${'x'.repeat(250)}/abcde`, 2]],
      1,
    ],
  ] as [string, string, [string | undefined, unknown][], number][]) {
    it(`makes of ${what} what its fields say`, () => {
      const { ignored, messages } = read(text);
      deepEqual(
        messages.map(({ payload, topic }) => [topic, payload]),
        expected,
      );
      deepEqual(ignored, { fields: left, topic: 0, unreadable: 0 });
    });
  }

  it('makes 64 messages of an object at most, and counts the others', () => {
    equal(read(many(64)).messages.length, 64);
    const { ignored, messages } = read(many(100));
    equal(messages.length, 64);
    equal(ignored.fields, 36);
  });

  it('leaves binary a Buffer', () => {
    deepEqual(read(Buffer.from([1, 2]), '', true).messages, [{ payload: Buffer.from([1, 2]) }]);
  });

  it('chooses among the fields by topic, and counts the others', () => {
    const { ignored, messages } = read('{"room":{"t":1,"h":2},"uptime":3}', 'room/+');
    deepEqual(messages, [
      { topic: 'room/t', payload: 1 },
      { topic: 'room/h', payload: 2 },
    ]);
    deepEqual(ignored, { fields: 0, topic: 1, unreadable: 0 });
  });

  it('hands on or counts each value exactly once, whatever the object', () => {
    const leaves = (value: unknown, level = 1): number => {
      const isOpen = typeof value === 'object' && value !== null && !Array.isArray(value) && level <= 4;
      const inner = isOpen ? Object.values(value) : [];
      return inner.length === 0 ? 1 : inner.reduce<number>((sum, each) => sum + leaves(each, level + 1), 0);
    };
    const key = fc.stringMatching(/^[a-z/+#]{1,5}$/);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 6 }, fc.integer(), fc.array(fc.integer()), fc.dictionary(key, tie('tree'))),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree, { minKeys: 1 }), (object) => {
        const { ignored, messages } = read(JSON.stringify(object));
        equal(messages.length + ignored.fields, leaves(object));
        ok(messages.every(({ topic }) => topic !== undefined && topic.length <= 256));
      }),
    );
  });
});

describe('What a topic filter does not pass', () => {
  for (const [what, text, filter, expected] of [
    ['another topic', '{"topic":"humidity","payload":1}', 'temperature', { topic: 1 }],
    ['a topic of the protocol', '{"topic":"$error","payload":"x"}', '#', { topic: 1 }],
    ['broken JSON', '{"topic":"temperature","payload":}', 'temperature', { unreadable: 1 }],
    ['plain text', 'temperature 21.5', 'temperature', { unreadable: 1 }],
    ['a plain number', '21.5', '+', { unreadable: 1 }],
    ['an object without payload', '{"topic":"temperature"}', 'temperature', { unreadable: 1 }],
    [
      'a topic of 257 characters',
      JSON.stringify({ topic: 'x'.repeat(257), payload: 1 }),
      '+',
      { unreadable: 1 },
    ],
    ['a topic that is a number', '{"topic":5,"payload":1}', '+', { unreadable: 1 }],
    ['a forged $state', '{"topic":"$state","payload":"ready"}', '$state', { unreadable: 1 }],
    ['an array', '[1]', 'temperature', { unreadable: 1 }],
    ['nothing at all', '', 'temperature', { unreadable: 1 }],
  ] as [string, string, string, object][]) {
    it(`counts ${what}`, () => {
      for (const format of ['auto', 'json'] as const) {
        const { ignored, messages } = readIncoming(Buffer.from(text), false, format, filter);
        deepEqual(messages, []);
        deepEqual(ignored, { fields: 0, topic: 0, unreadable: 0, ...expected });
      }
    });
  }

  it('counts binary', () => {
    equal(readIncoming(Buffer.from([1]), true, 'auto', 'a').ignored.unreadable, 1);
  });

  it('is nothing where there is no filter, or #', () => {
    for (const filter of ['', '#']) {
      const { ignored, messages } = readIncoming(Buffer.from('{"t":'), false, 'auto', filter);
      equal(messages.length, 1);
      deepEqual(ignored, { fields: 0, topic: 0, unreadable: 0 });
    }
  });

  it('is never lost uncounted, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.boolean(),
        fc.constantFrom('auto', 'json', 'fields'),
        (data, isBinary, format) => {
          const { ignored, messages } = readIncoming(Buffer.from(data), isBinary, format as 'auto', 'a/+');
          ok(messages.length + ignored.fields + ignored.topic + ignored.unreadable > 0);
        },
      ),
    );
  });
});

describe('The sample of a message in the log', () => {
  for (const [what, data, sample] of [
    ['is the text', '21.5 °C', '21.5 °C'],
    ['has 80 characters', 'x'.repeat(200), 'x'.repeat(80)],
    ['cuts no character in two', '😀'.repeat(90), '😀'.repeat(80)],
    ['has ? for what cannot be printed', 'a\0\x1b[31m\r\n\u2028\u202eb', 'a??[31m????b'],
  ] as const) {
    it(what, () => equal(sampleOf(Buffer.from(data)), sample));
  }
});
