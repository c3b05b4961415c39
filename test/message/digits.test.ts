import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { decode } from '../../src/message/decode.js';
import { keepsDigits } from '../../src/message/digits.js';

describe('A number from the board', () => {
  for (const number of [
    ...[
      '0',
      '-0',
      '0.0',
      '0e999',
      '0.1',
      '1.50',
      '21.40',
      '-23.5',
      '1e3',
      '1E+3',
      '1e-7',
      '2150e-2',
      '1e+06',
    ],
    ...['1.2345678e7', '1e23', '1.1805916207174113e+21', '5e-324', '1.7976931348623157e308', '4294967295'],
    ...['9007199254740992', '12345678901234567000', '100000000000000000000', '0.30000000000000004'],
    // What printf("%.17g"), ("%.20f") and String(21.4f, 16) write.
    ...['0.10000000000000001', '1.0000000000000001e-05', '21.39999999999999857891', '21.3999996185302734'],
    `1.${'0'.repeat(2_000)}`,
  ]) {
    it(`stays one: ${number.slice(0, 40)}`, () => equal(keepsDigits(number), true));
  }

  for (const number of [
    ...['12345E67', '12345e67', '123456E7', '1E345678', '1e999', '-1e999', '1e-999', '12e3'],
    ...['9007199254740993', '-9007199254740993', '18446744073709551615', '18446744073709551616'],
    ...['12345678901234567890', '3.14159265358979323846', '0.1234567890123456789', '1.0000000000000000001'],
    `0.1${'0'.repeat(200)}1`,
  ]) {
    it(`is text, since a double does not give it back: ${number.slice(0, 40)}`, () => {
      equal(keepsDigits(number), false);
      for (const format of ['auto', 'json', 'fields'] as const) {
        const { payload } = decode(
          Buffer.from(`{"a":[${number},{"b":${number}}],"c":"${number}"}`),
          false,
          format,
        );
        deepEqual(payload, { a: [number, { b: number }], c: number });
      }
    });
  }

  it('stays one whenever a double was written, shortest or with 17 digits', () => {
    const doubles = fc.double({ noDefaultInfinity: true, noNaN: true });
    fc.assert(
      fc.property(doubles, (value) => {
        for (const number of [JSON.stringify(value), value.toExponential(16)]) {
          const { payload } = decode(Buffer.from(number), false, 'json');
          ok(payload === value, `${number} became ${payload}`);
        }
      }),
    );
  });

  it('is a double with its digits, or its text, whatever it is', () => {
    const digits = fc.stringMatching(/^-?[1-9][0-9]{0,20}$/);
    fc.assert(
      fc.property(digits, (number) => {
        const { payload } = decode(Buffer.from(`{"n":${number}}`), false, 'json');
        const { n } = payload as { n: number | string };
        if (typeof n === 'string') equal(n, number);
        else equal(String(n), number);
      }),
    );
  });

  it('of a million digits is looked at in no time', () => {
    const number = `1${'0'.repeat(500_000)}1`;
    const started = performance.now();
    equal(decode(Buffer.from(`[${number}]`), false, 'auto').error, undefined);
    ok(performance.now() - started < 1_000);
  });
});
