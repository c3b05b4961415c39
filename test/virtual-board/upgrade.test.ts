import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import type { ArduinoServer } from '../../src/virtual-board/sketch.js';
import { clientFrame, upgradeRequest } from '../support/raw-client.js';
import { closed, elapsed, events, eventTypes, messages, sketch, useBench } from './bench.js';

const AUTHORIZATION = { user: 'me', password: 'secret' };

describe('opening a connection', () => {
  const { connectRaw, dial, open, start } = useBench();

  it('sends an empty ping right after the 101, and then runs CONNECTED', async () => {
    let server: ArduinoServer;
    const greeter = sketch({
      setup: (given) => {
        server = given;
      },
      onEvent: (num, type) => {
        if (type === 'WStype_CONNECTED') server.sendTXT(num, 'hello');
      },
    });
    const client = dial(await start({ sketch: greeter }));
    const order: string[] = [];
    client.on('open', () => order.push('open'));
    client.on('ping', (payload) => order.push(`ping of ${payload.length} bytes`));
    await messages(client, 1);
    deepStrictEqual(order, ['open', 'ping of 0 bytes']);
  });

  it('gives the sketch the path, however long', async () => {
    const board = await start();
    const client = await connectRaw(board);
    client.write(`GET /${'p'.repeat(20_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.write(upgradeRequest().replace('GET /', 'p'.repeat(20_000)));
    const [connected] = await events(board, 'connected');
    strictEqual(connected?.payload.length, 40_001);
  });

  for (const [protocol, asked, outcome] of [
    ['arduino', [], ''],
    ['arduino', ['arduino'], 'arduino'],
    ['arduino', ['mqtt', 'arduino'], 'arduino'],
    ['arduino', ['mqtt'], 'error'],
    ['telemetry', [], ''],
    ['telemetry', ['arduino'], 'error'],
    ['', ['arduino'], 'error'],
  ] as const) {
    it(`with protocol "${protocol}", asked for [${asked}], ends in "${outcome}"`, async () => {
      const client = dial(await start({ protocol }), {}, [...asked]);
      if (outcome !== 'error') {
        await once(client, 'open');
        strictEqual(client.protocol, outcome);
        return;
      }
      const { code, error } = await closed(client);
      strictEqual(code, 1006);
      match(error!.message, /Server sent an invalid subprotocol/);
    });
  }

  it('never negotiates an extension', async () => {
    const client = await open(await start(), { perMessageDeflate: true });
    strictEqual(client.extensions, '');
  });

  it('takes a handshake that comes byte by byte', async () => {
    const board = await start();
    const client = await connectRaw(board);
    const head = client.readHead();
    for (const byte of upgradeRequest()) {
      client.write(byte);
      await new Promise(setImmediate);
    }
    match(await head, /^HTTP\/1.1 101 /);
  });

  it('handles a frame that came in the handshake’s segment', async () => {
    const client = await connectRaw(await start());
    client.write(Buffer.concat([Buffer.from(upgradeRequest()), clientFrame(1, 'early')]));
    await client.readHead();
    strictEqual((await client.read(20)).toString('latin1'), '\x89\x00\x81\x10Message received');
  });

  it('answers a plain GET with 400 and FIN; the sketch hears DISCONNECTED without CONNECTED', async () => {
    const board = await start();
    const client = await connectRaw(board);
    client.write('GET / HTTP/1.1\r\nHost: board\r\n\r\n');
    strictEqual(
      (await client.readAll()).toString(),
      'HTTP/1.1 400 Bad Request\r\nServer: arduino-WebSocket-Server\r\nContent-Type: text/plain\r\n' +
        'Content-Length: 32\r\nConnection: close\r\nSec-WebSocket-Version: 13\r\n\r\nThis is a Websocket server only!',
    );
    strictEqual(await client.ended, 'FIN');
    deepStrictEqual(eventTypes(board), ['disconnected']);
  });

  it('answers a wrong password with a 401 that no HTTP parser accepts', async () => {
    const client = dial(await start({ authorization: AUTHORIZATION }), { auth: 'me:wrong' });
    client.on('unexpected-response', () => ok(false, 'the answer was understood'));
    const { code, error } = await closed(client);
    strictEqual(code, 1006);
    strictEqual(error?.code, 'HPE_INVALID_HEADER_TOKEN');
    match(String((error as { rawPacket?: Buffer }).rawPacket), /^HTTP\/1.1 401 Unauthorized\r\n/);
  });

  it('remembers a right password in its slot for whoever comes next, until a wrong one comes', async () => {
    const board = await start({ authorization: AUTHORIZATION });
    const outcomes: string[] = [];
    for (const auth of [undefined, 'me:secret', undefined, undefined, 'me:wrong', undefined]) {
      const client = dial(board, auth ? { auth } : {});
      const opened = once(client, 'open').then(() => '101');
      const outcome = await Promise.race([opened.catch(() => '401'), closed(client).then(() => '401')]);
      outcomes.push(outcome);
      const gone = events(board, 'disconnected', outcomes.length);
      client.terminate();
      await gone;
    }
    deepStrictEqual(outcomes, ['401', '101', '101', '101', '401', '401']);
  });

  it('does not remember a password in another slot', async () => {
    const board = await start({ authorization: AUTHORIZATION });
    await open(board, { auth: 'me:secret' });
    const { error } = await closed(dial(board));
    strictEqual(error?.code, 'HPE_INVALID_HEADER_TOKEN');
  });

  it('does not answer TLS at all', async () => {
    const board = await start({ tcpTimeoutMs: 20 });
    const client = await connectRaw(board);
    client.write(Buffer.from('16030100050100000100', 'hex'));
    const silence = client.ended.then(() => 'an answer');
    const other = await connectRaw(board);
    other.write(upgradeRequest());
    await other.readHead();
    strictEqual(await Promise.race([silence, 'silence']), 'silence');
    strictEqual(client.socket.bytesRead, 0);
  });

  it('reads one header line per loop()', async () => {
    const board = await start({ loopDelayMs: 30 });
    const client = await connectRaw(board);
    const lines = upgradeRequest().split('\r\n').length - 1;
    client.write(upgradeRequest());
    const { ms, ownMs } = await elapsed(client.readHead());
    // A board's time is in whole milliseconds.
    ok(ms > (lines - 1) * 30 - 1, `${lines} lines in ${ms} ms`);
    ok(ownMs < 1_500, `${lines} lines in ${ownMs} ms of our own`);
  });
});
