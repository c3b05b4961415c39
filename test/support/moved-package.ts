import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleNames, onFreePorts, readExample } from './examples.js';

const root = join(__dirname, '../../..');

/**
 * Puts this package into a user directory as an installation would, but with the boards of its examples on free ports, so
 * that a demo which runs meanwhile is not in the way of what is imported.
 */
export async function installOnFreePorts(userDir: string): Promise<void> {
  const folder = join(userDir, 'node_modules/node-red-contrib-esp8266-ws');
  await mkdir(join(folder, 'examples'), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await symlink(join(root, 'dist'), join(folder, 'dist'));
  await symlink(join(root, 'resources'), join(folder, 'resources'));
  for (const name of exampleNames) {
    const flow = await onFreePorts(readExample(name));
    await writeFile(join(folder, 'examples', `${name}.json`), JSON.stringify(flow));
  }
}
