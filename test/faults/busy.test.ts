import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { decodeFrame } from '../../src/virtual-board/frame.js';
import { opens } from '../support/evil-board.js';
import type { Wire } from '../support/wire.js';
import { busyBoard, defaults, moveFor, stopsInTime } from './busy-board.js';
import { Fixture, lostMs, slackMs, textsOf } from './fixture.js';
import { Recorder } from './recorder.js';

describe('A board that is busy', () => {
  const fixture = new Fixture();

  for (const [loopMs, latencyMs] of [
    [50, 0],
    [1, 250],
  ] as const) {
    const what = `a loop of ${loopMs} ms${latencyMs > 0 ? ' and a round trip of 500 ms' : ''}`;

    it(`U12: fail: after 100 moves a second a STOP arrives, and no move later than 1.3 s after it was given: ${what}`, async function () {
      this.timeout(120_000);
      await stopsInTime(fixture, loopMs, latencyMs);
    });
  }

  it('U12: latest: after 100 moves a second to a loop of 50 ms a STOP arrives within 300 ms', async function () {
    this.timeout(120_000);
    const { board, receivedAt, recorder } = await busyBoard(fixture, 50);
    const latest = { whileAway: 'latest' };
    const moves = moveFor(3_000, (move) => recorder.send(move, latest, 'move'));
    await moves.given;
    const givenAt = performance.now();
    equal(await recorder.send('STOP', latest, 'move'), 'ok');
    const tookMs = receivedAt.get('STOP')! - givenAt;
    ok(tookMs < 300 + slackMs / 2 + lostMs(), `${tookMs} ms`);
    equal(textsOf(board).at(-1), 'STOP');
  });

  it('U15: clear drops what waits of one node; what is in flight, and what others have waiting, arrives', async () => {
    const { board, recorder } = await busyBoard(fixture, 200);
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
    // Where others took the processors the board seemed slow, until it has confirmed something at once again.
    let tries = 0;
    do {
      chunks.length = 0;
      await Promise.all(Array.from({ length: 16 }, (_, number) => recorder.send(`n${number}`)));
      tries += 1;
    } while (chunks.length !== 1 && tries < 10);
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
