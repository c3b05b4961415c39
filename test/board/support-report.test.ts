import { equal, match, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { BoardHistory } from '../../src/board/history.js';
import { supportReport } from '../../src/board/support-report.js';
import { readBoardSettings } from '../../src/settings/board-settings.js';
import { factsOf, hear, reportOf } from './facts.js';

const then = { now: 0, wall: 1_764_364_500_000 };
const now = { now: 60_000, wall: then.wall + 60_000 };
const versions = { 'node-red-contrib-esp8266-ws': '0.1.0', 'Node-RED': '4.1.15', 'Node.js': '20.19.0' };
const timeOf = (wall: number) => new Date(wall).toISOString();

/** Each is a secret that nobody else would write. */
const canaries = {
  user: 'us3r-c4n4ry',
  password: 'p4ss-"w0rd:c4n4ry',
  header: 'h34d3r-c4n4ry',
  cookie: 't0k3n-in-a-c00kie',
  path: 'p4th-c4n4ry',
  query: 'qu3ry-c4n4ry',
  subprotocol: 'pr0t0c0l-c4n4ry',
  host: '10.11.12.13',
};

const settings = readBoardSettings(
  {
    // What ${ENV} has become.
    host: canaries.host,
    path: `/${canaries.path}?token=${canaries.query}`,
    subprotocol: canaries.subprotocol,
    headers: [
      { name: 'X-Token', secret: 0 },
      { name: 'Cookie', value: `session=1; Bearer ${canaries.cookie}` },
    ],
  },
  { user: canaries.user, password: canaries.password, headerSecrets: [canaries.header], tls: true },
);
const context = { settings, typedHost: '$' + '{BOARD}', versions, timeOf };

/** The report of a board that repeats something wherever it can. */
function reportOfBoardThatSays(said: string): string {
  const history = new BoardHistory();
  const report = { ...reportOf('lost', 'closed by board'), detail: `it says: ${said}` };
  history.report(reportOf('ready'), then);
  history.report(report, then);
  const reasons = [{ key: 'reason.said', values: { code: 1_000, said: said.slice(0, 64) } }];
  const facts = factsOf({ history, report, reasons, name: said });
  const hello = {
    sketch: said,
    version: `v ${said}`,
    id: `${said} id`,
    topics: [{ topic: said.slice(0, 256) }],
  };
  hear(facts, 1, { topic: '$hello', payload: hello }, { topic: 'led', payload: said });
  return supportReport(facts, context, now);
}

describe('A support report', () => {
  it('says what is asked first: versions, state, cause, outages, counters and what happened', () => {
    const history = new BoardHistory();
    history.report(reportOf('ready'), then);
    history.report(reportOf('lost', 'silent'), { now: 30_000, wall: then.wall + 30_000 });
    const report = reportOf('lost', 'silent');
    const facts = factsOf({ history, report, reasons: [{ key: 'cause.silent' }] });
    const text = supportReport(facts, { ...context, typedHost: 'kitchen.local' }, now);
    for (const line of [
      /^ {2}Node-RED: 4\.1\.15$/m,
      /^ {2}name: kitchen$/m,
      /^ {2}state: lost: silent$/m,
      /^ {2}reasons: cause\.silent$/m,
      /^ {2}TLS: true$/m,
      /^ {2}user and password: \(not shown\)$/m,
      /^ {2}headers: 2$/m,
      /^ {2}limits\.pingMs: 15000$/m,
      /^ {2}last hour: connected 50\.0 %, 1 outages, 0 reconnects, longest outage 30 s$/m,
      /^ {2}sent\.confirmed: 0$/m,
      /^ {2}2025-\d\d-\d\dT\S+Z: lost silent \(silent\)$/m,
    ])
      match(text, line);
  });

  for (const [name, canary] of Object.entries(canaries))
    it(`T11: holds no secret of the settings, though the board repeats it: ${name}`, () => {
      for (const said of [
        canary,
        `x${canary}x`,
        `<${canary}> and ${canary}`,
        `${'x'.repeat(20)} ${canary}`,
      ]) {
        const text = reportOfBoardThatSays(said);
        ok(!text.includes(canary), text);
        ok(!text.includes(canary.slice(0, 5)), text);
        ok(text.includes('(not shown)'));
      }
    });

  it('T11: holds no login in the way in which it is sent', () => {
    const sent = Buffer.from(`${canaries.user}:${canaries.password}`).toString('base64');
    ok(!reportOfBoardThatSays(`Basic ${sent}`).includes(sent.slice(0, 8)));
  });

  it('keeps our own words, so that no hole in one tells the secret', () => {
    const telling = readBoardSettings({ host: 'a' }, { user: 'name', password: 'state' });
    const text = supportReport(factsOf({}), { ...context, settings: telling }, now);
    match(text, /^ {2}name: kitchen$/m);
    match(text, /^ {2}state: disconnected$/m);
  });

  it('holds at most 32 kB, in lines that the board cannot break', () => {
    const lines = reportOfBoardThatSays('').split('\n').length;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }), (said) => {
        const text = reportOfBoardThatSays(said);
        ok(Math.abs(text.split('\n').length - lines) <= 4);
        ok(text.length <= 32_000);
      }),
      { numRuns: 50 },
    );
    equal(/[^\P{C}\n]/u.test(reportOfBoardThatSays('\u001b[31m\r\n')), false);
  });
});
