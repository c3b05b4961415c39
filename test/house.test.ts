import { deepEqual, equal } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = join(__dirname, '../..');
const files = ['nodes', 'plugins', 'src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path)),
);

/** The rooms of src/, and which others each may know. A room that has no file yet is agreed all the same. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  link: [],
  message: ['link'],
  settings: ['link'],
  board: ['link', 'message'],
  fleet: ['board', 'link', 'message'],
  discovery: [],
  description: [],
  'virtual-board': [],
};

/** What decides, and therefore gets clock, randomness and sockets as arguments. */
const pure = [
  'board/bins',
  'board/echo-detector',
  'board/event-ring',
  'board/filter-watch',
  'board/heard-topics',
  'board/history',
  'board/description',
  'board/known-topics',
  'board/last-values',
  'board/memory',
  'board/node-status',
  'board/overview',
  'board/readings',
  'board/reboot-detector',
  'board/unnamed-refusals',
  'board/support-report',
  'board/timeline',
  'board/trends',
  'discovery/address-policy',
  'discovery/followers',
  'discovery/packet-budget',
  'discovery/records',
  'discovery/sightings',
  'discovery/watches',
  'fleet/glob',
  'fleet/members',
  'fleet/routing',
  'fleet/sum',
  'fleet/summary',
  'fleet/worst-code',
  'link/backoff',
  'link/barrier',
  'link/cause',
  'link/connection-settings',
  'link/connection-state',
  'link/counters',
  'link/deadline',
  'link/delivery',
  'link/delivery-error',
  'link/outbox',
  'link/loop-time',
  'link/outgoing-message',
  'link/pace',
  'link/rate-limit',
  'link/reasons',
  'link/report',
  'link/send-queue',
  'link/token',
  'link/transitions',
  'message/answer',
  'message/bytes',
  'message/decode',
  'message/digits',
  'message/encode',
  'message/fields',
  'message/incoming',
  'message/json',
  'message/json-text',
  'message/repair',
  'message/near-misses',
  'message/plain-text',
  'message/topic',
  'message/topic-filter',
  'message/write-json',
  'settings/board-settings',
  'settings/delivery-settings',
  'settings/fields',
  'settings/headers',
  'settings/host',
  'settings/hosts',
  'settings/request-settings',
  'settings/settings-error',
  'virtual-board/announcement',
];

/** What the tab *Boards* shows, made without a browser. */
const pureInEditor = ['board-lines', 'board-model', 'board-send-model', 'boards-model', 'boards-time'];

describe('The house', () => {
  it('lets src know nothing of nodes, plugins or the Node-RED runtime', () => {
    deepEqual(wrongImports('src', /^(nodes|plugins|node-red)/), []);
  });

  it('lets nodes know nothing of plugins', () => {
    deepEqual(wrongImports('nodes', /^plugins/), []);
  });

  for (const name of pureInEditor) {
    it(`keeps resources/${name} pure: no page, no editor, no clock, no questions`, () => {
      const code = readFileSync(join(root, 'resources', `${name}.mjs`), 'utf8');
      const bare = code.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      equal(
        /\b(RED|document|performance|setTimeout|setInterval|Date\.now|fetch|\$\()/.exec(bare)?.[0],
        undefined,
      );
    });
  }

  it('has no file in src beside the rooms, and no room that is not agreed', () => {
    const found = new Set(files.filter((file) => file.startsWith('src/')).map(roomOf));
    deepEqual(
      [...found].filter((room) => !(room in rooms)),
      [],
    );
  });

  for (const [room, known] of Object.entries(rooms)) {
    it(`lets ${room} know ${known.length === 0 ? 'no other room' : `only ${known.join(' and ')}`}`, () => {
      const others = Object.keys(rooms).filter((other) => other !== room && !known.includes(other));
      deepEqual(wrongImports(`src/${room}`, new RegExp(`^src/(${others.join('|')})/`)), []);
    });
  }

  it('lets the virtual board do without ws, which it stands against', () => {
    deepEqual(wrongImports('src/virtual-board', /^ws$/), []);
  });

  for (const name of pure) {
    it(`keeps ${name} pure: no sockets, timers, clock or randomness`, () => {
      const file = join('src', `${name}.ts`);
      const imports = importsOf(file).filter((imported) => !imported.startsWith('src/'));
      deepEqual(
        imports.filter((imported) => !['node:buffer', 'node:net', 'node:util/types'].includes(imported)),
        [],
      );
      const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      equal(
        /\b(setTimeout|setImmediate|setInterval|Date|performance|Math\.random|process)\b/.exec(code)?.[0],
        undefined,
      );
    });
  }
});

function roomOf(file: string): string {
  return file.split('/')[1]!;
}

/** Which imports of the files below a folder match, as `file: import`. */
function wrongImports(folder: string, forbidden: RegExp): string[] {
  return files
    .filter((file) => file.startsWith(`${folder}/`))
    .flatMap((file) =>
      importsOf(file)
        .filter((name) => forbidden.test(name))
        .map((name) => `${file}: ${name}`),
    );
}

/** What a file imports: modules by their name, files by their path from the root, without their ending. */
function importsOf(file: string): string[] {
  const code = readFileSync(join(root, file), 'utf8');
  return [...code.matchAll(/\bfrom '([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? normalize(join(dirname(file), name)).replace(/\.js$/, '') : name,
  );
}
