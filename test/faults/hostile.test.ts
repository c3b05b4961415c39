import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { opens } from '../support/evil-board.js';
import { serverFrame } from '../support/peer.js';
import { frameHead } from '../support/raw-client.js';
import { closeFrame, fragments, type Wire } from '../support/wire.js';
import { ClientProcess } from './client-process.js';
import { Fixture, textsOf, until } from './fixture.js';
import { heldBytes } from './held-bytes.js';
import type { Recorder } from './recorder.js';

const mebibyte = 1_048_576;

describe('A hostile board', () => {
  const fixture = new Fixture();

  /** A connection, and the board's end of its first wire. */
  async function onWire(saved = {}): Promise<{ wire: Wire; recorder: Recorder }> {
    const wires: Wire[] = [];
    const board = await fixture.evil(opens((opened) => wires.push(opened)));
    const recorder = await fixture.connected(board, saved);
    return { wire: wires[0]!, recorder };
  }

  it('H5: that sends 100 MB finds nobody who keeps them', async () => {
    const chunk = Buffer.alloc(65_536);
    const wires: Wire[] = [];
    const board = await fixture.evil(opens((opened) => wires.push(opened)));
    const client = fixture.keep(new ClientProcess({ port: board.port }));
    const attack = async (nth: number) => {
      wires.at(-1)!.send(frameHead(0x82, 100_000_000, false));
      await wires.at(-1)!.flood(chunk, 100_000_000 / chunk.length);
      await client.report(({ state }) => state === 'ready', nth + 1);
      return client.held();
    };
    await client.report(({ state }) => state === 'ready');
    // The first one warms the process up.
    const before = await attack(1);
    const after = await attack(2);
    const grown = after.bytes - before.bytes;
    ok(grown < 2 * mebibyte, `grown by ${grown}`);
    ok(after.residentBytes - before.residentBytes < 20_000_000, 'what is not yet collected');
  });

  for (const [what, head] of [
    ['100 MB', frameHead(0x82, 100_000_000, false)],
    ['one byte more than 1 MiB', frameHead(0x81, mebibyte + 1, false)],
  ] as const) {
    it(`H5: that announces ${what} is refused at the head, with 1009, and counted`, async () => {
      const { wire, recorder } = await onWire();
      wire.send(head);
      equal((await recorder.loss()).cause, 'message too large');
      await until(() => wire.closeCode === 1009);
      equal(recorder.connection.counters.received.dropped.oversize, 1);
      await recorder.state('ready');
    });
  }

  it('H5: that announces more bytes than a number can hold has sent a broken frame, and is closed with 1009', async () => {
    const { wire, recorder } = await onWire();
    wire.send(Buffer.from('827f8000000000000000', 'hex'));
    equal((await recorder.loss()).cause, 'broken frame');
    await until(() => wire.closeCode === 1009);
  });

  it('B11: may send one message as 1,500 fragments of 50 bytes', async () => {
    const { wire, recorder } = await onWire();
    const pieces = Array.from({ length: 1_500 }, (_, number) => String(number).padEnd(50));
    wire.send(...fragments(1, pieces));
    await recorder.until(() => recorder.messages.length === 1);
    equal(recorder.messages[0], pieces.join(''));
    equal(recorder.count('lost'), 0);
  });

  it('H6, B11: that sends more than 16,384 fragments, empty ones included, is closed with 1008', async () => {
    for (const piece of ['a', '']) {
      const { wire, recorder } = await onWire();
      wire.send(...fragments(1, Array(16_385).fill(piece)));
      equal((await recorder.loss()).cause, 'message too large');
      equal(recorder.connection.counters.received.dropped.oversize, 1);
      await until(() => wire.closeCode === 1008);
      deepEqual(recorder.messages, []);
    }
  });

  it('H6, T16: that sends a message byte by byte is closed with 1008 after 16,384 of them, and costs no 10 MB', async () => {
    const { wire, recorder } = await onWire({ pingSeconds: 30, deadSeconds: 60 });
    wire.send(frameHead(0x82, mebibyte, false));
    const before = heldBytes();
    await wire.drip(Buffer.alloc(16_000));
    const grown = heldBytes() - before;
    await wire.drip(Buffer.alloc(200_000));
    equal((await recorder.loss()).cause, 'message too large');
    await until(() => wire.closeCode === 1008);
    ok(grown < 10_000_000, `grown by ${grown}`);
  });

  it('H8: may ping eight times at once, and is let go at the ninth', async () => {
    const { wire, recorder } = await onWire();
    const pings = (count: number) => Array(count).fill(serverFrame(0x89, 'p'));
    wire.send(...pings(8));
    await until(() => wire.heard.filter(({ opcode }) => opcode === 10).length === 8);
    equal(recorder.count('lost'), 0);
    wire.send(...pings(9));
    equal((await recorder.loss()).cause, 'lost');
  });

  it('H8: that pings in a flood and does not read is let go', async () => {
    const { wire, recorder } = await onWire();
    wire.stopReading();
    await wire.flood(serverFrame(0x89, 'x'.repeat(125)), 1_000_000);
    equal((await recorder.loss()).cause, 'lost');
    await recorder.state('ready');
  });

  for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535]) {
    it(`H13: that closes with ${code}, which is no code, has sent a broken frame`, async () => {
      const { wire, recorder } = await onWire();
      wire.send(closeFrame(code, 'bye'));
      equal((await recorder.loss()).cause, 'broken frame');
      await recorder.state('ready');
    });
  }

  for (const [what, frame] of [
    ['of 200 bytes', Buffer.concat([Buffer.from([0x88, 126, 0, 202, 0x03, 0xe8]), Buffer.alloc(200, 'x')])],
    ['of one byte', serverFrame(0x88, 'x')],
    ['in fragments', serverFrame(0x08, '\x03\xe8')],
  ] as const) {
    it(`H13: that sends a close frame ${what} has sent a broken frame`, async () => {
      const { wire, recorder } = await onWire();
      wire.send(frame);
      equal((await recorder.loss()).cause, 'broken frame');
    });
  }

  it('H13, T8: that gives a reason which is no text, and long, is quoted with its printable part, 64 characters of it', async () => {
    const { wire, recorder } = await onWire();
    wire.send(
      closeFrame(4001, Buffer.concat([Buffer.from([0xff, 0xc0, 0x1b, 0x0a]), Buffer.alloc(119, 'x')])),
    );
    const { cause, detail } = await recorder.loss();
    equal(cause, 'closed by board');
    match(detail!, /^closed with 4001: \?\?\?\?x{60}$/);
  });

  it('H9: that floods is heard up to the limit; the rest is dropped and counted; the link stays, and is never paused', async () => {
    const { wire, recorder } = await onWire({ maxInPerSecond: 500 });
    const total = 20_000;
    const started = performance.now();
    await wire.flood(serverFrame(0x81, 'x'.repeat(60)), total);
    const { received } = recorder.connection.counters;
    await until(() => received.delivered + received.dropped.rate === total);
    const seconds = (performance.now() - started) / 1_000;
    ok(received.delivered >= 1_000 && received.delivered <= 1_000 + 500 * seconds, `${received.delivered}`);
    equal(recorder.messages.length, received.delivered);
    equal(await recorder.send('still here'), 'ok');
    deepEqual(wire.texts, ['still here']);
    equal(recorder.count('lost'), 0);
  });

  it('H9: may say everything it wants where there is no limit', async () => {
    const board = await fixture.board();
    const recorder = await fixture.connected(board, { maxInPerSecond: 0 });
    for (let number = 0; number < 5_000; number += 1) board.broadcast(`n${number}`);
    await recorder.until(() => recorder.messages.length === 5_000);
    deepEqual(recorder.connection.counters.received.dropped, { oversize: 0, rate: 0 });
    deepEqual(textsOf(board), []);
  });
});
