import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { decode } from '../../src/message/decode.js';
import { plainNumberOf, plainTopicOf } from '../../src/message/plain-message.js';

describe('A topic message that is written as most are', () => {
  const numbers: [text: string, number: number | undefined][] = [
    ['{"topic":"t","payload":21.5}', 21.5],
    ['{"topic":"a/b","payload":-0.25}', -0.25],
    ['{"topic":"t","payload":0}', 0],
    ['{"topic":"t","payload":"21"}', Number.NaN],
    ['{"topic":"t","payload":{"value":21}}', Number.NaN],
    ['{"topic":"t","payload":[21]}', Number.NaN],
    ['{"topic":"t","payload":true}', Number.NaN],
    ['{"topic":"t","payload":null}', Number.NaN],
    ['{"topic":"t","payload":nan}', Number.NaN],
    // Of these, parsing tells.
    ['{"topic":"t","payload":1e3}', undefined],
    ['{"topic":"t","payload":1234567890123456}', undefined],
    ['{"topic":"t","payload":007}', undefined],
    ['{"topic":"t","payload":}', undefined],
    ['{"topic":"t","payload":21', undefined],
    ['{"topic":"t","payload":', undefined],
    ['{"topic":"t","payload":21,"unit":"°C"}', undefined],
    ['{"topic":"t", "payload": 21}', undefined],
    ['{"topic":"","payload":21}', undefined],
    ['{"topic":"\\u0062","payload":21}', undefined],
    ['{"payload":21,"topic":"t"}', undefined],
    ['{"t":21}', undefined],
    ['21', undefined],
    ['', undefined],
  ];
  for (const [text, number] of numbers)
    it(`tells ${number === undefined ? 'no number without being parsed' : number}: ${text || 'nothing'}`, () => {
      equal(plainNumberOf(Buffer.from(text)), number);
    });

  it('says the same as it does when it is parsed', () => {
    const payloads = fc.oneof(fc.double(), fc.integer(), fc.jsonValue());
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), payloads, (topic, payload) => {
        const data = Buffer.from(JSON.stringify({ topic, payload }));
        const parsed = decode(data, false, 'json');
        ok([undefined, parsed.topic].includes(plainTopicOf(data)));
        const number = plainNumberOf(data);
        if (number !== undefined)
          equal(number, typeof parsed.payload === 'number' ? parsed.payload : Number.NaN);
      }),
    );
  });

  it('is looked for without an error, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        plainTopicOf(Buffer.from(bytes));
        plainNumberOf(Buffer.from(bytes));
      }),
    );
  });
});
