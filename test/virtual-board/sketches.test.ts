import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import type { WebSocket } from 'ws';
import { Opcode } from '../../src/virtual-board/frame.js';
import { MadeUpRoom } from '../../src/virtual-board/sketches/readings.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { clientFrame } from '../support/raw-client.js';
import { events, messages, useBench } from './bench.js';

interface TopicMessage {
  topic: string;
  payload: unknown;
}

async function topicMessages(client: WebSocket, count: number): Promise<TopicMessage[]> {
  return (await messages(client, count)).map((text) => JSON.parse(text));
}

describe('the echo sketch', () => {
  const { open, openRaw, start } = useBench();

  it('logs connects, messages and disconnects, and answers every text', async () => {
    const board = await start({ sketch: 'echo' });
    const serial: string[] = [];
    board.on('serial', (line) => serial.push(line));
    const client = await open(board);
    client.send('hello');
    client.send('');
    deepStrictEqual(await messages(client, 2), ['Message received', 'Message received']);
    client.close();
    await events(board, 'disconnected');
    deepStrictEqual(serial, [
      'Client 0 connected from 127.0.0.1',
      'Message from client 0: hello',
      'Message from client 0: ',
      'Client 0 disconnected',
    ]);
  });

  it('does not introduce its board', async () => {
    strictEqual((await start({ sketch: 'echo' })).identity, undefined);
  });

  it('ignores binaries and fragments', async () => {
    const board = await start({ sketch: 'echo' });
    const client = await openRaw(board);
    client.write(clientFrame(Opcode.binary, 'binary'));
    client.write(clientFrame(Opcode.text, 'frag', { fin: false }));
    client.write(clientFrame(Opcode.continuation, 'ment'));
    client.write(clientFrame(Opcode.ping));
    strictEqual((await client.read(2)).toString('hex'), '8a00');
  });
});

describe('the telemetry sketch', () => {
  const { dial, open, start } = useBench();

  it('greets a client with a hello and all its values', async () => {
    const board = await start({ sketch: 'telemetry' });
    const [hello, ...greeting] = await topicMessages(dial(board), 8);
    strictEqual(hello?.topic, '$hello');
    deepStrictEqual(
      greeting.map(({ topic }) => topic),
      ['temperature', 'humidity', 'light', 'uptime', 'freeHeap', 'rssi', 'led'],
    );
    deepStrictEqual(greeting[6], { topic: 'led', payload: false });
    for (const { payload } of greeting.slice(0, 6)) strictEqual(typeof payload, 'number');
  });

  it('introduces its board by the id of its chip, which is made from the port', async () => {
    const [board, other] = [await start({ sketch: 'telemetry' }), await start({ sketch: 'telemetry' })];
    const id = `ee${board.port.toString(16).padStart(4, '0')}`;
    const identity = { board: `esp8266-telemetry-${id}`, sketch: 'telemetry', version: '1.0.0', id };
    deepStrictEqual(board.identity, identity);
    notStrictEqual(other.identity?.board, board.identity?.board);
    const [hello] = await topicMessages(dial(board), 8);
    const { board: name, sketch, version, id: idInHello } = hello!.payload as typeof identity;
    deepStrictEqual({ board: name, sketch, version, id: idInHello }, identity);
  });

  it('introduces its board by the id that it was given, also before it is switched on', () => {
    const board = new VirtualBoard({ chipId: 0x0b2c3, sketch: 'telemetry' });
    deepStrictEqual(board.identity, {
      board: 'esp8266-telemetry-00b2c3',
      sketch: 'telemetry',
      version: '1.0.0',
      id: '00b2c3',
    });
  });

  it('sets its LED and tells every client', async () => {
    const board = await start({ sketch: 'telemetry' });
    const clients = [dial(board), dial(board)];
    const greetings = await Promise.all(clients.map((client) => messages(client, 8)));
    strictEqual(greetings.length, 2);
    const reports = clients.map((client) => report(client, 'led'));
    clients[0]!.send('{"topic":"led","payload":true}');
    deepStrictEqual(await Promise.all(reports), [true, true]);
    const greeting = await topicMessages(dial(board), 8);
    deepStrictEqual(greeting[7], { topic: 'led', payload: true });
  });

  it('reports that its button was pressed, also with a slow loop()', async () => {
    const board = await start({ loopDelayMs: 200, sketch: 'telemetry' });
    const client = await open(board);
    const pressed = report(client, 'button');
    board.press();
    strictEqual(await pressed, true);
  });

  it('does not notice its button while it is frozen or switched off', async () => {
    const board = await start({ sketch: 'telemetry' });
    const serial: string[] = [];
    board.on('serial', (line) => serial.push(line));
    const client = await open(board);
    board.freeze();
    board.press();
    board.thaw();
    await report(client, 'temperature');
    await report(client, 'temperature');
    await board.close();
    board.press();
    deepStrictEqual(
      serial.filter((line) => /button/i.test(line)),
      [],
    );
  });

  for (const [what, message, answer] of [
    ['what is not JSON', 'on', /^This is not JSON\./],
    ['an empty text', '', /^This is not JSON\./],
    ['JSON without a topic', '{"payload":true}', /^A topic of 1 to 256 characters and a payload are needed/],
    ['a number', '42', /^A topic of 1 to 256 characters/],
    ['null', 'null', /^A topic of 1 to 256 characters/],
    ['a topic without a payload', '{"topic":"led"}', /^A topic of 1 to 256 characters/],
    [
      'an endless topic',
      JSON.stringify({ topic: 'x'.repeat(257), payload: 1 }),
      /^A topic of 1 to 256 characters/,
    ],
    ['an unknown topic', '{"topic":"lamp","payload":true}', /^Unknown topic "lamp"\./],
    ['a number for the LED', '{"topic":"led","payload":1}', /^The payload of "led" is true or false\.$/],
    ['a binary', Buffer.from('led'), /^This sketch takes text messages in one piece only\.$/],
  ] as const) {
    it(`answers ${what} with an error for that client alone`, async () => {
      const board = await start({ sketch: 'telemetry' });
      const [sender, other] = [await open(board), await open(board)];
      other.on('message', (data) => ok(!data.toString().includes('$error')));
      const error = report(sender, '$error');
      sender.send(message);
      match(String(await error), answer);
    });
  }

  it('starts with the LED off after a reset', async () => {
    const board = await start({ sketch: 'telemetry' });
    const client = await open(board);
    client.send('{"topic":"led","payload":true}');
    await report(client, 'led');
    board.reset();
    const greeting = await topicMessages(dial(board), 8);
    deepStrictEqual(greeting[7], { topic: 'led', payload: false });
  });

  it('has readings that a room could have, with little change from one to the next', () => {
    const room = new MadeUpRoom();
    let before = room.measure();
    for (let count = 0; count < 10_000; count++) {
      const now = room.measure();
      ok(now.temperature >= 17 && now.temperature <= 27 && now.humidity >= 30 && now.humidity <= 65);
      ok(now.light >= 0 && now.light <= 1_023);
      ok(Math.abs(now.temperature - before.temperature) < 0.25);
      before = now;
    }
  });

  /** The payload of the next message of a topic. */
  function report(client: WebSocket, topic: string): Promise<unknown> {
    return new Promise((resolve) => {
      client.on('message', (data) => {
        const message: TopicMessage = JSON.parse(data.toString());
        if (message.topic === topic) resolve(message.payload);
      });
    });
  }
});
