import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Behaviour } from './behaviour.js';

const heartbeat = 'heartbeat 15000 3000 2';

const identity = { board: 'esp8266-telemetry-a1b2c3', sketch: 'telemetry', version: '1.0.0', id: 'a1b2c3' };

const hello = (boot: number) =>
  message('$hello', {
    ...identity,
    boot,
    maxBytes: 1_024,
    topics: [
      { topic: 'temperature', type: 'number', unit: '°C' },
      { topic: 'humidity', type: 'number', unit: '%' },
      { topic: 'light', type: 'number' },
      { topic: 'uptime', type: 'number', unit: 's' },
      { topic: 'freeHeap', type: 'number', unit: 'B' },
      { topic: 'rssi', type: 'number', unit: 'dBm' },
      { topic: 'led', type: 'boolean', settable: true },
      { topic: 'button', type: 'boolean', event: true },
    ],
  });

const led = (on: boolean, id?: string | number) => message('led', on, id);

const pressed = message('button', true);

const sensors = [message('temperature', 21.4), message('humidity', 45), message('light', 512)];

/** All that a client is greeted with. `boot`: in which start of the board, counted from 1. */
const greeting = (num: number, { boot = 1, isOn = false, uptime = 0 as number | '…' } = {}) =>
  to(
    num,
    hello(boot),
    ...sensors,
    `{"topic":"uptime","payload":${uptime}}`,
    message('freeHeap', 41_000),
    message('rssi', -61),
    led(isOn),
  );

const notJson = 'This is not JSON. A message looks like {"topic":"led","payload":true}';
const tooDeep = 'This message is nested too deeply (10 levels).';
const tooLong = 'This message is too long: 1024 bytes at most.';
const badId = 'An id is a string of 1 to 64 characters or a whole number below 4294967296.';
const incomplete =
  'A topic of 1 to 256 characters and a payload are needed, as in {"topic":"led","payload":true}';
const notBoolean = 'The payload of "led" is true or false.';
const inOnePiece = 'This sketch takes text messages in one piece only.';
const noValue = 'Topic "button" is an event and has no value.';
const unknown = (topic: string) => `Unknown topic "${topic}". This sketch takes "led" only.`;
const readOnly = (topic: string) => `Topic "${topic}" cannot be set. This sketch takes "led" only.`;

const nested = (levels: number) => `{"topic":"led","payload":${'['.repeat(levels)}${']'.repeat(levels)}}`;
const ofBytes = (bytes: number) => `{"topic":"led","payload":"${'x'.repeat(bytes - 28)}"}`;
const withId = (id: string) => `{"topic":"led","payload":1,"id":${id}}`;

/** What the sketch cannot do, and its answer: the sentence, and the id if the message had one. */
const refused: readonly [text: string | Buffer, error: string, id?: string | number][] = [
  ['', notJson],
  ['on', notJson],
  ['{"topic":"led","payload":true', notJson],
  // What ArduinoJson reads beyond JSON: decision 030.
  ['{"topic":"led","payload":1} and more', notBoolean],
  ['{"topic":"led","payload":1}{"topic":"led","payload":true}', notBoolean],
  ['{"topic":"led","payload":1}\0', notBoolean],
  ["{'topic':'led','payload':1}", notBoolean],
  [`{'topic':'a "b"','payload':1}`, unknown('a "b"')],
  ['{topic:"led", payload : 1}', notBoolean],
  ['{"topic":"led","payload":1,"id":00}', notBoolean, 0],
  ['{"topic":"led","payload":1,"id":01}', notBoolean, 1],
  ['{"topic":"led","payload":1,"id":+1}', notBoolean, 1],
  ['{"topic":"a\nb\t","payload":1}', unknown('a\nb\t')],
  // What ArduinoJson does not read, either.
  ['{"topic":"led","payload":1/* off */}', notJson],
  ['{"topic":"led","payload":NaN}', notJson],
  ['{"topic":"led","payload":1,}', notJson],
  ['\ufeff{"topic":"led","payload":1}', notJson],
  ['{"topic":"led","payload":TRUE}', notJson],
  ['{\'topic\':"led\',"payload":1}', notJson],
  ['{"topic":led,"payload":1}', notJson],
  [Buffer.from('{"topic":"°","payload":1}', 'latin1'), notJson],
  [Buffer.from([0xed, 0xa0, 0x80]), notJson],
  ['{"topic":"\\ud800","payload":1}', notJson],
  ['{"topic":"led","payload":1,"id":"\\udfff"}', notJson],
  ['null', incomplete],
  ['true', incomplete],
  ['42', incomplete],
  ['"led"', incomplete],
  ['["led",true]', incomplete],
  ['{}', incomplete],
  ['{"payload":true}', incomplete],
  ['{"topic":"led"}', incomplete],
  ['{"topic":"led","id":"x"}', incomplete, 'x'],
  ['{"topic":"","payload":1}', incomplete],
  ['{"topic":1,"payload":1}', incomplete],
  [message('x'.repeat(257), 1), incomplete],
  [message('😀'.repeat(129), 1), incomplete],
  [message('x'.repeat(256), 1), unknown(`${'x'.repeat(32)}…`)],
  [message('😀'.repeat(33), 1), unknown(`${'😀'.repeat(32)}…`)],
  [message('😀'.repeat(32), 1), unknown('😀'.repeat(32))],
  [message('lamp', true, 7), unknown('lamp'), 7],
  [message('LED', true), unknown('LED')],
  [message('led\0', true), unknown('led\0')],
  [message('a "quoted" \\ \b\f\n\r\t\x01\x7f °', 1), unknown('a "quoted" \\ \b\f\n\r\t\x01\x7f °')],
  [message('$hello', null, 1), unknown('$hello'), 1],
  [message('__proto__', 1), unknown('__proto__')],
  [message('light', 1), readOnly('light')],
  [message('light', null), readOnly('light')],
  [message('uptime', 0, 'zero'), readOnly('uptime'), 'zero'],
  [message('button', true), readOnly('button')],
  [message('button', true, 'press'), readOnly('button'), 'press'],
  [message('button', null), readOnly('button')],
  [message('button', null, 1), noValue, 1],
  [message('led', 'on'), notBoolean],
  [message('led', 1), notBoolean],
  [message('led', null), notBoolean],
  ['{"topic":"led","payload":true,"payload":1}', notBoolean],
  [' {"payload" : 0.5e3 ,\n"topic":"led", "other": [{}]}\t', notBoolean],
  [nested(9), notBoolean],
  [nested(10), tooDeep],
  ['{"a":"[[[[[[[[[[[[{{{{"}', incomplete],
  ['{"a":"\\"[[[[[[[[[[[[{{{{"}', incomplete],
  ['[[[[[[[[[[[', tooDeep],
  ['{"a":[[[[[[[[[[ and more', tooDeep],
  ['not [[[[[[[[[[[', notJson],
  ['{"a" [[[[[[[[[[[', notJson],
  ['[1[[[[[[[[[[[', notJson],
  ['"[[[[[[[[[[[', notJson],
  ['[]]]]]]]]]]', incomplete],
  [ofBytes(1_024), notBoolean],
  [ofBytes(1_025), tooLong],
  ['x'.repeat(15_360), tooLong],
  [withId('0'), notBoolean, 0],
  [withId('4294967295'), notBoolean, 4_294_967_295],
  [withId('4294967296'), badId],
  [withId('-1'), badId],
  [withId('1.5'), badId],
  [withId('5.0'), badId],
  [withId('5e0'), badId],
  ['{"id":5, "id" : 0.5E+1}', badId],
  ['{"topic":"led","payload":[5.0],"a":"1.5\\"1e","id":5}', notBoolean, 5],
  ['{"topic":"led","payload":1,"id":"5.0"}', notBoolean, '5.0'],
  [withId('""'), badId],
  [withId('true'), badId],
  [withId('[1]'), badId],
  [withId('{}'), badId],
  [withId('null'), notBoolean],
  [withId('"\\u0007 °\\"\\\\/"'), notBoolean, '\x07 °"\\/'],
  [withId(`"${'x'.repeat(64)}"`), notBoolean, 'x'.repeat(64)],
  [withId(`"${'x'.repeat(65)}"`), badId],
  [withId(`"${'😀'.repeat(32)}"`), notBoolean, '😀'.repeat(32)],
  [withId(`"${'😀'.repeat(33)}"`), badId],
  ['{"id":-1}', badId],
];

/** What the telemetry sketch does. */
export const telemetry: readonly Behaviour[] = [
  {
    does: 'greets a client with a hello and all its values, and pings it',
    onHarness: async (harness) => {
      await harness.connect(0);
      await harness.leave(0);
    },
    expected: [
      heartbeat,
      'serial: Client 0 connected from 10.0.0.0',
      ...greeting(0),
      '0: ping r',
      'serial: Client 0 disconnected',
    ],
  },
  {
    does: 'introduces its board to the network by the name, sketch, version and id of its hello',
    onHarness: async (harness) => harness.introduce(),
    expected: [heartbeat, `identity: ${JSON.stringify(identity)}`],
  },
  {
    does: 'says in its hello which start this is, the same to every client, and another after a reset',
    onWire: async (wire) => {
      await wire.connect();
      await wire.connect();
      await wire.reset();
      await wire.connect();
    },
    expected: [
      ...[...greeting(0, { uptime: '…' }), '0: 1006'],
      ...[...greeting(1, { uptime: '…' }), '1: 1006'],
      ...greeting(2, { boot: 2, uptime: '…' }),
      ...[0, 1, 0].map((num) => `serial: Client ${num} connected from 127.0.0.1`),
    ],
  },
  {
    does: 'sends its readings every second, and every tenth time its own state',
    onHarness: async (harness) => {
      await harness.connect(0);
      await harness.pass(20_999);
    },
    expected: (transcript) => {
      const rounds = transcript
        .join('\n')
        .split(/after (\d+) ms\n/)
        .slice(1);
      deepEqual(
        rounds.filter((_round, at) => at % 2 === 0),
        Array.from({ length: 20 }, (_second, at) => `${1_000 * (at + 1)}`),
      );
      equal(rounds[1], `${to(0, ...sensors).join('\n')}\n0: ping r\n`);
      const states = [message('uptime', 10), 'ping r', message('freeHeap', 41_000), message('rssi', -61)];
      equal(rounds[19], `${to(0, ...sensors, ...states, 'ping r').join('\n')}\n`);
      equal(transcript.filter((line) => line.includes('"rssi","payload"')).length, 3);
    },
  },
  {
    does: 'measures before every round, to one decimal or none, zero without a minus, null if a sensor does not answer',
    onHarness: async (harness) => {
      await harness.connect(0);
      for (const [temperature, humidity, analog] of [
        [-12.34, 0, 0],
        [-0.04, 99.6, 1_023],
        [-0.05, -0.5, 7],
        [21.25, 44.5, 7],
        [21.75, 45.5, 7],
        [20, 45.49, 7],
        [null, null, 7],
        [21.46, 45, 7],
      ] as const) {
        harness.set({ analog, humidity, temperature });
        await harness.pass(1_000);
      }
      harness.set({ freeHeap: 12_345, rssi: -90 });
      await harness.pass(2_000);
    },
    expected: (transcript) => {
      const payloads = (topic: string) =>
        transcript
          .filter((line) => line.includes(`"${topic}","payload"`))
          .map((line) => /"payload":(.*)}/.exec(line)![1]);
      const temperatures = ['21.4', '-12.3', '0.0', '-0.1', '21.2', '21.8', '20.0', 'null', '21.5'];
      deepEqual(payloads('temperature'), [...temperatures, '21.5', '21.5']);
      deepEqual(payloads('humidity'), '45 0 100 0 44 46 45 null 45 45 45'.split(' '));
      deepEqual(payloads('light'), '512 0 1023 7 7 7 7 7 7 7 7'.split(' '));
      deepEqual(payloads('freeHeap'), ['41000', '12345']);
      deepEqual(payloads('rssi'), ['-61', '-90']);
    },
  },
  {
    does: 'sets its LED, answers who did, and reports to the others',
    onWire: async (wire) => {
      await wire.connect();
      await wire.connect();
      await wire.say(0, led(true));
      await wire.settled(1);
      await wire.say(1, led(true, 7));
      await wire.settled(0);
      await wire.say(1, led(false, 'off'));
      await wire.settled(0);
      await wire.say(0, led(true));
      await wire.connect();
    },
    expected: [
      ...greeting(0, { uptime: '…' }),
      ...to(0, led(true), led(true), led(false), led(true)),
      ...greeting(1, { uptime: '…' }),
      ...to(1, led(true), led(true, 7), led(false, 'off'), led(true)),
      ...greeting(2, { isOn: true, uptime: '…' }),
      'serial: Client 0 connected from 127.0.0.1',
      'serial: Client 1 connected from 127.0.0.1',
      ...['on', 'on', 'off', 'on'].map((state) => `serial: LED ${state}`),
      'serial: Client 2 connected from 127.0.0.1',
    ],
  },
  {
    does: 'answers requests for each topic with their id, and changes nothing',
    onHarness: async (harness) => {
      await harness.connect(0);
      await harness.connect(1);
      await harness.pass(500);
      harness.set({ analog: 3, freeHeap: 1, rssi: -1 });
      await harness.text(0, led(true));
      for (const topic of ['temperature', 'humidity', 'light', 'uptime', 'freeHeap', 'rssi', 'led']) {
        await harness.text(0, message(topic, null, topic));
      }
      await harness.text(1, message('led', null, 0));
      await harness.text(1, message('led', null, 4_294_967_295));
      await harness.text(1, '{"id":"last","topic":"led","payload":null}');
    },
    expected: (transcript) =>
      deepEqual(transcript.slice(transcript.indexOf('after 500 ms')), [
        'after 500 ms',
        'serial: LED on',
        ...to(0, led(true)),
        ...to(1, led(true), 'ping r'),
        ...to(0, message('temperature', 21.4, 'temperature'), message('humidity', 45, 'humidity')),
        ...to(0, message('light', 512, 'light'), message('uptime', 0, 'uptime')),
        ...to(0, message('freeHeap', 1, 'freeHeap'), message('rssi', -1, 'rssi'), led(true, 'led')),
        ...to(1, led(true, 0), led(true, 4_294_967_295), led(true, 'last')),
      ]),
  },
  {
    does: 'reports each press of its button once, when the contacts have settled, to every client',
    onHarness: async (harness) => {
      await harness.connect(0);
      await harness.connect(1);
      await harness.pass(100);
      await harness.button(true);
      await harness.pass(100);
      await harness.button(false);
      await harness.pass(100);
      await harness.button(true);
      await harness.pass(400);
      await harness.connect(2);
      await harness.button(false);
      await harness.pass(100);
    },
    expected: (transcript) => {
      const reported = ['serial: Button pressed', ...to(0, pressed), ...to(1, pressed)];
      deepEqual(
        transcript.slice(transcript.indexOf('after 130 ms')).filter((line) => !line.includes('ping')),
        [
          ...['after 130 ms', ...reported],
          ...['after 330 ms', ...reported],
          ...['after 700 ms', 'serial: Client 2 connected from 10.0.0.2', ...greeting(2)],
        ],
      );
    },
  },
  {
    does: 'takes contacts that bounce, when its button is pressed and when it is released, for one press',
    onHarness: async (harness) => {
      await harness.connect(0);
      await harness.pass(100);
      for (const isDown of [true, false]) {
        for (const ms of [1, 29, 7]) {
          await harness.button(isDown);
          await harness.pass(ms);
          await harness.button(!isDown);
          await harness.pass(3);
        }
        await harness.button(isDown);
        await harness.pass(200);
      }
    },
    // The last bounce ends 46 ms after the first contact.
    expected: (transcript) =>
      deepEqual(transcript.slice(transcript.indexOf('0: ping r') + 1), [
        'after 176 ms',
        'serial: Button pressed',
        ...to(0, pressed, 'ping r'),
      ]),
  },
  {
    does: 'takes no disturbance of less than 30 ms for a press of its button',
    onHarness: async (harness) => {
      await harness.connect(0);
      await harness.button(true);
      await harness.pass(29);
      await harness.button(false);
      await harness.pass(900);
    },
    expected: [heartbeat, 'serial: Client 0 connected from 10.0.0.0', ...greeting(0), '0: ping r'],
  },
  {
    does: 'tells nobody of a press of its button that happened before',
    onHarness: async (harness) => {
      await harness.button(true);
      await harness.pass(100);
      await harness.button(false);
      await harness.pass(400);
      await harness.connect(0);
      await harness.text(0, message('button', null, 'last'));
      await harness.pass(400);
    },
    expected: [
      heartbeat,
      ...['after 30 ms', 'serial: Button pressed'],
      ...['after 500 ms', 'serial: Client 0 connected from 10.0.0.0', ...greeting(0), '0: ping r'],
      ...to(0, message('$error', noValue, 'last')),
    ],
  },
  {
    does: 'reports several presses of its button once to a client that did not answer meanwhile',
    onHarness: async (harness) => {
      await harness.connect(0);
      harness.deafen(0);
      for (let count = 0; count < 3; count++) {
        await harness.button(true);
        await harness.pass(50);
        await harness.button(false);
        await harness.pass(50);
      }
      await harness.undeafen(0);
      await harness.pass(500);
    },
    expected: [
      heartbeat,
      ...['serial: Client 0 connected from 10.0.0.0', ...greeting(0), '0: ping r'],
      ...['after 30 ms', 'serial: Button pressed', ...to(0, pressed, 'ping r')],
      ...['after 130 ms', 'serial: Button pressed'],
      ...['after 230 ms', 'serial: Button pressed'],
      ...['after 300 ms', ...to(0, pressed, 'ping r')],
    ],
  },
  {
    does: 'has its button pressed on the virtual board: once, and who comes later hears nothing of it',
    onWire: async (wire) => {
      await wire.connect();
      await wire.press();
      await wire.settled(0);
      await wire.say(0, message('button', null, 1));
      await wire.connect();
      await wire.reset();
      await wire.connect();
    },
    expected: [
      ...[...greeting(0, { uptime: '…' }), ...to(0, pressed, message('$error', noValue, 1), '1006')],
      ...[...greeting(1, { uptime: '…' }), '1: 1006'],
      ...greeting(2, { boot: 2, uptime: '…' }),
      'serial: Client 0 connected from 127.0.0.1',
      'serial: Button pressed',
      'serial: Client 1 connected from 127.0.0.1',
      'serial: Client 0 connected from 127.0.0.1',
    ],
  },
  {
    does: 'says of all that it cannot do why, to the one who asked',
    onHarness: async (harness) => {
      await harness.connect(0);
      await harness.connect(1);
      await harness.pass(1);
      for (const [text] of refused) await harness.text(0, text);
      await harness.text(1, led(true));
    },
    expected: (transcript) =>
      deepEqual(transcript.slice(transcript.indexOf(`1: ping r`) + 1), [
        'after 1 ms',
        ...to(0, ...refused.map(([, error, id]) => message('$error', error, id))),
        'serial: LED on',
        ...to(1, led(true)),
        ...to(0, led(true), 'ping r'),
      ]),
  },
  {
    does: 'refuses binaries and the beginning of fragmented messages',
    onHarness: async (harness) => {
      await harness.connect(0);
      for (const type of ['BIN', 'FRAGMENT_TEXT_START', 'FRAGMENT', 'FRAGMENT_FIN', 'PING'] as const) {
        await harness.event(0, `WStype_${type}`, led(true));
      }
      await harness.event(0, 'WStype_FRAGMENT_BIN_START');
    },
    expected: (transcript) => deepEqual(transcript.slice(-4), ['0: ping r', ...refusals(0, 3)]),
  },
  {
    does: 'refuses the same on the wire: a binary, an empty text, a fragmented one, and 15,360 bytes',
    onWire: async (wire) => {
      await wire.connect();
      await wire.say(0, Buffer.from(led(true)));
      await wire.say(0, Buffer.alloc(0));
      await wire.say(0, '');
      await wire.say(0, led(true), { fin: false });
      await wire.say(0, '');
      await wire.say(0, 'x'.repeat(15_360));
      await wire.say(0, led(true));
      await wire.say(0, 'x'.repeat(15_361));
      await wire.closed(0);
      await wire.logged('Client 0 disconnected');
    },
    expected: [
      ...greeting(0, { uptime: '…' }),
      ...refusals(0, 2),
      ...to(0, message('$error', notJson)),
      ...refusals(0, 1),
      ...to(0, message('$error', tooLong), led(true), '1009'),
      'serial: Client 0 connected from 127.0.0.1',
      'serial: LED on',
      'serial: Client 0 disconnected',
    ],
  },
  {
    does: 'serves five clients, and has no place for a sixth',
    onWire: async (wire) => {
      for (let count = 0; count < 6; count++) await wire.connect();
      await wire.say(4, led(true));
      for (const num of [0, 1, 2, 3]) await wire.settled(num);
    },
    expected: [
      ...[0, 1, 2, 3, 4].flatMap((num) => [...greeting(num, { uptime: '…' }), ...to(num, led(true))]),
      ...to(5, 'ECONNRESET', '1006'),
      ...[0, 1, 2, 3, 4].map((num) => `serial: Client ${num} connected from 127.0.0.1`),
      'serial: LED on',
    ],
  },
  {
    does: 'lets a client that comes back under its name replace its older connection',
    onWire: async (wire) => {
      for (const name of 'abcde') await wire.connect(`/?client=${name}`);
      await wire.leave(3);
      await wire.logged('Client 3 disconnected');
      await wire.connect('/?other=1&client=b');
      await wire.closed(1);
      await wire.logged('Client 1 disconnected');
      await wire.connect('/?client=f');
      await wire.say(5, led(true));
      await wire.settled(6);
    },
    expected: [
      ...[...greeting(0, { uptime: '…' }), ...to(0, led(true))],
      ...[...greeting(1, { uptime: '…' }), '1: 1000'],
      ...[...greeting(2, { uptime: '…' }), ...to(2, led(true))],
      ...[...greeting(3, { uptime: '…' }), '3: 1000'],
      ...[...greeting(4, { uptime: '…' }), ...to(4, led(true))],
      ...[...greeting(5, { uptime: '…' }), ...to(5, led(true))],
      ...[...greeting(6, { uptime: '…' }), ...to(6, led(true))],
      ...[0, 1, 2, 3, 4].map((num) => `serial: Client ${num} connected from 127.0.0.1`),
      'serial: Client 3 disconnected',
      'serial: Client 3 connected from 127.0.0.1',
      'serial: Client 3 replaces client 1',
      'serial: Client 1 disconnected',
      'serial: Client 1 connected from 127.0.0.1',
      'serial: LED on',
    ],
  },
  {
    does: 'takes names as they stand, and none that is empty or longer than 32 bytes',
    onHarness: async (harness) => {
      const long = 'x'.repeat(32);
      const paths = ['/', '/?client', '/?client=', '/?Client=a', '/?xclient=a', '/client=a', '/#client=a'];
      for (const path of [...paths, `/?client=${long}x`, '/?x=1&client=&client=a']) {
        for (const num of [0, 1]) await harness.connect(num, path);
        for (const num of [0, 1]) await harness.leave(num);
      }
      const equal = [
        '/?client=a&x',
        '/any?y&client=a',
        '/?client=a#b',
        '/?client=a&client=b',
        '/?x?&client=a',
      ];
      for (const [num, path] of [...equal, `/?client=${long}`, `/?client=${long}&`].entries()) {
        await harness.connect(num % 2, path);
      }
    },
    expected: (transcript) => {
      const replaced = transcript.filter((line) => /replaces|closed/.test(line));
      const once = (num: number) => [
        `serial: Client ${num} replaces client ${1 - num}`,
        `${1 - num}: closed`,
      ];
      deepEqual(replaced, [...once(1), ...once(0), ...once(1), ...once(0), ...once(0)]);
    },
  },
  {
    does: 'sends a client that does not answer no more, and then the newest',
    onHarness: async (harness) => {
      await harness.connect(0);
      await harness.connect(1);
      harness.deafen(0);
      await harness.pass(11_000);
      await harness.text(1, led(true));
      await harness.text(1, led(false));
      await harness.text(0, led(true, 'mine'));
      harness.set({ temperature: 30 });
      await harness.pass(1_000);
      await harness.undeafen(0);
    },
    expected: (transcript) => {
      const deaf = transcript.filter((line) => line.startsWith('0: '));
      deepEqual(deaf.slice(greeting(0).length + 1), [
        ...to(0, ...sensors, 'ping r', led(true, 'mine')),
        ...to(0, message('temperature', '30.0'), ...sensors.slice(1), message('uptime', 12), 'ping r'),
        ...to(0, message('freeHeap', 41_000), message('rssi', -61), 'ping r'),
      ]);
    },
  },
  {
    does: 'runs for a day',
    onHarness: async (harness) => {
      await harness.connect(0);
      for (let minute = 10; minute < 24 * 60; minute += 10) await harness.leapTo(minute * 60_000);
      await harness.text(0, led(true));
      await harness.pass(610_000);
      await harness.connect(1);
    },
    expected: (transcript) => {
      deepEqual(transcript.slice(-greeting(1).length - 1), [
        ...greeting(1, { isOn: true, uptime: 24 * 3_600 + 10 }),
        '1: ping r',
      ]);
      const uptimes = uptimesIn(transcript);
      deepEqual(
        uptimes,
        uptimes.toSorted((a, b) => a - b),
      );
      ok(uptimes.length > 60);
    },
  },
  {
    does: 'goes on when millis() begins anew after 49.7 days, and again',
    onHarness: async (harness) => {
      await harness.connect(0);
      for (const turn of [1, 2]) {
        await harness.leapTo(turn * 2 ** 32 - 15_250);
        await harness.pass(15_000);
        await harness.text(0, led(turn === 1));
        await harness.pass(15_000);
        await harness.text(0, message('uptime', null, turn));
      }
    },
    expected: (transcript) => {
      const times = transcript
        .filter((line) => line.startsWith('after'))
        .map((line) => Number(line.split(' ')[1]));
      const rounds = times.filter(
        (ms) => ms > 2 ** 32 - 16_000 && ms < 2 ** 32 + 16_000 && ms % 1_000 === 46,
      );
      equal(rounds.length, 31);
      const uptimes = uptimesIn(transcript);
      deepEqual(
        uptimes,
        uptimes.toSorted((a, b) => a - b),
      );
      deepEqual(
        transcript.slice(-1),
        to(0, message('uptime', Math.floor((2 * 2 ** 32 + 14_750) / 1_000), 2)),
      );
    },
  },
];

/** A topic message; a payload that is a string is its JSON where the topic has numbers. */
function message(topic: string, payload: unknown, id?: string | number): string {
  const json = topic === 'temperature' && typeof payload === 'string' ? payload : JSON.stringify(payload);
  return `{"topic":${JSON.stringify(topic)},"payload":${json}${id === undefined ? '' : `,"id":${JSON.stringify(id)}`}}`;
}

function refusals(num: number, count: number): string[] {
  return to(num, ...Array.from({ length: count }, () => message('$error', inOnePiece)));
}

/** What one client hears. */
function to(num: number, ...all: string[]): string[] {
  return all.map((line) => `${num}: ${line}`);
}

function uptimesIn(transcript: readonly string[]): number[] {
  return transcript.flatMap((line) => /"uptime","payload":(\d+)/.exec(line)?.[1] ?? []).map(Number);
}
