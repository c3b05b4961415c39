import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { Heartbeat } from '../../src/virtual-board/heartbeat.js';

/** Lets time pass for a client that never answers; gives when it was pinged and when it was given up. */
function neverAnswering(options: { pingMs: number; pongMs: number; count: number }, untilMs: number) {
  const heartbeat = new Heartbeat({ heartbeat: options });
  const pings: number[] = [];
  heartbeat.restart(0);
  for (let millis = 0; millis < untilMs; millis++) {
    if (heartbeat.pingIsDue(millis)) {
      heartbeat.pinged(millis);
      pings.push(millis);
    }
    if (heartbeat.isLost(millis)) return { pings, lostAt: millis };
  }
  return { pings };
}

describe('heartbeat', () => {
  it('gives a silent client up after so many late pongs', () => {
    deepStrictEqual(neverAnswering({ pingMs: 300, pongMs: 200, count: 2 }, 2_000), {
      pings: [202],
      lostAt: 403,
    });
  });

  it('never gives up with a count of 0, and pings anew after every late pong', () => {
    deepStrictEqual(neverAnswering({ pingMs: 300, pongMs: 200, count: 0 }, 700), { pings: [202, 404, 606] });
  });

  it('never gives up when the pong time is not below the interval', () => {
    deepStrictEqual(neverAnswering({ pingMs: 100, pongMs: 300, count: 1 }, 400), { pings: [101, 202, 303] });
  });

  it('forgets late pongs when one comes', () => {
    const heartbeat = new Heartbeat({ heartbeat: { pingMs: 300, pongMs: 200, count: 2 } });
    heartbeat.restart(0);
    strictEqual(heartbeat.isLost(201), false);
    heartbeat.ponged();
    strictEqual(heartbeat.isLost(202), false);
    heartbeat.pinged(500);
    strictEqual(heartbeat.isLost(701), false);
  });

  it('holds the late pongs of one client against the next in its slot', () => {
    const heartbeat = new Heartbeat({ heartbeat: { pingMs: 300, pongMs: 200, count: 2 } });
    heartbeat.restart(0);
    strictEqual(heartbeat.isLost(201), false);
    heartbeat.restart(300);
    strictEqual(heartbeat.isLost(501), true);
  });

  it('has nothing to do when it is off', () => {
    strictEqual(new Heartbeat({}).dueMs, Infinity);
  });
});
