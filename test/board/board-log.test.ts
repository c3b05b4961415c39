import { deepEqual, equal, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { i18n } from '@node-red/util';
import { BoardLog, type Values } from '../../src/board/board-log.js';
import type { Cause } from '../../src/link/cause.js';

describe('What the log says of a board that calls itself like a gap in a sentence', () => {
  const lines: string[] = [];
  const log = { warn: (line: string) => lines.push(line), log() {}, debug() {}, error() {} };

  before(async () => {
    await (i18n as unknown as { init(settings: object): Promise<void> }).init({});
    await i18n.registerMessageCatalog(
      'log',
      join(__dirname, '../../nodes/locales'),
      'esp8266-ws-config.json',
    );
  });

  for (const name of ['a__remedy__b', '__address__', '__board__']) {
    it(`has each of its words in its place: ${name}`, () => {
      lines.length = 0;
      const translate = (key: string, values: Values) => i18n._(`log:${key}`, values);
      const boardLog = new BoardLog(log, name, '10.0.0.5:81', translate);
      const report = {
        state: 'lost',
        cause: 'refused',
        detail: 'x',
        attempt: 1,
        roundTripMs: undefined,
      } as const;
      boardLog.report(report, [{ key: 'cause.refused' }]);
      const [line = ''] = lines;
      const shown = name.replaceAll('__', '_\u2060_');
      ok(
        line.startsWith(`${shown} is offline: check sketch and port. Nothing listens on 10.0.0.5:81.`),
        line,
      );
    });
  }
});

describe('What the log says of a board that is off', () => {
  it('is a warning, and a line for debugging where an attempt ends in another way than the one before', () => {
    const warnings: string[] = [];
    const debugs: string[] = [];
    const log = {
      warn: (line: string) => warnings.push(line),
      debug: (line: string) => debugs.push(line),
      log() {},
      error() {},
    };
    const boardLog = new BoardLog(log, 'kitchen', '10.0.0.5:81', (key) => key);
    const attempts: [Cause, string][] = [
      ['refused', 'A'],
      ['refused', 'A'],
      ['no answer', 'B'],
      ['no answer', 'B'],
      ['no answer', 'C'],
      ['refused', 'A'],
    ];
    const rest = { attempt: 1, roundTripMs: undefined };
    for (const [cause, detail] of attempts) boardLog.report({ state: 'lost', cause, detail, ...rest }, []);
    equal(warnings.length, 1);
    boardLog.report({ state: 'ready', cause: undefined, detail: undefined, ...rest }, []);
    boardLog.report({ state: 'lost', cause: 'refused', detail: 'A', ...rest }, []);
    equal(warnings.length, 2);
    deepEqual(debugs, [
      'kitchen at 10.0.0.5:81: no answer (B)',
      'kitchen at 10.0.0.5:81: no answer (C)',
      'kitchen at 10.0.0.5:81: refused (A)',
    ]);
  });
});
