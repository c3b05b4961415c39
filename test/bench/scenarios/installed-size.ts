import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Scenario } from '../scenario.js';

const root = join(__dirname, '../../../..');
const run = promisify(execFile);

/** What installing the package brings onto a computer. */
export const installedSize: Scenario = {
  name: 'installed-size',
  title: 'What is installed',
  columns: [
    { key: 'kB', title: 'kB' },
    { key: 'packages', title: 'packages' },
  ],
  lanes: [{ title: 'ours', variant: 'ours' }],
  targets: [
    { says: 'at most 1,680 kB with its libraries', column: 'kB', lane: 'ours', atMost: 1_680 },
    { says: 'at most 6 packages', column: 'packages', lane: 'ours', atMost: 6 },
  ],
  rounds: 1,
  async measure() {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { cwd: root });
    const folders = dependencyFolders(root);
    const bytes = [...folders].reduce(
      (sum, folder) => sum + bytesIn(folder),
      JSON.parse(stdout)[0].unpackedSize,
    );
    return { kB: bytes / 1_000, packages: 1 + folders.size };
  },
};

/** The folders of everything that a package needs at run time, itself left out. */
function dependencyFolders(folder: string, found: Set<string> = new Set()): Set<string> {
  const { dependencies = {} } = require(join(folder, 'package.json'));
  for (const name of Object.keys(dependencies)) {
    const inner = folderOf(name, folder);
    if (found.has(inner)) continue;
    found.add(inner);
    dependencyFolders(inner, found);
  }
  return found;
}

/** Where a package is that another one requires, as Node looks for it; some export no package.json. */
function folderOf(name: string, from: string): string {
  const here = join(from, 'node_modules', name);
  return existsSync(here) ? here : folderOf(name, dirname(from));
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => statSync(join(folder, path)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}
