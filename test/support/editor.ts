import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';

/** The editor halves of the nodes as they ship, without a browser. */

export const nodesDir = path.join(__dirname, '..', '..', 'nodes');
export const languages = readdirSync(path.join(nodesDir, 'locales'));

/** Those in which a browser looks at each dialog and page: all, or with LOOK_LANGUAGES=de,ja these. */
export const lookedAt = process.env.LOOK_LANGUAGES?.split(',') ?? languages;

/** The nodes, by their type. */
export const types = [
  'esp8266-ws-config',
  'esp8266-ws-in',
  'esp8266-ws-out',
  'esp8266-ws-request',
  'esp8266-ws-virtual-board',
] as const;

interface Property {
  readonly type?: string;
  readonly value?: unknown;
  readonly validate?: ((this: object, value: unknown, opt: object) => boolean | string) & {
    readonly advice: (node: object, value: unknown) => string | undefined;
    readonly reason: (node: object, value: unknown) => string | undefined;
  };
}

export interface Definition {
  readonly credentials?: Readonly<Record<string, Property>>;
  readonly defaults: Readonly<Record<string, Property>>;
  readonly icon?: string;
  readonly label: (this: object) => string;
  readonly oneditsave?: (this: object) => void;
}

export type Catalogue = { readonly [key: string]: string | Catalogue };

export const read = (file: string) => readFileSync(path.join(nodesDir, file), 'utf8');
export const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, found]) => found!);

/** Read once: a test may look at each text beside each other one. */
const catalogues = new Map<string, Catalogue>();

export function catalogueOf(type: string, language: string): Catalogue {
  const file = `locales/${language}/${type}.json`;
  const catalogue = catalogues.get(file) ?? (JSON.parse(read(file)) as Catalogue);
  catalogues.set(file, catalogue);
  return catalogue;
}

/** The sentence behind a key of a catalogue, as the editor looks it up. */
export function textIn(catalogue: Catalogue, key: string): string | undefined {
  let found: string | Catalogue | undefined = catalogue;
  for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** The same of a node's catalogue. */
export const textOf = (type: string, key: string, language = 'en-US') =>
  textIn(catalogueOf(type, language), key);

export function keysOf(catalogue: Catalogue, prefix = ''): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}

export function helpOf(type: string, language: string): string {
  const [help] = matches(
    read(`locales/${language}/${type}.html`),
    new RegExp(`^<script type="text/html" data-help-name="${type}">([\\s\\S]+)</script>\\s*$`, 'g'),
  );
  assert.ok(help, `${type} has no help in ${language}`);
  return help;
}

/** Config nodes that the editor knows. */
const boards: Readonly<Record<string, object>> = {
  fit: { valid: true, id: 'fit', type: 'esp8266-ws-config', host: 'garage', port: 81 },
  unfit: { valid: false },
  disabled: { valid: true, d: true },
};

/** Nodes in the flows that the editor knows. */
const nodes = [
  { type: 'esp8266-ws-virtual-board', port: '8180' },
  { type: 'esp8266-ws-virtual-board', port: 8190 },
  { type: 'esp8266-ws-virtual-board', port: 8199, d: true },
  { type: 'debug' },
];

/** Loads what the dialogs share, as the editor does before their scripts. To be called before all tests. */
export async function loadShared(): Promise<void> {
  await import(pathToFileURL(path.join(__dirname, '../../../resources/dialogs.mjs')).href);
}

/** Runs the dialog's script with what an open dialog would hold, and returns what it registers. */
export function register(type: string, dialog: Readonly<Record<string, unknown>> = {}): Definition {
  const registered: Record<string, Definition> = {};
  const RED = {
    _: (key: string) => key,
    utils: { getNodeLabel: ({ host }: { host: string }) => host },
    nodes: {
      eachConfig: (visit: (config: object) => void) => Object.values(boards).forEach(visit),
      eachNode: (visit: (node: object) => void) => nodes.forEach(visit),
      node: (id: string) => boards[id] ?? null,
      registerType: (name: string, definition: Definition) => {
        registered[name] = definition;
      },
    },
  };
  const $ = (selector: string) => {
    const field = selector.replace(/^#node-(config-)?input-/, '');
    return { length: Object.hasOwn(dialog, field) ? 1 : 0, val: () => dialog[field] };
  };
  const { esp8266Ws } = Object.assign(globalThis, { $, RED }) as unknown as { esp8266Ws: object };
  vm.runInNewContext(scriptOf(type), { $, RED, TextEncoder, esp8266Ws });
  assert.deepEqual(Object.keys(registered), [type]);
  return registered[type]!;
}

/** Calls with the config nodes that an editor would know. */
export function withConfigs<T>(configs: readonly object[], act: () => T): T {
  const RED = { nodes: { eachConfig: (visit: (config: object) => void) => configs.forEach(visit) } };
  Object.assign(globalThis, { RED });
  return act();
}

export const htmlOf = (type: string) => read(`${type}.html`);
export const scriptOf = (type: string) =>
  matches(htmlOf(type), /<script type="text\/javascript">([\s\S]*?)<\/script>/g).join('\n');

export function templateOf(type: string): string {
  const [template] = matches(
    htmlOf(type),
    new RegExp(`<script type="text/html" data-template-name="${type}">([\\s\\S]*?)</script>`, 'g'),
  );
  assert.ok(template);
  return template;
}

export const idsOf = (type: string) => matches(templateOf(type), /<(?:input|select)[^>]* id="([^"]+)"/g);
export const prefixOf = (type: string) =>
  type === 'esp8266-ws-config' ? 'node-config-input-' : 'node-input-';

/** A node as the editor hands it to a definition's functions. */
export function nodeOf(type: string, definition: Definition, values: object = {}) {
  const _ = (key: string, parameters: Readonly<Record<string, unknown>> = {}) => {
    const text = textOf(type, key);
    assert.ok(text !== undefined, `${type} has no text for ${key}`);
    return text.replace(/__(\w+)__/g, (_all, name: string) => String(parameters[name]));
  };
  return { _, _def: definition, id: 'new', type, ...values };
}

/** What the editor makes of a value: true, or the reason why not. */
export function judge(
  type: string,
  field: string,
  value: unknown,
  dialog: Readonly<Record<string, unknown>> = {},
) {
  const definition = register(type, dialog);
  const { validate } = (definition.defaults[field] ?? definition.credentials?.[field])!;
  assert.equal(validate?.length, 2, 'the editor takes reasons only from a validator with two parameters');
  const node = nodeOf(type, definition);
  const verdict = validate.call(node, value, {});
  const reason = validate.reason(node, value);
  // The editor's list says which field it is; under the field that goes without saying.
  assert.equal(verdict, reason === undefined ? true : `${textOf(type, `label.${field}`)}: ${reason}`);
  return verdict;
}

/** What the dialog remarks on a value that can work. */
export function advise(
  type: string,
  field: string,
  value: string,
  dialog: Readonly<Record<string, unknown>> = {},
): string | undefined {
  const definition = register(type, dialog);
  assert.equal(judge(type, field, value, { pingSeconds: '1', ...dialog }), true, value);
  return definition.defaults[field]!.validate!.advice(nodeOf(type, definition), value);
}
