import { deepEqual, equal, ok } from 'node:assert/strict';
import type { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { type EvilBoard, opens } from '../support/evil-board.js';
import { serverFrame } from '../support/peer.js';
import type { Wire } from '../support/wire.js';
import { Fixture, lostMs, slackMs, tally, textsOf, until } from './fixture.js';

describe('A bad network', () => {
  const fixture = new Fixture();

  it('N13: latency of 500 ± 300 ms (1:20) is no reconnect; the round trip is known; a window travels in each', async () => {
    const board = await fixture.board();
    const proxy = await fixture.proxyTo(board);
    proxy.latency(10);
    proxy.jitter(30);
    const recorder = await fixture.connected(proxy);
    equal(await recorder.send('first'), 'ok');
    await recorder.mayHaveInFlight(2);
    const before = performance.now();
    const patient = { busySeconds: 60 };
    const ends = await Promise.all(
      Array.from({ length: 64 }, (_, number) => recorder.send(`n${number}`, patient)),
    );
    const tookMs = performance.now() - before;
    deepEqual(tally(ends), { ok: 64 });
    // Four windows of 16, each at most 80 ms on its way there and back.
    ok(tookMs < 4 * 80 + slackMs + lostMs(), `${tookMs}`);
    const { roundTripMs = 0 } = recorder.connection.report;
    ok(roundTripMs >= 20 && roundTripMs < 80 + slackMs + lostMs(), `${roundTripMs}`);
    deepEqual(recorder.states, ['disconnected', 'connecting', 'ready']);
  });

  it('N14: at 2 kB/s (1:20) a burst is sent window by window: what there is no place for is refused, nothing is lost', async () => {
    const board = await fixture.board();
    const proxy = await fixture.proxyTo(board);
    const recorder = await fixture.connected(proxy, { confirmSeconds: 5 });
    await recorder.openWindow();
    const before = textsOf(board).length;
    proxy.bandwidth(40_000);
    const sends = Array.from({ length: 400 }, (_, number) =>
      recorder.send(`n${number}`.padEnd(100), { busySeconds: 60 }),
    );
    await until(() => proxy.held > 0);
    // 16 messages of 100 bytes with their heads of 6, and pings.
    ok(proxy.held <= 16 * 106 + 50, `${proxy.held} bytes are on the way`);
    const ends = await Promise.all(sends);
    const { ok: taken = 0, ERR_BUSY: busy = 0 } = tally(ends);
    equal(taken + busy, 400);
    ok(taken <= 16 + 64 && taken > 16, `${taken} are confirmed`);
    deepEqual(
      textsOf(board)
        .slice(before)
        .map((text) => text.trimEnd()),
      // The oldest of those that wait give way: what was sent last arrives.
      Array.from({ length: taken }, (_, number) => `n${number < 16 ? number : 400 - taken + number}`),
    );
    equal(recorder.count('lost'), 0);
  });

  it('N15: segments of one byte, both ways, change nothing: every length of a frame head, up to the largest message', async function () {
    this.timeout(120_000);
    const board = await fixture.board();
    const proxy = await fixture.proxyTo(board);
    proxy.slicer(1);
    const recorder = await fixture.connected(proxy, { confirmSeconds: 20, pingSeconds: 30, deadSeconds: 60 });
    const sizes = [1, 2, 124, 125, 126, 127, 128, 256, 15_360];
    const messages = sizes.map((bytes) =>
      Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 7) % 256)),
    );
    for (const message of messages) board.broadcast(message);
    for (const message of messages) equal(await recorder.send(message), 'ok');
    board.broadcast('');
    await recorder.until(() => recorder.messages.length === messages.length + 1);
    const seen = board.log.filter(({ type }) => type === 'bin').map(({ payload }) => payload);
    deepEqual(seen, messages);
    deepEqual(recorder.messages, [...messages, '']);
  });

  const fates = ['lost', 'opened, lost', 'opened, first message, lost'];
  for (const by of ['fin', 'reset'] as const) {
    it(`N16: a ${by} after each byte of the handshake and the first message: one loss each time, the message whole or absent`, async () => {
      const board = await fixture.evil(opens((wire) => wire.send(serverFrame(0x81, 'first message'))));
      const { handshake, whole } = await bytesUntilFirstMessage(board);
      for (let bytes = 0; bytes <= whole; bytes += 1) {
        // Not a byte too soon: the head must be whole, and so must the frame.
        const due = fates[Number(bytes >= handshake) + Number(bytes === whole)]!;
        const less = by === 'reset' ? fates.slice(0, fates.indexOf(due)) : [];
        let fate = await cutAfter(board, bytes, by);
        // A reset overtakes what has arrived and is not read yet.
        for (let tries = 1; less.includes(fate) && tries < 20; tries += 1)
          fate = await cutAfter(board, bytes, by);
        equal(fate, due, `after ${bytes} bytes`);
      }
    });
  }

  /** How a connection fares whose link ends after so many bytes. */
  async function cutAfter(board: EvilBoard, bytes: number, by: 'fin' | 'reset'): Promise<string> {
    const proxy = await fixture.proxyTo(board);
    proxy.limit(bytes, by, 'toClient');
    const recorder = fixture.connect(proxy, { minDelaySeconds: 1, maxDelaySeconds: 5 });
    await recorder.when('lost');
    await recorder.connection.close();
    await proxy.close();
    equal(recorder.count('lost'), 1);
    return [...(recorder.count('ready') === 1 ? ['opened'] : []), ...recorder.messages, 'lost'].join(', ');
  }

  async function bytesUntilFirstMessage(board: EvilBoard): Promise<{ handshake: number; whole: number }> {
    const recorder = await fixture.connected(board);
    await recorder.until(() => recorder.messages.length === 1);
    // Without the pong to our first ping, which may be there already.
    const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
    const accept = `Sec-WebSocket-Accept: ${'x'.repeat(28)}\r\n\r\n`;
    await recorder.connection.close();
    const handshake = head.length + accept.length;
    return { handshake, whole: handshake + serverFrame(0x81, 'first message').length };
  }

  it('N18: a flipped byte anywhere in a frame head is a broken frame at most: told, counted, and connected again', async () => {
    let wire!: Wire;
    const board = await fixture.evil(
      opens((opened) => {
        wire = opened;
      }),
    );
    const recorder = await fixture.connected(board);
    // FIN and RSV bits, and the opcode, of a text in one frame.
    const wrongFirstBytes = [0x81 ^ 0xff, 0xc1, 0xa1, 0x91, 0x83, 0x87, 0x8b, 0x8f, 0x80];
    for (const [index, first] of wrongFirstBytes.entries()) {
      const corrupted = wire;
      corrupted.send(serverFrame(first, 'hello'));
      await recorder.when('ready', index + 2);
      await until(() => corrupted.closeCode !== undefined);
      equal(corrupted.closeCode, 1002, `first byte ${first}`);
    }
    deepEqual(recorder.connection.counters.disconnects, { 'broken frame': wrongFirstBytes.length });
    deepEqual(recorder.messages, []);
  });

  it('N18: any one byte of a conversation flipped is one loss at most, and no crash', async () => {
    const board = await fixture.board({ slots: 50 });
    // More than the handshake, a ping, two pongs and an answer.
    const offsets = Array.from({ length: 250 }, (_, offset) => offset);
    const losses: number[] = [];
    for (let from = 0; from < offsets.length; from += 50)
      losses.push(
        ...(await Promise.all(offsets.slice(from, from + 50).map((offset) => flip(board, offset)))),
      );
    deepEqual(
      losses.filter((count) => count > 1),
      [],
    );
    ok(losses.includes(1));
  });

  /** How often a connection is lost whose bytes from the board are right but for one. */
  async function flip(board: VirtualBoard, offset: number): Promise<number> {
    const proxy = await fixture.proxyTo(board);
    proxy.corrupt(offset, 'toClient');
    const times = { connectSeconds: 0.3, pingSeconds: 0.2, deadSeconds: 0.4, minDelaySeconds: 5 };
    const recorder = fixture.connect(proxy, { ...times, maxDelaySeconds: 30 });
    await recorder.until(() => recorder.count('ready') + recorder.count('lost') > 0);
    // Whether it is confirmed, unknown or not sent: it ends.
    const text = `offset ${offset}`;
    const end = await recorder.send(text);
    if (end === 'ok') ok(textsOf(board).includes(text));
    await recorder.connection.close();
    await proxy.close();
    return recorder.count('lost');
  }
});
