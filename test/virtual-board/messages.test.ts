import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { Opcode } from '../../src/virtual-board/frame.js';
import type { ArduinoServer, Sketch } from '../../src/virtual-board/sketch.js';
import { clientFrame, frameHead } from '../support/raw-client.js';
import { closed, events, eventTypes, messages, sketch, useBench } from './bench.js';

/** Sends everything back as it came. */
function mirror(): Sketch {
  let server: ArduinoServer;
  return sketch({
    setup: (given) => {
      server = given;
    },
    onEvent: (num, type, payload) => {
      if (type === 'WStype_TEXT') server.sendTXT(num, payload);
      if (type === 'WStype_BIN') server.sendBIN(num, payload);
    },
  });
}

/** The two bytes of a close frame's payload, as a server's frame. */
function closeFrame(code: number): string {
  return Buffer.from([0x88, 2, code >> 8, code & 0xff]).toString('hex');
}

describe('messages', () => {
  const { open, openRaw, start } = useBench();

  it('come back whole up to 15,360 bytes', async () => {
    const client = await open(await start({ sketch: mirror() }));
    client.send('x'.repeat(15_360));
    const [answer] = await messages(client, 1);
    strictEqual(answer!.length, 15_360);
  });

  for (const length of [15_361, 1_000_000]) {
    it(`of ${length} bytes close the connection with 1009 and without an error`, async () => {
      const client = await open(await start());
      client.send(Buffer.alloc(length));
      deepStrictEqual(await closed(client), { code: 1009, reason: '' });
    });
  }

  for (const length of [15_361, 2 ** 33]) {
    it(`that only claim ${length} bytes close the connection with 1009`, async () => {
      const client = await openRaw(await start());
      client.write(frameHead(0x81, length));
      strictEqual((await client.readAll()).toString('hex'), closeFrame(1009));
      strictEqual(await client.ended, 'FIN');
    });
  }

  it('in fragments reach the sketch as fragments, and no limit holds for their sum', async () => {
    const board = await start();
    const client = await openRaw(board);
    client.write(clientFrame(Opcode.text, 'x'.repeat(10_000), { fin: false }));
    client.write(clientFrame(Opcode.ping, 'between'));
    client.write(clientFrame(Opcode.continuation, 'x'.repeat(10_000), { fin: false }));
    client.write(clientFrame(Opcode.continuation, 'end'));
    client.write(clientFrame(Opcode.binary, 'bin', { fin: false }));
    await events(board, 'fragment_bin_start');
    deepStrictEqual(eventTypes(board), [
      'connected',
      'fragment_text_start',
      'ping',
      'fragment',
      'fragment_fin',
      'fragment_bin_start',
    ]);
    deepStrictEqual((await client.read(9)).toString('latin1'), '\x8a\x07between');
  });

  it('may continue what never began, or begin inside another', async () => {
    const board = await start();
    const client = await openRaw(board);
    client.write(clientFrame(Opcode.continuation, 'of nothing'));
    client.write(clientFrame(Opcode.text, 'unfinished', { fin: false }));
    client.write(clientFrame(Opcode.text, 'whole'));
    await events(board, 'text');
    deepStrictEqual(eventTypes(board), ['connected', 'fragment_fin', 'fragment_text_start', 'text']);
  });

  it('are handled in order, whether they come in one segment or byte by byte', async () => {
    const board = await start();
    const client = await openRaw(board);
    client.write(Buffer.concat(['one', 'two', 'three'].map((text) => clientFrame(Opcode.text, text))));
    for (const byte of clientFrame(Opcode.text, 'four')) {
      client.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    const texts = await events(board, 'text', 4);
    deepStrictEqual(
      texts.map(({ payload }) => payload.toString()),
      ['one', 'two', 'three', 'four'],
    );
  });

  it('stay in order when 3,000 come at once', async () => {
    const client = await open(await start({ sketch: mirror() }));
    const sent = Array.from({ length: 3_000 }, (_, count) => `message ${count}`);
    for (const text of sent) client.send(text);
    deepStrictEqual(await messages(client, sent.length), sent);
  });

  for (const [what, payload] of Object.entries({
    'an empty text': '',
    'a text with NUL': 'a\0b',
    'an empty binary': Buffer.alloc(0),
    'a binary': Buffer.from([0, 0xff, 0x80]),
  })) {
    it(`pass ${what} both ways`, async () => {
      const board = await start({ sketch: mirror() });
      const client = await open(board);
      client.send(payload);
      const [data, isBinary] = await once(client, 'message');
      deepStrictEqual(data, Buffer.from(payload));
      strictEqual(isBinary, typeof payload !== 'string');
    });
  }

  it('of invalid UTF-8 reach the sketch unchanged and make ws give up when sent back', async () => {
    const board = await start({ sketch: mirror() });
    const client = await open(board);
    client.send(Buffer.from('21\xb0C', 'latin1'), { binary: false });
    const { code, error } = await closed(client);
    strictEqual(code, 1006);
    strictEqual(error?.code, 'WS_ERR_INVALID_UTF8');
    const [text] = await events(board, 'text');
    strictEqual(text!.payload.toString('latin1'), '21\xb0C');
  });

  for (const [what, flaws] of Object.entries({ unmasked: { masked: false }, 'with RSV1': { rsv1: true } })) {
    it(`${what} are taken`, async () => {
      const board = await start();
      const client = await openRaw(board);
      client.write(clientFrame(Opcode.text, 'flawed', flaws));
      const [text] = await events(board, 'text');
      strictEqual(text!.payload.toString(), 'flawed');
    });
  }

  it('with an unknown opcode close the connection with 1002', async () => {
    const client = await openRaw(await start());
    client.write(clientFrame(3, 'what?'));
    strictEqual((await client.readAll()).toString('hex'), closeFrame(1002));
  });

  it('from the board are never masked, and 65,535 bytes take the 64-bit length', async () => {
    const board = await start();
    const client = await openRaw(board);
    board.broadcast('x'.repeat(65_535));
    strictEqual((await client.read(10)).toString('hex'), '817f000000000000ffff');
    strictEqual((await client.read(65_535)).toString(), 'x'.repeat(65_535));
  });

  it('from the board have no limit, and reach every client', async () => {
    const board = await start();
    const clients = [await open(board), await open(board)];
    const arrivals = clients.map((client) => once(client, 'message'));
    board.broadcast(Buffer.alloc(200_000, 1));
    for (const [data, isBinary] of await Promise.all(arrivals)) {
      strictEqual(data.length, 200_000);
      ok(isBinary);
    }
  });

  it('can be any bytes a test wants', async () => {
    const board = await start();
    const client = await open(board);
    board.sendRaw(0, Buffer.from([0x81, 0x7e, 0, 200, 1, 2, 3]));
    board.sendRaw(0, Buffer.from([0x88, 2, 0x0f, 0xa1]));
    board.disconnect();
    const { code } = await closed(client);
    strictEqual(code, 1006);
  });
});
