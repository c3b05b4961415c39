import { deepEqual, equal } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = join(__dirname, '../..');
const files = ['nodes', 'src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path)),
);

/** What decides, and therefore gets clock, luck and sockets as arguments. */
const pure = [
  'backoff',
  'barrier',
  'boot-watch',
  'cause',
  'connection-state',
  'counters',
  'delivery',
  'fields',
  'host',
  'json',
  'message',
  'outbox',
  'rate-limit',
  'settings',
  'settings-error',
  'status',
  'topic-filter',
  'transitions',
  'waiting-line',
];

describe('The house', () => {
  it('lets src know nothing of nodes, nor of the Node-RED runtime', () => {
    const wrong = files
      .filter((file) => file.startsWith('src'))
      .filter((file) =>
        importsOf(file).some((name) => name.startsWith('nodes') || name.startsWith('node-red')),
      );
    deepEqual(wrong, []);
  });

  it('lets the virtual board know nothing of what connects to it', () => {
    const wrong = files
      .filter((file) => file.startsWith('src/virtual-board'))
      .filter((file) =>
        importsOf(file).some(
          (name) => name === 'ws' || (name.startsWith('src/') && !name.startsWith('src/virtual-board')),
        ),
      );
    deepEqual(wrong, []);
  });

  for (const name of pure) {
    it(`keeps ${name} pure: no sockets, timers, clock or luck`, () => {
      const file = join('src', `${name}.ts`);
      const imports = importsOf(file).filter((imported) => !imported.startsWith('src/'));
      deepEqual(
        imports.filter((imported) => !['node:buffer', 'node:net'].includes(imported)),
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

/** What a file imports: modules by their name, files by their path from the root, without their ending. */
function importsOf(file: string): string[] {
  const code = readFileSync(join(root, file), 'utf8');
  return [...code.matchAll(/\bfrom '([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? normalize(join(dirname(file), name)).replace(/\.js$/, '') : name,
  );
}
