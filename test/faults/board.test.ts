import { deepEqual, equal, ok } from 'node:assert/strict';
import { opens } from '../support/evil-board.js';
import { serverFrame } from '../support/peer.js';
import { RawClient } from '../support/raw-client.js';
import { shortPings, shortSettings } from '../support/settings.js';
import { closeFrame, fragments, type Wire } from '../support/wire.js';
import { Fixture, lostMs, slackMs, timePasses, until, withLimits } from './fixture.js';
import type { Recorder } from './recorder.js';

describe('A board', () => {
  const fixture = new Fixture();

  /** A connection to a board that only shakes hands and answers pings, and the board's end of the wire. */
  async function onWire(saved = {}): Promise<{ wire: () => Wire; recorder: Recorder }> {
    let wire!: Wire;
    const board = await fixture.evil(
      opens((opened) => {
        wire = opened;
      }),
    );
    return { wire: () => wire, recorder: await fixture.connected(board, saved) };
  }

  it('B1: that opens and crashes after 1 s, again and again, is dialled 14 times at most in the first minute (1:20)', async () => {
    const board = await fixture.evil(opens((wire) => setTimeout(() => wire.socket.destroy(), 50)));
    const settings = shortSettings(board.port, { minDelaySeconds: 0.05, maxDelaySeconds: 1.5 });
    const recorder = fixture.connectWith(withLimits(settings, { stableMs: 1_000 }));
    await timePasses(3_000);
    ok(board.accepted >= 3 && board.accepted <= 14, `${board.accepted} attempts`);
    // It was open each time, but too short: the count goes on.
    equal(recorder.reports.at(-1)!.attempt >= board.accepted - 1, true);
    equal(recorder.count('ready') >= board.accepted - 1, true);
  });

  it('B1: that held for Ts is tried afresh after its next crash', async () => {
    let crash = () => {};
    const board = await fixture.evil(
      opens((wire) => {
        crash = () => wire.socket.destroy();
      }),
    );
    const settings = shortSettings(board.port);
    const recorder = fixture.connectWith(withLimits(settings, { stableMs: 800 }));
    for (const [index, livesMs] of [0, 0, 1_000, 0].entries()) {
      await recorder.when('ready', index + 1);
      await timePasses(livesMs);
      crash();
      await recorder.when('lost', index + 1);
    }
    const attempts = recorder.reports.filter(({ state }) => state === 'lost').map(({ attempt }) => attempt);
    deepEqual(attempts, [1, 2, 1, 2]);
  });

  it('B4, T14: whose slots are held by peers that left without a word is "slots full?", and a heartbeat frees them', async () => {
    // Not sooner: the five must have come before the first is thrown out.
    const board = await fixture.board({ heartbeat: { pingMs: 4_000, pongMs: 2_500, count: 2 } });
    const proxy = await fixture.proxyTo(board);
    const clients = await Promise.all(Array.from({ length: 5 }, () => RawClient.open(proxy.port)));
    proxy.hold();
    for (const { socket } of clients) socket.destroy();
    await until(() => proxy.left === 5);
    const recorder = fixture.connect(board);
    equal((await recorder.loss()).cause, 'slots full?');
    await recorder.state('ready');
  });

  it('B5, T13: has one slot taken at most, however often the connection is made anew: 100 times', async () => {
    const board = await fixture.board();
    let most = 0;
    board.on('slots', (inUse) => {
      most = Math.max(most, inUse);
    });
    for (let deploy = 0; deploy < 100; deploy += 1) {
      const recorder = await fixture.connected(board);
      await recorder.connection.close();
    }
    equal(most, 1);
    await until(() => board.slotsInUse === 0);
  });

  it('B5, T13: that does not answer our close has two slots taken at most, and for the grace only', async () => {
    const board = await fixture.board();
    let most = 0;
    board.on('slots', (inUse) => {
      most = Math.max(most, inUse);
    });
    const first = await fixture.connected(board);
    board.freeze();
    const before = performance.now();
    await first.connection.close();
    ok(performance.now() - before < 1_000 + slackMs + lostMs());
    const second = fixture.connect(board, { connectSeconds: 5 });
    board.thaw();
    await second.state('ready');
    await until(() => board.slotsInUse === 1);
    ok(most <= 2);
  });

  it('B6: that loses the tail of a frame sends a broken frame sooner or later: told, closed with 1002, connected again', async () => {
    const { wire, recorder } = await onWire();
    const [first, second] = [serverFrame(0x81, 'x'.repeat(100)), serverFrame(0x81, 'y'.repeat(100))];
    const broken = wire();
    broken.send(first.subarray(0, 60), second, second);
    equal((await recorder.loss()).cause, 'broken frame');
    await recorder.when('ready', 2);
    await until(() => broken.closeCode !== undefined);
    equal(broken.closeCode, 1002);
    deepEqual(recorder.connection.counters.disconnects, { 'broken frame': 1 });
  });

  it('B7: that writes the length 65,535 in 10 bytes is understood', async () => {
    const { wire, recorder } = await onWire();
    const picture = Buffer.alloc(65_535, 7);
    wire().send(serverFrame(0x82, picture));
    await recorder.until(() => recorder.messages.length === 1);
    deepEqual(recorder.messages, [picture]);
  });

  for (const code of [1000, 1001, 1012]) {
    it(`B8: that closes cleanly with ${code} has peace for five of the shortest waits`, async () => {
      const { wire, recorder } = await onWire({ minDelaySeconds: 0.05, maxDelaySeconds: 1 });
      const before = performance.now();
      wire().send(closeFrame(code));
      const peaceMs = (await recorder.when('connecting', 2)) - before;
      equal((await recorder.loss()).cause, 'closed by board');
      ok(peaceMs >= 249.9, `${peaceMs}`);
      await recorder.when('ready', 2);
    });
  }

  it('B10: that sends nothing, as text and as binary, is heard', async () => {
    const board = await fixture.board();
    const recorder = await fixture.connected(board);
    board.broadcast('');
    board.broadcast(Buffer.alloc(0));
    await recorder.until(() => recorder.messages.length === 2);
    deepEqual(recorder.messages, ['', Buffer.alloc(0)]);
  });

  it('B11: that sends a message in 1,024 fragments has sent one message, with pings in between', async () => {
    const { wire, recorder } = await onWire();
    const frames = fragments(1, Array(1_024).fill('ab'));
    wire().send(
      ...frames.flatMap((frame, at) => (at % 100 === 0 ? [serverFrame(0x89, 'p'), frame] : [frame])),
    );
    await recorder.until(() => recorder.messages.length === 1);
    deepEqual(recorder.messages, ['ab'.repeat(1_024)]);
  });

  it('B12: whose pong is unasked for, old or forged confirms nothing, but is a sign of life', async () => {
    const { wire, recorder } = await onWire({ ...shortPings, confirmSeconds: 1.5 });
    equal(await recorder.send('confirmed'), 'ok');
    const old = wire()
      .heard.filter(({ opcode }) => opcode === 9)
      .at(-1)!.payload;
    wire().answersPings = false;
    const end = recorder.send('not confirmed');
    for (let count = 0; count < 50; count += 1) {
      const next = Buffer.from(old);
      next.writeUIntBE(old.readUIntBE(4, 6) + 1_000, 4, 6);
      wire().send(
        serverFrame(0x8a, ''),
        serverFrame(0x8a, old),
        serverFrame(0x8a, next),
        serverFrame(0x8a, 'nrws'),
      );
      await timePasses(50);
    }
    equal(await end, 'ERR_UNCONFIRMED');
    equal(recorder.count('lost'), 0);
  });

  it('B14: that speaks in the same segment as its handshake is heard, in order, after "ready"', async () => {
    const extra = Buffer.concat(['one', 'two'].map((text) => serverFrame(0x81, text)));
    const board = await fixture.evil(opens(() => {}, { extra }));
    const recorder = fixture.connect(board);
    const seen: string[] = [];
    recorder.connection.register({
      onMessage: (data) => seen.push(data.toString()),
      onReport: ({ state }) => seen.push(state),
    });
    await recorder.until(() => recorder.messages.length === 2);
    deepEqual(seen, ['connecting', 'ready', 'one', 'two']);
  });
});
