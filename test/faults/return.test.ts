import { ok } from 'node:assert/strict';
import type { Cause } from '../../src/link/cause.js';
import type { Event, State } from '../../src/link/connection-state.js';
import { deadlineOf } from '../../src/link/state-deadline.js';
import { step } from '../../src/link/transitions.js';
import { readBoardSettings } from '../../src/settings/board-settings.js';
import { freePort } from '../support/free-port.js';
import { Fixture, lostMs, slackMs, timePasses } from './fixture.js';

const { limits } = readBoardSettings({ host: 'board' });
const hourMs = 3_600_000;

/** A board of the simulation: off from 0 to `hourMs`, on before and after. */
interface Simulated {
  state: State;
  /** How the network will answer the attempt under way, and when. */
  answer: { readonly event: Event; readonly at: number };
}

/** How a board that is off answers an attempt, and after what time. */
interface Absence {
  readonly cause: Cause;
  readonly answerMs: number;
}

describe('Twenty boards that come back after an hour', () => {
  const fixture = new Fixture();

  for (const absence of [
    { cause: 'refused', answerMs: 1 },
    // The kernel asks three times for the address of a neighbour, a second apart.
    { cause: 'no route', answerMs: 3_000 },
  ] as const) {
    it(`are never dialled more than 8 times in 100 ms, and all are there within 35 s ("${absence.cause}", 50 seeds, default settings)`, () => {
      for (let seed = 1; seed <= 50; seed += 1) {
        const { dials, lastOpenedAt } = simulate(seed, absence);
        const wave = mostWithin(100, dials);
        ok(wave <= 8, `seed ${seed}: ${wave} dials within 100 ms`);
        ok(lastOpenedAt <= hourMs + 35_000, `seed ${seed}: ${lastOpenedAt - hourMs} ms`);
      }
    });
  }

  it('are all there in time with real sockets, too, and not as one wave (1:20)', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
    const witnesses = ports.map((port) =>
      fixture.connect({ port }, { minDelaySeconds: 0.05, maxDelaySeconds: 1.5 }),
    );
    await timePasses(1_500);
    const backAt = performance.now();
    for (const port of ports) await fixture.board({ port });
    const readyAt = await Promise.all(witnesses.map((recorder) => recorder.when('ready')));
    ok(Math.max(...readyAt) - backAt < 35_000 / 20 + slackMs + lostMs());
    const dials = witnesses.flatMap(({ reports }) =>
      reports.filter(({ at, state }) => state === 'connecting' && at >= backAt).map(({ at }) => at),
    );
    // Those that became due while this process had no processor come together: 20 in 0.75 s, half of the longest wait.
    ok(mostWithin(5, dials) <= 8 + (20 * lostMs()) / 750);
  });
});

/** Runs the state table of 20 boards by a clock of its own; tells when it dialled, from 10 s before their return on. */
function simulate(seed: number, absence: Absence): { dials: number[]; lastOpenedAt: number } {
  const random = seeded(seed);
  const dials: number[] = [];
  let lastOpenedAt = 0;
  // Since the same deploy, so that all ask in the same moment whether their board is there.
  const openedAt = -limits.pingMs * random();
  let away = Array.from({ length: 20 }, () => connectedSince(openedAt));

  function happens(board: Simulated, event: Event, now: number): void {
    const { state, effects } = step(board.state, event, { now, random: random(), limits });
    board.state = state;
    if (!effects.includes('dial')) return;
    if (now > hourMs - 10_000) dials.push(now);
    board.answer = now < hourMs ? failing(absence, now) : { event: { type: 'opened' }, at: now + 20 };
  }

  while (away.length > 0) {
    const board = away.reduce((first, one) => (dueAt(one) < dueAt(first) ? one : first));
    const now = dueAt(board);
    const isAnswer = board.state.name === 'connecting' && board.answer.at === now;
    happens(board, isAnswer ? board.answer.event : { type: 'timeout', lateMs: 0 }, now);
    if (board.state.name === 'open' && now > hourMs) lastOpenedAt = now;
    away = away.filter(({ state }) => state.name !== 'open' || state.openedAt < hourMs);
  }
  return { dials, lastOpenedAt };
}

/** A board that was answering its pings until its power went at 0. */
function connectedSince(openedAt: number): Simulated {
  const around = { now: openedAt, random: 0, limits };
  const dialled = step({ name: 'idle' }, { type: 'start' }, around);
  const opened = step(dialled.state, { type: 'opened' }, around);
  const { state } = step(opened.state, { type: 'pong', roundTripMs: 5 }, around);
  return { state, answer: { event: { type: 'opened' }, at: openedAt } };
}

function failing({ answerMs, cause }: Absence, now: number): Simulated['answer'] {
  return { event: { type: 'closed', cause, detail: '' }, at: now + answerMs };
}

function dueAt({ state, answer }: Simulated): number {
  const deadline = deadlineOf(state, limits) ?? Number.POSITIVE_INFINITY;
  return state.name === 'connecting' ? Math.min(answer.at, deadline) : deadline;
}

/** The most of these times that lie within one span of so many milliseconds. */
function mostWithin(spanMs: number, times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  return Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + spanMs).length));
}

/** The same numbers in [0, 1) for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
