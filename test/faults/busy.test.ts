import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { decodeFrame } from '../../src/virtual-board/frame.js';
import type { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { opens } from '../support/evil-board.js';
import type { Wire } from '../support/wire.js';
import { Fixture, lostMs, slackMs, tally, textsOf, timePasses } from './fixture.js';
import { Recorder } from './recorder.js';

/** The times of these rows are those of people, so they are played unscaled. */
const defaults = { confirmSeconds: 15, connectSeconds: 20, deadSeconds: 45, pingSeconds: 15 };

describe('A board that is busy', () => {
  const fixture = new Fixture();

  /** A board, and when it received each text. */
  async function ready(
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

  for (const [loopMs, latencyMs] of [
    [1, 0],
    [5, 0],
    [20, 0],
    [50, 0],
    [200, 0],
    [1, 250],
  ] as const) {
    const what = `a loop of ${loopMs} ms${latencyMs > 0 ? ' and a round trip of 500 ms' : ''}`;

    it(`U12: fail: after 100 moves a second a STOP arrives, and no move later than 1.3 s after it was given: ${what}`, async function () {
      this.timeout(60_000);
      const { board, receivedAt, recorder } = await ready(loopMs, latencyMs);
      const givenAt = new Map<string, number>();
      const moves = moveFor(3_000, (move) => {
        givenAt.set(move, performance.now());
        return recorder.send(move);
      });
      await moves.given;
      givenAt.set('STOP', performance.now());
      const stop = await recorder.send('STOP');
      const ends = tally(await Promise.all(moves.sent));
      equal(stop, 'ok');
      equal((ends.ok ?? 0) + (ends.ERR_BUSY ?? 0), moves.sent.length);
      const lateMs = [...receivedAt].slice(1).map(([text, at]) => at - givenAt.get(text)!);
      // Ten loops may take longer than the second that a message waits.
      const boundMs = Math.max(1_300, 12 * loopMs + 250) + latencyMs;
      ok(Math.max(...lateMs) < boundMs + slackMs / 2 + lostMs(), `${Math.max(...lateMs)} ms`);
      deepEqual(textsOf(board).slice(1), sentInOrder(textsOf(board).slice(1), [...givenAt.keys()]));
      equal(textsOf(board).at(-1), 'STOP');
    });
  }

  it('U12: latest: after 100 moves a second to a loop of 50 ms a STOP arrives within 300 ms', async function () {
    this.timeout(60_000);
    const { board, receivedAt, recorder } = await ready(50);
    const latest = { whileAway: 'latest' };
    const moves = moveFor(3_000, (move) => recorder.send(move, latest, 'move'));
    await moves.given;
    const givenAt = performance.now();
    equal(await recorder.send('STOP', latest, 'move'), 'ok');
    const tookMs = receivedAt.get('STOP')! - givenAt;
    ok(tookMs < 300 + slackMs / 2 + lostMs(), `${tookMs} ms`);
    equal(textsOf(board).at(-1), 'STOP');
  });

  for (const [count, loopMs] of [
    [5, 1_000],
    [3, 2_000],
  ] as const) {
    it(`U13: ${count} commands at once to a sketch with delay(${loopMs}) are all received`, async function () {
      this.timeout(60_000);
      // Without the heartbeat of our sketches, which would close such a slow board's connections.
      const heartbeat = { count: 0, pingMs: 1_000_000, pongMs: 1_000_000 };
      const board = await fixture.board({ heartbeat, loopDelayMs: loopMs });
      const recorder = fixture.connect(board, defaults);
      await recorder.state('ready');
      const ends = await Promise.all(
        Array.from({ length: count }, (_, number) => recorder.send(`c${number}`)),
      );
      deepEqual(tally(ends), { ok: count });
      deepEqual(
        textsOf(board),
        Array.from({ length: count }, (_, number) => `c${number}`),
      );
    });
  }

  it('U15: clear drops what waits of one node; what is in flight, and what others have waiting, arrives', async () => {
    const { board, recorder } = await ready(200);
    const other = Recorder.of(recorder.connection);
    const ends = ['a', 'b', 'c'].map((text) => recorder.send(text));
    const others = other.send('d');
    recorder.connection.clear(recorder);
    deepEqual(await Promise.all(ends), ['ok', 'dropped', 'dropped']);
    equal(await others, 'ok');
    deepEqual(textsOf(board), ['first', 'a', 'd']);
    equal(recorder.connection.counters.sent.dropped, 2);
  });
});

describe('A command on the wire', () => {
  const fixture = new Fixture();

  async function onWire(): Promise<{ chunks: Buffer[]; recorder: Recorder; wire: Wire }> {
    const wires: Wire[] = [];
    const board = await fixture.evil(opens((wire) => wires.push(wire)));
    const recorder = await fixture.connected(board, defaults);
    for (const count of [1, 2, 4, 8])
      await Promise.all(
        Array(count)
          .fill('.')
          .map((text) => recorder.send(text)),
      );
    const [wire] = wires as [Wire];
    const chunks: Buffer[] = [];
    wire.socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    return { chunks, recorder, wire };
  }

  it('is one piece with the ping that confirms it, and a burst of 16 has one ping', async () => {
    const { chunks, recorder } = await onWire();
    equal(await recorder.send('on'), 'ok');
    deepEqual(chunks.map(kindsIn), ['text ping']);
    chunks.length = 0;
    await Promise.all(Array.from({ length: 16 }, (_, number) => recorder.send(`n${number}`)));
    deepEqual(chunks.map(kindsIn), [`${'text '.repeat(16)}ping`]);
  });

  it('is one TCP segment, as the kernel counts them', async function () {
    if (!hasSs()) {
      console.log('    Segments cannot be counted: install Debian\'s "iproute2"');
      this.skip();
    }
    const { recorder, wire } = await onWire();
    const { port } = wire.socket.address() as AddressInfo;
    const before = await segmentsTo(port);
    for (let count = 0; count < 10; count += 1) equal(await recorder.send(`on ${count}`), 'ok');
    equal((await segmentsTo(port)) - before, 10);
  });
});

/** Gives a move each 10 ms, by the clock: a timer that comes late gives those that it missed. */
function moveFor(
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

function kindsIn(chunk: Buffer): string {
  const kinds: string[] = [];
  for (let rest = chunk; rest.length > 0; ) {
    const decoded = decodeFrame(rest, Number.POSITIVE_INFINITY);
    if (decoded.is !== 'frame') return 'a piece of a frame';
    kinds.push(decoded.frame.opcode === 9 ? 'ping' : 'text');
    rest = rest.subarray(decoded.size);
  }
  return kinds.join(' ');
}

function hasSs(): boolean {
  try {
    execFileSync('ss', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** How many segments with data the client of a port of this machine has sent to it. */
async function segmentsTo(port: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ss', ['-tinOH', `dport = :${port}`]);
  const segments = /data_segs_out:(\d+)/.exec(stdout)?.[1];
  ok(segments !== undefined, stdout);
  return Number(segments);
}
