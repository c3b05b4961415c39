import { deepEqual, rejects } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, firmwareOf, useCompiler } from './sketch-under-test.js';

/** What a program writes in a line: test/firmware/README.md. */
interface Line {
  call?: string;
  key?: string;
  name?: string;
  payload?: string;
  serial?: string;
  value?: string;
}

interface Hello {
  board: string;
  id: string;
  topics: { topic: string }[];
}

describe('The name of a board with the compiled telemetry sketch', function () {
  this.timeout(120_000);
  let folder: string;

  useCompiler();

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'esp8266-ws-name-'));
  });

  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  /** Compiles the sketch as a maker has changed it. */
  async function compile(name: string, ...flags: string[]): Promise<string> {
    const sketch = join(folder, 'esp8266-ws-telemetry');
    cpSync(firmwareOf('telemetry'), sketch, { recursive: true });
    const ino = join(sketch, 'esp8266-ws-telemetry.ino');
    writeFileSync(ino, readFileSync(ino, 'utf8').replace('{"esp8266-telemetry-",', `{"${name}",`));
    const program = join(folder, 'program');
    await build(sketch, program, ...flags);
    return program;
  }

  it('is the same everywhere, and ends with the id of the chip where the sketch is flashed as it is', async () => {
    const program = await compile('esp8266-telemetry-', '-DWITH_PASSWORDS');
    deepEqual(namesOf(program, '00b2c3'), everywhere('esp8266-telemetry-00b2c3', '00b2c3'));
    deepEqual(namesOf(program, 'ffffff'), everywhere('esp8266-telemetry-ffffff', 'ffffff'));
  });

  it('is exactly the one that was entered', async () => {
    const program = await compile('Kitchen-2');
    deepEqual(namesOf(program, 'a1b2c3'), everywhere('Kitchen-2', 'a1b2c3'));
  });

  it('leaves room for all topics in the hello, however long it is', async () => {
    const program = await compile('x'.repeat(32));
    deepEqual(
      helloIn(linesOf(program, 'a1b2c3')).topics.map(({ topic }) => topic),
      ['temperature', 'humidity', 'light', 'uptime', 'freeHeap', 'rssi', 'led', 'button'],
    );
  });

  it('is refused by the compiler if the network would not take it', async () => {
    await rejects(
      compile('my kitchen', '-fsyntax-only'),
      /The name has at most 32 letters, digits and hyphens/,
    );
  });

  it('has at most 32 letters, digits and hyphens, with the id of the chip if it ends with a hyphen', async () => {
    const valid = ['a', '7', 'kitchen-', 'a'.repeat(32), `${'a'.repeat(25)}-`, 'a--b'];
    const invalid = ['', '-', '-a', 'a b', 'a.b', 'a_b', 'küche', 'a'.repeat(33), `${'a'.repeat(26)}-`];
    const isValid = (name: string) => `Identity{"${name}", "", ""}.hasValidName()`;
    const source = [
      '#include "identity.h"',
      ...valid.map((name) => `static_assert(${isValid(name)}, "");`),
      ...invalid.map((name) => `static_assert(!${isValid(name)}, "");`),
      'void setup() {}',
      'void loop() {}',
    ];
    const sketch = join(folder, 'names');
    cpSync(firmwareOf('telemetry'), sketch, { recursive: true });
    writeFileSync(join(sketch, 'names.ino'), source.join('\n'));
    await build(sketch, join(folder, 'program'), '-fsyntax-only', '-include', 'WebSocketsServer.h');
  });
});

/** What a board does when it has joined the Wi-Fi and a client has connected. */
function linesOf(program: string, chipId: string): Line[] {
  const input = ['{}', '{"event":"connected","num":0,"payload":"Lw=="}', ''].join('\n');
  const output = execFileSync(program, { encoding: 'utf8', env: { CHIP_ID: chipId }, input });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The payload of its hello. */
function helloIn(lines: readonly Line[]): Hello {
  const { payload } = lines.find(({ call }) => call === 'sendTXT')!;
  return JSON.parse(Buffer.from(payload!, 'base64').toString()).payload;
}

/** All that it calls itself. */
function namesOf(program: string, chipId: string): object {
  const lines = linesOf(program, chipId);
  const called = (call: string) => lines.filter((line) => line.call === call);
  const hello = helloIn(lines);
  return {
    wifi: called('WiFi.hostname').map(({ name }) => name),
    mdns: called('MDNS.begin').map(({ name }) => name),
    ids: called('MDNS.addServiceTxt').flatMap(({ key, value }) => (key === 'id' ? [value] : [])),
    ready: lines.flatMap(({ serial }) => (serial?.startsWith('Ready') ? [serial] : [])),
    hello: [hello.board, hello.id],
  };
}

function everywhere(name: string, id: string): object {
  return {
    wifi: [name],
    mdns: [name],
    ids: [id],
    ready: [`Ready at ws://192.168.1.50:81/ and ws://${name}.local:81/`],
    hello: [name, id],
  };
}
