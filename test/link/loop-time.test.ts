import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { LoopTime, type PongTiming } from '../../src/link/loop-time.js';

/** A board that reads one frame per loop(), and answers a ping in the loop in which it reads it. */
class Loops {
  readonly time = new LoopTime(15_000);
  private freeAt: number;
  private readonly sentAt: number[] = [];

  constructor(
    public loopMs: number,
    public latencyMs: number,
    public now: number,
    firstLoopAt: number,
  ) {
    this.freeAt = firstLoopAt;
  }

  /** Sends so many messages and a ping, in one go, and waits for the pong; a probe behind it, where it is due. */
  batch(messages: number): void {
    const sentAt = this.now;
    const pongs = [this.read(messages + 1), ...(this.time.isDue(this.now) ? [this.read(1)] : [])];
    const [pongAt = 0, probeAt] = pongs;
    const roundTripMs = pongAt - sentAt;
    const first: PongTiming = { roundTripMs, messages, framesAhead: messages, sinceFirstMs: roundTripMs };
    this.time.ponged(first);
    if (probeAt !== undefined) this.time.probed(probeAt - pongAt, first, probeAt);
    this.now = probeAt ?? pongAt;
  }

  wait(ms: number): void {
    this.now += ms;
  }

  /** When the answer to the last of so many frames is back. */
  private read(frames: number): number {
    const arrivesAt = this.now + this.latencyMs;
    while (this.freeAt < arrivesAt) this.freeAt += this.loopMs;
    const readAt = this.freeAt + (frames - 1) * this.loopMs;
    this.freeAt = readAt + this.loopMs;
    this.sentAt.push(readAt);
    return readAt + this.latencyMs;
  }
}

describe('The loop time of a board', () => {
  const times = { loopMs: fc.integer({ min: 1, max: 3_000 }), latencyMs: fc.integer({ min: 0, max: 800 }) };
  const phase = fc.double({ min: 0, max: 1, noNaN: true });
  const batches = fc.array(fc.integer({ min: 0, max: 16 }), { minLength: 1, maxLength: 40 });

  it('is unknown until a pair of pings is answered', () => {
    const time = new LoopTime(15_000);
    time.ponged({ roundTripMs: 20, messages: 3, framesAhead: 3, sinceFirstMs: 20 });
    equal(time.ms, undefined);
    equal(time.steadyMs, undefined);
  });

  it('is what lies between the pongs of a pair, however long the network takes and whatever was sent before', () => {
    const any = fc.property(
      times.loopMs,
      times.latencyMs,
      phase,
      fc.nat(16),
      (loopMs, latencyMs, at, messages) => {
        const board = new Loops(loopMs, latencyMs, 100, 100 + at * loopMs);
        board.batch(messages);
        ok(Math.abs(board.time.ms! - loopMs) < 1e-6, `${board.time.ms}`);
      },
    );
    fc.assert(any);
  });

  it('stays right while the board keeps its pace, whatever is sent', () => {
    const any = fc.property(times.loopMs, times.latencyMs, phase, batches, (loopMs, latencyMs, at, sizes) => {
      const board = new Loops(loopMs, latencyMs, 0, at * loopMs);
      for (const messages of sizes) {
        board.batch(messages);
        board.wait(at * 37);
        ok(Math.abs(board.time.ms! - loopMs) < 1e-6, `${board.time.ms} after ${messages}`);
      }
    });
    fc.assert(any);
  });

  for (const [from, to] of [
    [1, 50],
    [50, 1_000],
    [1_000, 50],
    [200, 2],
  ] as const) {
    it(`follows a board whose loop comes to take ${to} ms instead of ${from}, within a few batches of 4`, () => {
      const board = new Loops(from, 5, 0, 0);
      board.batch(0);
      board.loopMs = to;
      for (let count = 0; count < 6; count += 1) board.batch(4);
      const { ms = 0 } = board.time;
      // The network's 10 ms count as loops until the next pair.
      ok(ms >= to * 0.7 && ms <= to * 1.4 + 10 / 4, `${ms}`);
    });
  }

  it('knows a new latency at the next pair, 15 s later, and then takes nothing of it for loops', () => {
    const board = new Loops(2, 5, 0, 0);
    board.batch(0);
    board.latencyMs = 400;
    board.batch(1);
    ok(board.time.ms! > 100, `${board.time.ms}`);
    board.wait(15_000);
    board.batch(1);
    board.batch(1);
    equal(Math.round(board.time.ms!), 2);
  });

  it('asks for a pair at once, and again 15 s after the last', () => {
    const time = new LoopTime(15_000);
    const first = { roundTripMs: 3, messages: 0, framesAhead: 0, sinceFirstMs: 3 };
    equal(time.isDue(0), true);
    time.probed(1, first, 10);
    equal(time.isDue(15_009), false);
    equal(time.isDue(15_010), true);
  });
});
