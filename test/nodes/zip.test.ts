import { deepEqual, equal } from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zip } from '../../nodes/zip.js';
import { unzip } from '../support/unzip.js';

const files = new Map([
  ['a/empty', Buffer.alloc(0)],
  ['a/text.ino', Buffer.from('void loop() {}\n'.repeat(1_000))],
  ['a/b/noise', randomBytes(100_000)],
]);

/** Programs that unpack, where they are installed, with what they need before the zip and the folder. */
const programs: readonly (readonly [string, ...string[]])[] = [
  ['unzip', '-q'],
  ['python3', '-m', 'zipfile', '-e'],
];

const isInstalled = ([program]: readonly [string, ...string[]]) =>
  spawnSync(program, ['-h']).error === undefined;

describe('A zip', () => {
  it('holds the files that were packed, in their order, and packs what can be packed', () => {
    const packed = zip(files);
    deepEqual([...unzip(packed)], [...files]);
    equal(packed.length < 101_000, true, String(packed.length));
  });

  it('of nothing is empty', () => {
    equal(unzip(zip(new Map())).size, 0);
  });

  it('of the same files has the same bytes', () => {
    deepEqual(zip(files), zip(new Map(files)));
  });

  for (const [program, ...options] of programs.filter(isInstalled)) {
    it(`is unpacked by ${program}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'esp8266-ws-zip-'));
      try {
        const path = join(folder, 'packed.zip');
        writeFileSync(path, zip(files));
        const target = program === 'unzip' ? ['-d', folder] : [folder];
        execFileSync(program, [...options, path, ...target]);
        for (const [name, content] of files) deepEqual(readFileSync(join(folder, name)), content, name);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
