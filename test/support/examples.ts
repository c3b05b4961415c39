import { equal } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
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

/** The node of an example that people see under this name. */
export function idOf(example: string, name: string): string {
  const found = readExample(example).filter(
    (item) => [item.name, item.label].includes(name) && 'wires' in item,
  );
  equal(found.length, 1, `${example} has one node "${name}"`);
  return found[0]!.id;
}

export const idsOf = (example: string, type: string) =>
  readExample(example)
    .filter((item) => item.type === type)
    .map(({ id }) => id);

/** Examples side by side in the dashboard of the first, as when an editor imports them. */
export function inOneDashboard(names: readonly string[]): Item[] {
  const flow = names.flatMap(readExample);
  const single = (type: string) => flow.find((item) => item.type === type)?.id;
  return flow
    .filter(({ id, type }) => !['global-config', 'ui-base'].includes(type) || id === single(type))
    .map((item) => ('ui' in item ? { ...item, ui: single('ui-base') } : item));
}

/**
 * The same flow with its boards on ports that are free, and announced by names that nobody else has: a demo or a test that
 * runs meanwhile is not in the way.
 */
export async function onFreePorts(flow: readonly Item[]): Promise<Item[]> {
  const text = JSON.stringify(flow).replace(announcedNames, `p${randomBytes(4).toString('hex')}-`);
  const ports = new Map<string, number>();
  for (const [port] of text.matchAll(boardPorts)) ports.set(port, ports.get(port) ?? (await freePort()));
  return JSON.parse(text.replace(boardPorts, (port) => String(ports.get(port))));
}

/**
 * The same flow without a page: its buttons are inject nodes, and what it shows people reaches debug nodes instead, unless it
 * also goes on from there. They keep their ids. What people do on a page, such as moving a slider, does not come.
 */
export function withoutPage(flow: readonly Item[]): Item[] {
  return flow.filter((item) => !item.type.startsWith('ui-') || 'wires' in item).map(offPage);
}

/** 8170 to 8199. */
const boardPorts = /\b81[789]\d\b/g;

/** What the names of boards that announce themselves begin with. Other names must not match its pattern, `plant-*`. */
const announcedNames = /\bplant-/g;

function offPage(item: Item): Item {
  if (item.type === 'ui-button')
    return {
      ...item,
      type: 'inject',
      name: item.label,
      props: [{ p: 'payload', v: item.payload, vt: 'str' }],
    };
  if (!item.type.startsWith('ui-')) return item;
  const { id, name, x, y, z } = item;
  if (item.passthru === true) return { ...item, type: 'function', func: 'return msg;', outputs: 1 };
  return {
    id,
    name,
    type: 'debug',
    active: true,
    complete: 'payload',
    targetType: 'msg',
    tosidebar: true,
    wires: [],
    x,
    y,
    z,
  };
}
