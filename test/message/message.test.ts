import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { decode, type Format } from '../../src/message/decode.js';
import { encode, encodeTopicMessage } from '../../src/message/encode.js';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const circular: Record<string, unknown> = {};
circular.self = circular;

/** What a Function node would make: it runs in a realm of its own. */
function inFunctionNode(code: string): unknown {
  return runInNewContext(code);
}

function shared(bytes: number[]): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

describe('A message to the board', () => {
  // msg.payload; the text that travels
  it('has U+FFFD for a lone surrogate, and says that it was repaired', () => {
    deepEqual(encode('\ud800 alone'), { data: '\ufffd alone', bytes: 9, repaired: true });
  });

  for (const [payload, text] of [
    ['Hello from Client!', 'Hello from Client!'],
    [' ', ' '],
    [23.5, '23.5'],
    [0, '0'],
    [true, 'true'],
    [false, 'false'],
    [null, 'null'],
    [{ led: true }, '{"led":true}'],
    [[1, 'a'], '[1,"a"]'],
  ] as const) {
    it(`is the text ${text} for ${JSON.stringify(payload)}`, () => {
      deepEqual(encode(payload), { data: text, bytes: Buffer.byteLength(text) });
    });
  }

  for (const [what, payload] of [
    ['nothing', undefined],
    ['an empty text', ''],
    ['a circular object', circular],
    ['a BigInt', 1n],
    ['an object holding a BigInt', { id: 1n }],
    ['a function', () => {}],
    ['NaN', Number.NaN],
    [
      'an object whose toJSON throws',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
    ],
  ] as const) {
    it(`is refused as ERR_BAD_PAYLOAD for ${what}`, () => {
      throws(() => encode(payload), { code: 'ERR_BAD_PAYLOAD' });
    });
  }

  for (const [kind, payload] of [
    ['Buffer', Buffer.from([1, 2, 3])],
    ['Uint8Array', Uint8Array.from([1, 2, 3])],
    ['ArrayBuffer', Uint8Array.from([1, 2, 3]).buffer],
    ['SharedArrayBuffer', shared([1, 2, 3])],
    ['DataView', new DataView(Uint8Array.from([9, 1, 2, 3, 9]).buffer, 1, 3)],
    ['Uint8Array of a Function node', inFunctionNode('new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4)')],
    ['Int8Array of a Function node', inFunctionNode('Int8Array.of(1, 2, 3)')],
    ['Uint8ClampedArray of a Function node', inFunctionNode('Uint8ClampedArray.of(1, 2, 3)')],
    ['ArrayBuffer of a Function node', inFunctionNode('Uint8Array.of(1, 2, 3).buffer')],
    ['DataView of a Function node', inFunctionNode('new DataView(Uint8Array.of(9, 1, 2, 3).buffer, 1)')],
    [
      'SharedArrayBuffer of a Function node',
      inFunctionNode('const s = new SharedArrayBuffer(3); new Uint8Array(s).set([1, 2, 3]); s'),
    ],
  ] as [string, ArrayBufferView | ArrayBufferLike][]) {
    it(`is binary for a ${kind}, and later changes do not reach it`, () => {
      const { data, bytes } = encode(payload);
      const view = ArrayBuffer.isView(payload) ? payload : new Uint8Array(payload);
      new Uint8Array(view.buffer, view.byteOffset, view.byteLength).fill(9);
      ok(Buffer.isBuffer(data));
      deepEqual([...data], [1, 2, 3]);
      equal(bytes, 3);
    });
  }

  for (const type of ['Int16', 'Uint16', 'Int32', 'Uint32', 'Float32', 'Float64', 'BigInt64', 'BigUint64']) {
    it(`is the bytes of a ${type}Array of a Function node, as they are in memory, and not part of a topic message`, () => {
      const payload = inFunctionNode(
        `new ${type}Array(Uint8Array.from({ length: 24 }, (_, i) => i).buffer, 8, 1)`,
      ) as ArrayBufferView;
      const { data } = encode(payload);
      deepEqual(
        [...(data as Buffer)],
        Array.from({ length: payload.byteLength }, (_, at) => 8 + at),
      );
      throws(() => encodeTopicMessage('a', payload), {
        code: 'ERR_BAD_PAYLOAD',
        reason: 'binaryTopic',
      });
      throws(() => encode({ deep: [payload] }), { code: 'ERR_BAD_PAYLOAD', reason: 'binaryInside' });
    });
  }

  it('is refused where the bytes are gone', () => {
    const payload = new Uint8Array(3);
    structuredClone(payload.buffer, { transfer: [payload.buffer] });
    throws(() => encode(payload.buffer), { code: 'ERR_BAD_PAYLOAD', reason: 'bytesGone' });
  });

  // what a Function node makes; the text that is sent, or why it is refused
  for (const [code, text] of [
    ['new Date(0)', '"1970-01-01T00:00:00.000Z"'],
    ['({ at: new Date(0) })', '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['new Date(NaN)', ['invalidDate']],
    ['new Map([[1, 2]])', ['noMap']],
    ['new Set([1])', ['noSet']],
    ['({ a: [new Map()] })', ['noMap']],
    ['new Error("no")', ['noError']],
    ['Object.assign(new TypeError("no"), { code: 1 })', ['noError']],
    ['new WeakMap()', ['hiddenFields', 'WeakMap']],
    ['/x/', ['hiddenFields', 'RegExp']],
    ['Promise.resolve(1)', ['hiddenFields', 'Promise']],
    ['new (class Secret { #a = 1 })()', ['hiddenFields', 'Secret']],
    ['new (class Reading { t = 1 })()', '{"t":1}'],
    ['new (class Reading { #t = 1; toJSON() { return { t: this.#t } } })()', '{"t":1}'],
    ['new String("on")', 'on'],
    ['new String("")', ['emptyText']],
    ['new Number(1.5)', '1.5'],
    ['new Number(NaN)', ['notValue', 'NaN']],
    ['new Boolean(false)', 'false'],
    ['({ a: new Number(1), b: new String("x") })', '{"a":1,"b":"x"}'],
    ['Object(1n)', ['hiddenFields', 'BigInt']],
    ['Object(Symbol())', ['hiddenFields', 'Symbol']],
    ['({})', '{}'],
    ['Object.create(null)', '{}'],
    ['[]', '[]'],
    ['({ a: {}, b: null, c: undefined })', '{"a":{},"b":null}'],
  ] as const) {
    it(`is ${typeof text === 'string' ? text : 'refused'} for ${code} of a Function node`, () => {
      const payload = inFunctionNode(code);
      if (typeof text === 'string') equal(encode(payload).data, text);
      else {
        const [reason, value] = text;
        const error = { code: 'ERR_BAD_PAYLOAD', reason };
        throws(() => encode(payload), value === undefined ? error : { ...error, values: { value } });
      }
    });
  }

  it('counts bytes, not characters', () => equal(encode('°').bytes, 2));

  it('is a topic message where the node says so', () => {
    equal(encodeTopicMessage('led', true).data, '{"topic":"led","payload":true}');
    equal(encodeTopicMessage('a"b', 'x').data, '{"topic":"a\\"b","payload":"x"}');
  });

  for (const [what, topic, payload, reason] of [
    ['no topic', undefined, 1, 'noTopic'],
    ['an empty topic', '', 1, 'noTopic'],
    ['a topic of 257 characters', 'x'.repeat(257), 1, 'noTopic'],
    ['a number as topic', 5, 1, 'noTopic'],
    ['a Buffer as payload', 'a', Buffer.from('x'), 'binaryTopic'],
    ['no payload', 'a', undefined, 'notValue'],
  ] as const) {
    it(`is refused as a topic message with ${what}`, () => {
      throws(() => encodeTopicMessage(topic, payload), { code: 'ERR_BAD_PAYLOAD', reason });
    });
  }
});

describe('A message from the board', () => {
  const raw = (text: string) => ({ payload: text });
  const asBuffer = (text: string) => ({ payload: Buffer.from(text) });
  const badJson = { error: 'not JSON: the payload is the text as it came', repairs: ['badjson'] };
  const tooDeep = { error: 'JSON nested too deep: the payload is its text', repairs: ['depth'] };
  const swept = { repairs: ['keys'] };
  // the text; what each format makes of it: auto, json, text
  const rows: [text: string, auto: object, json: object][] = [
    ['Message received', raw('Message received'), { payload: 'Message received', ...badJson }],
    ['', raw(''), { payload: '', ...badJson }],
    ['null', { payload: null }, { payload: null }],
    ['true', { payload: true }, { payload: true }],
    ['23.5', { payload: 23.5 }, { payload: 23.5 }],
    ['0.30000000000000004', { payload: 0.30000000000000004 }, { payload: 0.30000000000000004 }],
    ['9007199254740991', { payload: 9007199254740991 }, { payload: 9007199254740991 }],
    ['9007199254740993', raw('9007199254740993'), raw('9007199254740993')],
    ['1e999', raw('1e999'), raw('1e999')],
    ['007', raw('007'), { payload: '007', ...badJson }],
    ['"quoted"', { payload: 'quoted' }, { payload: 'quoted' }],
    ['{"a":[1]}', { payload: { a: [1] } }, { payload: { a: [1] } }],
    ['{"a":', raw('{"a":'), { payload: '{"a":', ...badJson }],
    [
      '{"topic":"temperature","payload":21.4}',
      { topic: 'temperature', payload: 21.4 },
      { topic: 'temperature', payload: 21.4 },
    ],
    [
      '{"topic":"t","payload":null,"_msgid":"x","req":1}',
      { topic: 't', payload: null },
      { topic: 't', payload: null },
    ],
    [
      '{"topic":"","payload":1}',
      { payload: { topic: '', payload: 1 } },
      { payload: { topic: '', payload: 1 } },
    ],
    ['{"topic":5,"payload":1}', { payload: { topic: 5, payload: 1 } }, { payload: { topic: 5, payload: 1 } }],
    [
      '{"topic":"$state","payload":"ready"}',
      { payload: { topic: '$state', payload: 'ready' } },
      { payload: { topic: '$state', payload: 'ready' } },
    ],
    [
      '{"topic":"card","payload":12345678901234567890}',
      { topic: 'card', payload: '12345678901234567890' },
      { topic: 'card', payload: '12345678901234567890' },
    ],
    ['{"topic":"t"}', { payload: { topic: 't' } }, { payload: { topic: 't' } }],
    ['{"__proto__":{"x":1},"y":2}', { payload: { y: 2 }, ...swept }, { payload: { y: 2 }, ...swept }],
    ['{"\\u005f_proto__":{"x":1}}', { payload: {}, ...swept }, { payload: {}, ...swept }],
    [
      '[{"a":{"constructor":{"prototype":{"x":1}}}}]',
      { payload: [{ a: {} }], ...swept },
      { payload: [{ a: {} }], ...swept },
    ],
    ['{"constructor":"ACME"}', { payload: { constructor: 'ACME' } }, { payload: { constructor: 'ACME' } }],
    [nested(65), { payload: nested(65), ...tooDeep }, { payload: nested(65), ...tooDeep }],
    ['12345E67', raw('12345E67'), raw('12345E67')],
    [
      '{"id":[18446744073709551615,1.50]}',
      { payload: { id: ['18446744073709551615', 1.5] } },
      { payload: { id: ['18446744073709551615', 1.5] } },
    ],
    [
      '{"topic":12345678901234567890,"payload":1}',
      { payload: { topic: '12345678901234567890', payload: 1 } },
      { payload: { topic: '12345678901234567890', payload: 1 } },
    ],
    ['{"t":1}\0', { payload: { t: 1 }, repairs: ['tail'] }, { payload: { t: 1 }, repairs: ['tail'] }],
    [
      '{"t":1}\0[{rubbish',
      { payload: { t: 1 }, repairs: ['tail'] },
      { payload: { t: 1 }, repairs: ['tail'] },
    ],
    ['{"t":1}\u00a0', { payload: { t: 1 }, repairs: ['tail'] }, { payload: { t: 1 }, repairs: ['tail'] }],
    ['{"t":1}\r\n', { payload: { t: 1 } }, { payload: { t: 1 } }],
    ['\ufeff{"t":1}', { payload: { t: 1 }, repairs: ['bom'] }, { payload: { t: 1 }, repairs: ['bom'] }],
    [
      '\ufeff[nan,-inf,"nan",NaN,+INF,ovf,-Infinity]\0\0',
      { payload: [null, null, 'nan', null, null, null, null], repairs: ['bom', 'tail', 'nan'] },
      { payload: [null, null, 'nan', null, null, null, null], repairs: ['bom', 'tail', 'nan'] },
    ],
    [
      '{"topic":"nan \\" inf","payload":nan}',
      { topic: 'nan " inf', payload: null, repairs: ['nan'] },
      { topic: 'nan " inf', payload: null, repairs: ['nan'] },
    ],
    ['nan', raw('nan'), { payload: null, repairs: ['nan'] }],
    ['{nan:1}', raw('{nan:1}'), { payload: '{nan:1}', ...badJson }],
    ['hello\0\0', { payload: 'hello', repairs: ['tail'] }, { payload: 'hello\0\0', ...badJson }],
    ['a\0b', raw('a\0b'), { payload: 'a\0b', ...badJson }],
    ['\ufeffhello', { payload: 'hello', repairs: ['bom'] }, { payload: '\ufeffhello', ...badJson }],
    ['{"s":"[[[[\\"[["}', { payload: { s: '[[[["[[' } }, { payload: { s: '[[[["[[' } }],
  ];
  for (const [text, auto, json] of rows) {
    it(`${text.length > 60 ? `nested ${text.length / 2} deep` : text || 'of no text at all'} arrives in each format as that format reads it`, () => {
      const data = Buffer.from(text);
      deepEqual(decode(data, false, 'auto'), auto);
      deepEqual(decode(data, false, 'json'), json);
      deepEqual(decode(data, false, 'text'), raw(text));
      deepEqual(decode(data, false, 'buffer'), asBuffer(text));
    });
  }

  it('is parsed when it is nested 64 deep', () => {
    ok(Array.isArray(decode(Buffer.from(nested(64)), false, 'auto').payload));
  });

  for (const depth of [5_000, 100_000]) {
    it(`nested ${depth} deep arrives as its text, with an error`, () => {
      const { payload, error } = decode(Buffer.from(nested(depth)), false, 'auto');
      equal(payload, nested(depth));
      ok(error);
    });
  }

  it('in Latin-1 arrives with U+FFFD, and says that it was repaired', () => {
    deepEqual(decode(Buffer.from('21\xb0C', 'latin1'), false, 'auto'), {
      payload: '21\ufffdC',
      repairs: ['utf8'],
    });
  });

  it('that itself says U+FFFD is not told of as repaired', () => {
    deepEqual(decode(Buffer.from('21\ufffdC'), false, 'auto'), { payload: '21\ufffdC' });
  });

  it('in binary stays a Buffer of its own in auto', () => {
    const data = Buffer.from([1, 2, 3]);
    const { payload } = decode(data, true, 'auto');
    data.fill(9);
    deepEqual(payload, Buffer.from([1, 2, 3]));
  });

  it('in binary is read as text where text or JSON was chosen', () => {
    equal(decode(Buffer.from('5'), true, 'text').payload, '5');
    equal(decode(Buffer.from('5'), true, 'json').payload, 5);
  });

  it('never throws and never touches a prototype, whatever its bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => Buffer.from(json)),
    );
    fc.assert(
      fc.property(
        bytes,
        fc.boolean(),
        fc.constantFrom<Format[]>('auto', 'json', 'fields', 'text', 'buffer'),
        (data, isBinary, format) => {
          const { payload } = decode(Buffer.from(data), isBinary, format);
          if (typeof payload === 'object' && payload !== null)
            equal(Object.hasOwn(payload, '__proto__'), false);
        },
      ),
    );
    equal(({} as Record<string, unknown>).x, undefined);
  });

  it('comes back as it went for everything that JSON can say and a double can hold', () => {
    const topics = fc
      .string({ minLength: 1, maxLength: 20 })
      .filter((topic) => topic !== '$state' && topic.isWellFormed());
    const values = fc
      .jsonValue({ maxDepth: 5, noUnicodeString: true } as never)
      .filter((value) => !JSON.stringify(value).includes('__proto__'));
    fc.assert(
      fc.property(topics, values, (topic, value) => {
        const { data } = encodeTopicMessage(topic, value);
        deepEqual(decode(Buffer.from(data), false, 'auto'), {
          topic,
          payload: JSON.parse(JSON.stringify(value)),
        });
      }),
    );
  });
});
