import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { boardItem, load } from '../support/flow.js';
import { freePort } from '../support/free-port.js';
import { unzip } from '../support/unzip.js';

const root = join(__dirname, '../../..');
const firmware = join(root, 'firmware');
const sketches = readdirSync(firmware).filter((name) => name.startsWith('esp8266-ws-'));

interface Answer {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  readonly text: string;
}

describe('The admin route of the files', () => {
  before(async () => load([boardItem(await freePort())]));
  after(() => helper.unload());

  const get = async (name: string): Promise<Answer> =>
    helper
      .request()
      .get(`/esp8266-ws/files/${name}`)
      .responseType(name.endsWith('.zip') ? 'blob' : '');

  for (const sketch of sketches) {
    it(`hands out ${sketch} as a folder that the Arduino IDE opens`, async () => {
      const { body, headers, status } = await get(`${sketch}.zip`);
      equal(status, 200);
      equal(headers['content-type'], 'application/zip');
      equal(headers['content-disposition'], `attachment; filename="${sketch}.zip"`);
      const files = unzip(body);
      const names = readdirSync(join(firmware, sketch)).filter((name) => name !== 'arduino_secrets.h');
      for (const name of [`${sketch}.ino`, 'arduino_secrets.h.example', 'platformio.ini', 'sketch.yaml'])
        equal(names.includes(name), true, name);
      deepEqual(
        [...files.keys()].toSorted(),
        [...names, 'README.md', 'PROTOCOL.md'].map((name) => `${sketch}/${name}`).toSorted(),
      );
      for (const name of names)
        deepEqual(files.get(`${sketch}/${name}`), readFileSync(join(firmware, sketch, name)), name);
      const steps = String(files.get(`${sketch}/README.md`));
      match(steps, /^# Sketches for the board\n/);
      doesNotMatch(steps, /\]\((?!https:)/);
    });
  }

  it('hands out the protocol, as plain text that a browser shows', async () => {
    const { headers, status, text } = await get('protocol.md');
    equal(status, 200);
    match(headers['content-type'] ?? '', /^text\/plain; charset=utf-8$/);
    equal(text, readFileSync(join(root, 'PROTOCOL.md'), 'utf8'));
  });

  it('hands out the steps, whose links lead to files that it has', async () => {
    const { text } = await get('sketches.md');
    match(text, /^# Sketches for the board\n/);
    const links = [...text.matchAll(/\]\((?!https:)([^)]*)\)/g)].map(([, link = '']) => link);
    equal(links.length, sketches.length + 1);
    for (const link of links) equal((await get(link.replace('esp8266-ws/files/', ''))).status, 200, link);
  });

  it('is 404 for every other name', async () => {
    const others = [
      '',
      'package.json',
      '..%2fpackage.json',
      '..%2f..%2fetc%2fpasswd',
      '__proto__',
      'esp8266-ws-echo',
    ];
    for (const name of [...others, 'constructor', 'a'.repeat(1_000), 'esp8266-ws-echo.zip%00'])
      equal((await get(name)).status, 404, name);
  });
});
