import { equal } from 'node:assert/strict';
import { RebootDetector } from '../../src/board/reboot-detector.js';

const second = 1_000;
const day = 86_400 * second;

describe('A restart of the board', () => {
  // Moments in seconds: "o" the connection opens, "u" an uptime is heard, "b" a hello with a boot number; "!" is a restart.
  for (const [what, play] of [
    ['is not seen in the first hello', 'o0 b1:7'],
    ['is seen in another boot number', 'o0 b1:7 o100 b101:8! o200 b201:8'],
    ['is not seen in the same boot number, whatever the uptime', 'o0 b1:7 o100 b101:7 u102:1'],
    ['is not seen where the board has been up as long as we know it', 'o0 u1:50 o100 u101:150'],
    ['is not seen where we met it just after its start', 'o0 u0:0 o100 u101:100'],
    ['is seen where the board is up for less time than we know it', 'o0 u1:50 o100 u101:3!'],
    ['is seen once', 'o0 u1:50 o100 u101:3! u111:13 o200 u201:103'],
    ['is seen each time', 'o0 u1:50 o100 u101:3! o200 u201:4!'],
    [
      'is seen in the uptime of a sketch that gives its boot number for the first time',
      'o0 u1:50 o100 b101:7 u102:4!',
    ],
    ['is seen in an uptime that was never heard before', 'o0 o100 u101:2!'],
    ['is not seen in an uptime a minute after the connection opened', 'o0 o100 u161:0'],
  ] as const) {
    it(what, () => perform(play));
  }

  it('is not seen in a clock that is off by a minute after a month', () => {
    const watch = new RebootDetector();
    watch.opened(0);
    watch.opened(30 * day);
    equal(watch.observe(uptime(30 * 86_400 - 60), false, 30 * day), false);
  });

  for (const text of [
    'Message received',
    '"uptime"',
    '{"topic":"$hello"',
    '{"topic":"$hello","payload":null}',
    '{"topic":"uptime","payload":-5}',
    '{"topic":"uptime","payload":-1e999}',
  ]) {
    it(`is not seen in ${text}`, () => {
      const watch = new RebootDetector();
      watch.opened(0);
      watch.opened(day);
      equal(watch.observe(Buffer.from(text), false, day), false);
    });
  }
});

function perform(play: string): void {
  const watch = new RebootDetector();
  for (const step of play.split(' ')) {
    const [, what, at, value, restart] = /^(\w)(\d+):?(\d*)(!?)$/.exec(step)!;
    const now = Number(at) * second;
    if (what === 'o') watch.opened(now);
    else {
      const said = what === 'u' ? uptime(Number(value)) : hello(Number(value));
      equal(watch.observe(said, false, now), restart === '!', step);
    }
  }
}

function uptime(seconds: number): Buffer {
  return Buffer.from(JSON.stringify({ topic: 'uptime', payload: seconds }));
}

function hello(boot: number): Buffer {
  return Buffer.from(JSON.stringify({ topic: '$hello', payload: { board: 'x', boot } }));
}
