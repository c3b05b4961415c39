import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { NodeRed } from './support/node-red.js';
import { unzip } from './support/unzip.js';

const run = promisify(execFile);
const root = join(__dirname, '../..');
const name = 'node-red-contrib-esp8266-ws';
const types = [
  'esp8266-ws-config',
  'esp8266-ws-in',
  'esp8266-ws-out',
  'esp8266-ws-request',
  'esp8266-ws-virtual-board',
];

describe('The package as people install it', () => {
  let folder: string;
  let files: string[];
  let nodeRed: NodeRed;
  let installed: string;

  before(async function () {
    this.timeout(300_000);
    folder = await mkdtemp(join(tmpdir(), 'esp8266-ws-pack-'));
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
      { cwd: root },
    );
    const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    files = packed.files.map(({ path }) => path);
    nodeRed = await NodeRed.start((userDir) => {
      installed = join(userDir, 'node_modules');
      const tarball = join(folder, packed.filename);
      return run('npm', [
        'install',
        '--no-audit',
        '--no-fund',
        '--omit=dev',
        '--prefer-offline',
        '--prefix',
        userDir,
        tarball,
      ]);
    });
  });

  after(async () => {
    await nodeRed.stop();
    await rm(folder, { recursive: true });
  });

  /** What the editor of this Node-RED would get. */
  async function get(path: string, accept = 'application/json'): Promise<string> {
    const answer = await fetch(nodeRed.url + path, { headers: { Accept: accept } });
    equal(answer.status, 200, path);
    return answer.text();
  }

  it('T15: holds what it needs and nothing of the workshop', () => {
    const wrong = files.filter((path) =>
      /^(test|src|nodes|scripts|docs|\.)|\.ts$|\.map$|\.tsbuildinfo$|dist\/test/.test(path),
    );
    deepEqual(wrong, []);
    for (const path of ['LICENSE', 'README.md', 'PROTOCOL.md', 'firmware/README.md', 'examples/Echo.json'])
      ok(files.includes(path), path);
  });

  it('T15: brings at most 6 packages, and 1,250 kB of its own', async () => {
    const packages = (await readdir(installed)).filter((entry) => !entry.startsWith('.'));
    ok(packages.length <= 6, packages.join());
    const bytes = await bytesIn(join(installed, name));
    ok(bytes <= 1_250_000, String(bytes));
  });

  it('gives the editor 60 kB to load, compressed, with the tab and all dialogs', async () => {
    const paths = files.filter((path) => path.startsWith('resources/'));
    const all = await Promise.all(paths.map((path) => readFile(join(installed, name, path))));
    const { length } = gzipSync(Buffer.concat(all));
    ok(length <= 60_000, String(length));
  });

  it('loads all its nodes without an error', async () => {
    const sets = (
      JSON.parse(await get('/nodes')) as { module: string; types: string[]; err?: string; enabled: boolean }[]
    ).filter(({ module }) => module === name);
    deepEqual(sets.flatMap((set) => set.types).sort(), types);
    for (const { enabled, err } of sets) deepEqual({ enabled, err }, { enabled: true, err: undefined });
  });

  it('brings dialogs, help, words and icons', async () => {
    const page = await get('/nodes', 'text/html');
    for (const type of types) {
      ok(page.includes(`data-template-name="${type}"`), `dialog of ${type}`);
      ok(page.includes(`data-help-name="${type}"`), `help of ${type}`);
      ok((await get(`/locales/${name}/${type}?lng=en-US`)).includes('"label"'), `words of ${type}`);
    }
    const icons = (JSON.parse(await get('/icons')) as Record<string, string[]>)[name] ?? [];
    ok(icons.length > 0);
    for (const icon of icons) await get(`/icons/${name}/${icon}`);
  });

  it('brings the tab Boards with its words, and all that it loads', async () => {
    const plugins = JSON.parse(await get('/plugins')) as { id: string; err?: string }[];
    const own = plugins.find(({ id }) => id === `${name}/esp8266-ws-boards`);
    equal(own?.err, undefined);
    ok((await get('/plugins', 'text/html')).includes("registerPlugin('esp8266-ws-boards'"));
    ok((await get(`/locales/${name}/esp8266-ws-boards?lng=de`)).includes('Werte jetzt'));
    for (const file of ['boards-tab.mjs', 'board-model.mjs', 'boards.css'])
      ok(files.includes(`resources/${file}`), file);
  });

  it('brings its examples to the import menu', async () => {
    const library = await get(`/library/examples/flows/${name}/`);
    for (const example of ['Echo', 'Send Message page', 'Telemetry dashboard', 'Delivery report'])
      ok(library.includes(example), example);
  });

  it('hands out each sketch as a folder for the Arduino IDE, without the passwords of who has added them', async () => {
    const sketches = files.flatMap((path) => /^firmware\/([^/]+)\/[^/]+\.ino$/.exec(path)?.[1] ?? []);
    equal(sketches.length, 3);
    for (const sketch of sketches) {
      const folder = join(installed, name, 'firmware', sketch);
      await writeFile(join(folder, 'arduino_secrets.h'), '#define SECRET_PASS "a password"');
      const answer = await nodeRed.get(`/esp8266-ws/files/${sketch}.zip`);
      const sent = unzip(Buffer.from(await answer.arrayBuffer()));
      const expected = files.filter((path) => path.startsWith(`firmware/${sketch}/`));
      const paths = [
        ...expected.map((path) => path.slice('firmware/'.length)),
        `${sketch}/PROTOCOL.md`,
        `${sketch}/README.md`,
      ];
      deepEqual([...sent.keys()].toSorted(), paths.toSorted());
    }
  });

  it('hands out the protocol and the steps to flash a sketch', async () => {
    ok((await get('/esp8266-ws/files/protocol.md')).startsWith('# The protocol'));
    ok((await get('/esp8266-ws/files/sketches.md')).startsWith('# Sketches'));
  });

  it('has the virtual board as a command', async () => {
    const { stdout } = await run(join(installed, '.bin', 'esp8266-ws-virtual-board'), ['--version']);
    equal(stdout.trim(), '0.1.0');
  });
});

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) => stat(join(entry.parentPath, entry.name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}
