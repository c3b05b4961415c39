import { equal } from 'node:assert/strict';
import { strictJson } from '../../src/virtual-board/sketches/arduino-json.js';

describe('B19: what ArduinoJson reads', () => {
  // What is read; as JSON
  for (const [text, json] of [
    ['{"a":1} and more', '{"a":1}'],
    ['{"a":1}\0', '{"a":1}'],
    ['{"a":[{}]}}}', '{"a":[{}]}'],
    ["{'a':'b'}", '{"a":"b"}'],
    [`'a "b" \\"'`, String.raw`"a \"b\" \""`],
    ['{a:1, b_2 :"c:d"}', '{"a":1, "b_2" :"c:d"}'],
    ['[00,01,+1,-01.50,1e05]', '[0,1,1,-1.50,1e05]'],
    ['"a\nb\t\u007f"', `${String.raw`"a\nb\t`}\u007f"`],
    [' \n{"a" : null}', ' \n{"a" : null}'],
    ['42 and more', '42'],
  ] as const) {
    it(`is ${JSON.stringify(text)}, as ${json}`, () => {
      equal(strictJson(text), json);
      JSON.parse(json);
    });
  }

  for (const text of [
    '',
    '{"a":1',
    '{"a":NaN}',
    '{"a":1,}',
    '{"a":b}',
    '"a',
    '\ufeff{}',
    '{"a":TRUE}',
    '{"a"/**/:1}',
    '+',
    '{"a":\'b"}',
  ])
    it(`is not ${JSON.stringify(text)}, which stays no JSON`, () => {
      let isJson = true;
      try {
        JSON.parse(strictJson(text));
      } catch {
        isJson = false;
      }
      equal(isJson, false);
    });
});
