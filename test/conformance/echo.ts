import { deepEqual } from 'node:assert/strict';
import type { Behaviour } from './behaviour.js';

const received = (num: number) => `${num}: Message received`;

/** What the echo sketch does. */
export const echo: readonly Behaviour[] = [
  {
    does: 'pings its clients every 15 s, and gives them 3 s, twice',
    onHarness: async () => {},
    expected: ['heartbeat 15000 3000 2'],
  },
  {
    does: 'logs who comes, what they say and that they leave, and answers every text',
    onWire: async (wire) => {
      await wire.connect();
      await wire.connect('/any/path?client=name');
      await wire.say(0, 'hello');
      await wire.say(1, 'hello too');
      await wire.leave(0);
      await wire.logged('Client 0 disconnected');
    },
    expected: [
      received(0),
      '0: 1000',
      received(1),
      'serial: Client 0 connected from 127.0.0.1',
      'serial: Client 1 connected from 127.0.0.1',
      'serial: Message from client 0: hello',
      'serial: Message from client 1: hello too',
      'serial: Client 0 disconnected',
    ],
  },
  {
    does: 'has no button',
    onWire: async (wire) => {
      await wire.connect();
      await wire.press();
    },
    expected: [
      'serial: Client 0 connected from 127.0.0.1',
      'serial: The button was pressed, but this sketch does not read it.',
    ],
  },
  {
    does: 'logs a text as it stands, of a long one the first 512 bytes',
    onHarness: async (harness) => {
      await harness.connect(0);
      await harness.text(0, '');
      await harness.text(0, 'a\0b');
      await harness.text(0, 'first line\r\nsecond line');
      await harness.text(0, '100 %s, 21 °C, 🌡');
      await harness.text(0, Buffer.from('21 °C', 'latin1'));
      await harness.text(0, 'x'.repeat(513));
      await harness.text(0, `${'x'.repeat(511)}°`);
    },
    expected: [
      'heartbeat 15000 3000 2',
      'serial: Client 0 connected from 10.0.0.0',
      ...['', 'a\0b', 'first line\nserial: second line', '100 %s, 21 °C, 🌡', '21 \ufffdC']
        .concat('x'.repeat(512), `${'x'.repeat(511)}\ufffd`)
        .flatMap((text) => `serial: Message from client 0: ${text}\n${received(0)}`.split('\n')),
    ],
  },
  {
    does: 'takes no notice of binaries, fragments, pings and pongs',
    onHarness: async (harness) => {
      await harness.connect(0);
      for (const type of ['BIN', 'FRAGMENT_TEXT_START', 'FRAGMENT_BIN_START', 'FRAGMENT'] as const) {
        await harness.event(0, `WStype_${type}`, 'bytes');
      }
      for (const type of ['FRAGMENT_FIN', 'PING', 'PONG'] as const) await harness.event(0, `WStype_${type}`);
      await harness.leave(0);
    },
    expected: [
      'heartbeat 15000 3000 2',
      'serial: Client 0 connected from 10.0.0.0',
      'serial: Client 0 disconnected',
    ],
  },
  {
    does: 'answers five clients, and has no place for a sixth until one leaves',
    onWire: async (wire) => {
      for (let count = 0; count < 6; count++) await wire.connect();
      for (const num of [4, 3, 2, 1, 0]) await wire.say(num, `from ${num}`);
      await wire.leave(2);
      await wire.logged('Client 2 disconnected');
      await wire.say(await wire.connect(), 'from the next');
    },
    expected: [
      ...[0, 1].map(received),
      ...[received(2), '2: 1000'],
      ...[3, 4].map(received),
      ...['5: ECONNRESET', '5: 1006'],
      received(6),
      ...[0, 1, 2, 3, 4].map((num) => `serial: Client ${num} connected from 127.0.0.1`),
      ...[4, 3, 2, 1, 0].map((num) => `serial: Message from client ${num}: from ${num}`),
      'serial: Client 2 disconnected',
      'serial: Client 2 connected from 127.0.0.1',
      'serial: Message from client 2: from the next',
    ],
  },
  {
    does: 'answers 15,360 bytes, and loses who sends one more',
    onWire: async (wire) => {
      await wire.connect();
      await wire.say(0, 'x'.repeat(15_360));
      await wire.say(0, 'x'.repeat(15_361));
      await wire.closed(0);
      await wire.logged('Client 0 disconnected');
    },
    expected: [
      received(0),
      '0: 1009',
      'serial: Client 0 connected from 127.0.0.1',
      `serial: Message from client 0: ${'x'.repeat(512)}`,
      'serial: Client 0 disconnected',
    ],
  },
  {
    does: 'lives on after an empty text, an empty binary and a fragmented text',
    onWire: async (wire) => {
      await wire.connect();
      await wire.say(0, '');
      await wire.say(0, Buffer.alloc(0));
      await wire.say(0, 'frag', { fin: false });
      await wire.say(0, 'ment');
      await wire.say(0, 'whole');
    },
    expected: [
      received(0),
      received(0),
      'serial: Client 0 connected from 127.0.0.1',
      'serial: Message from client 0: ',
      'serial: Message from client 0: whole',
    ],
  },
  {
    does: 'goes on when millis() begins anew',
    onHarness: async (harness) => {
      await harness.leapTo(2 ** 32 - 1_000);
      await harness.connect(0);
      await harness.pass(5_000);
      await harness.text(0, 'after 49.7 days');
    },
    expected: (transcript) =>
      deepEqual(transcript.slice(1), [
        `after ${2 ** 32 - 1_000} ms`,
        'serial: Client 0 connected from 10.0.0.0',
        `after ${2 ** 32 + 4_000} ms`,
        'serial: Message from client 0: after 49.7 days',
        received(0),
      ]),
  },
];
