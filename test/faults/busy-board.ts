import { deepEqual, equal, ok } from 'node:assert/strict';
import type { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { type Fixture, lostMs, slackMs, tally, textsOf, timePasses } from './fixture.js';
import type { Recorder } from './recorder.js';

/** The times of these rows are those of people, so they are played unscaled. */
export const defaults = { confirmSeconds: 15, connectSeconds: 20, deadSeconds: 45, pingSeconds: 15 };

/** A board that is connected and measured, and when it received each text. */
export async function busyBoard(
  fixture: Fixture,
  loopDelayMs: number,
  latencyMs = 0,
): Promise<{ board: VirtualBoard; receivedAt: Map<string, number>; recorder: Recorder }> {
  const board = await fixture.board({ loopDelayMs });
  const receivedAt = new Map<string, number>();
  board.on('message', ({ payload }) => receivedAt.set(String(payload), performance.now()));
  const proxy = await fixture.proxyTo(board);
  proxy.latency(latencyMs);
  const recorder = await fixture.connected(proxy, defaults);
  equal(await recorder.send('first'), 'ok');
  return { board, receivedAt, recorder };
}

/** U12, *fail*: 100 moves a second for 3 s, then a STOP, to a board whose loop takes `loopMs`. */
export async function stopsInTime(fixture: Fixture, loopMs: number, latencyMs = 0): Promise<void> {
  const { board, receivedAt, recorder } = await busyBoard(fixture, loopMs, latencyMs);
  const givenAt = new Map<string, number>();
  const moves = moveFor(3_000, (move) => {
    givenAt.set(move, performance.now());
    return recorder.send(move);
  });
  await moves.given;
  givenAt.set('STOP', performance.now());
  const stop = await recorder.send('STOP');
  const ends = tally(await Promise.all(moves.sent));
  // Of the second that it may wait, this process had less than a half where others took the processors.
  ok(stop === 'ok' || lostMs() > 500, stop);
  equal((ends.ok ?? 0) + (ends.ERR_BUSY ?? 0), moves.sent.length);
  const lateMs = [...receivedAt].slice(1).map(([text, at]) => at - givenAt.get(text)!);
  // Ten loops may take longer than the second that a message waits.
  const boundMs = Math.max(1_300, 12 * loopMs + 250) + latencyMs;
  ok(Math.max(...lateMs) < boundMs + slackMs / 2 + lostMs(), `${Math.max(...lateMs)} ms`);
  deepEqual(textsOf(board).slice(1), sentInOrder(textsOf(board).slice(1), [...givenAt.keys()]));
  if (stop === 'ok') equal(textsOf(board).at(-1), 'STOP');
}

/** Gives a move each 10 ms, by the clock: a timer that comes late gives those that it missed. */
export function moveFor(
  ms: number,
  send: (move: string) => Promise<string>,
): { given: Promise<void>; sent: Promise<string>[] } {
  const sent: Promise<string>[] = [];
  const start = performance.now();
  const give = async () => {
    while (performance.now() - start < ms) {
      while (sent.length < (performance.now() - start) / 10) sent.push(send(`move ${sent.length}`));
      await timePasses(2);
    }
  };
  return { given: give(), sent };
}

/** Those of the texts that were received, in the order in which they were given. */
function sentInOrder(received: readonly string[], given: readonly string[]): string[] {
  return given.filter((text) => received.includes(text));
}
