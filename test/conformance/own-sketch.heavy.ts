import { deepEqual, equal } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessSketch } from '../../src/virtual-board/sketches/process.js';
import { Harness } from './harness.js';
import { build, useCompiler } from './sketch-under-test.js';

/** The code under "A sketch that confirms commands", and what it needs around it. */
function sketchOfProtocol(): string {
  const page = readFileSync(join(__dirname, '../../../PROTOCOL.md'), 'utf8');
  const [, section = ''] = page.split('### A sketch that confirms commands\n');
  const [, code] = /```cpp\n(.*?)```/s.exec(section)!;
  return `
    #include <ArduinoJson.h>
    #include <WebSocketsServer.h>
    WebSocketsServer webSocket(81);
    ${code}
    void setup() {
      pinMode(LED_BUILTIN, OUTPUT);
      webSocket.begin();
      webSocket.onEvent(onEvent);
    }
    void loop() { webSocket.loop(); }`;
}

describe('The sketch in PROTOCOL.md that confirms commands', function () {
  this.timeout(120_000);
  let folder: string;
  let harness: Harness;

  useCompiler();

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'esp8266-ws-own-'));
    const sketch = join(folder, 'own');
    mkdirSync(sketch);
    writeFileSync(join(sketch, 'own.ino'), sketchOfProtocol());
    await build(sketch, join(folder, 'program'));
  });

  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    const inputs = { analog: 0, button: false, freeHeap: 0, humidity: 0, rssi: 0, temperature: 0 };
    harness = await Harness.start({ inputs, sketch: new ProcessSketch(join(folder, 'program')) });
    await harness.connect(0);
  });

  afterEach(() => harness?.end());

  const refusal = '{"topic":"$error","payload":"The topic \\"led\\" takes true or false."';

  for (const [what, text, answer] of [
    ['a command', '{"topic":"led","payload":true,"id":7}', '{"topic":"led","payload":true,"id":7}'],
    [
      'an id that is a string',
      '{"topic":"led","payload":true,"id":"a"}',
      '{"topic":"led","payload":true,"id":"a"}',
    ],
    [
      'the largest id',
      '{"topic":"led","payload":null,"id":4294967295}',
      '{"topic":"led","payload":false,"id":4294967295}',
    ],
    ['a command without id', '{"topic":"led","payload":true}', '{"topic":"led","payload":true}'],
    ['another payload', '{"topic":"led","payload":1,"id":7}', `${refusal},"id":7}`],
    ['another topic', '{"topic":"lamp","payload":true,"id":7}', `${refusal},"id":7}`],
    ['what is not JSON', 'on', `${refusal}}`],
    ['an array', '[1]', `${refusal}}`],
    ['an empty text', '', `${refusal}}`],
  ] as const) {
    it(`answers ${what}`, async () => {
      await harness.text(0, text);
      deepEqual(harness.transcript, [`0: ${answer}`]);
    });
  }

  it('answers a query with the value that holds', async () => {
    await harness.text(0, '{"topic":"led","payload":true}');
    await harness.text(0, '{"topic":"led","payload":null,"id":1}');
    equal(harness.transcript.at(-1), '0: {"topic":"led","payload":true,"id":1}');
  });
});
