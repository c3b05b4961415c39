import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import type { Item } from './node-red.js';

const folder = join(__dirname, '../../../examples');

/** The labels of the import menu. */
export const exampleNames = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

export function readExample(name: string): Item[] {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
}

/** The same flow with its boards on ports that are free, so that a demo which runs meanwhile is not in the way. */
export async function onFreePorts(flow: readonly Item[]): Promise<Item[]> {
  const text = JSON.stringify(flow);
  const ports = new Map<string, number>();
  for (const [port] of text.matchAll(/\b818\d\b/g)) ports.set(port, ports.get(port) ?? (await freePort()));
  return JSON.parse(text.replace(/\b818\d\b/g, (port) => String(ports.get(port))));
}
