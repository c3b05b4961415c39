import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { zip } from './zip.js';

/** The root of this package, as people install it and in a checkout. */
const root = join(__dirname, '../..');
const firmware = join(root, 'firmware');
const sketches = ['esp8266-ws-echo', 'esp8266-ws-picture', 'esp8266-ws-telemetry'];
/** What belongs to a sketch. `arduino_secrets.h` in a checkout holds somebody's password. */
const isOfSketch = (name: string) => /\.(example|h|ini|ino|yaml)$/.test(name) && name !== 'arduino_secrets.h';
/** A link of the firmware's README to another file of this package. */
const link = /\[([^\]]*)\]\((?!https?:)([^)]*)\)/g;

/** The files that the editor can get, by their names in the request: nothing else is ever read. */
const files = new Map<string, () => Promise<Buffer | string>>([
  ...sketches.map((name) => [`${name}.zip`, () => zipOf(name)] as const),
  ['protocol.md', () => readFile(join(root, 'PROTOCOL.md'), 'utf8')],
  [
    'sketches.md',
    async () => (await readSteps()).replace(link, (_, text, path) => `[${text}](${routeTo(path)})`),
  ],
]);

/** Hands out the sketches, ready for the Arduino IDE, and what is to be read about them: from the disk, without the internet. */
export function serveSketches(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/esp8266-ws/files/:name',
    RED.auth.needsPermission('esp8266-ws.read'),
    ({ params }, answer, next) => {
      const name = String(params.name);
      const read = files.get(name);
      if (read === undefined) answer.sendStatus(404);
      else if (name.endsWith('.zip')) read().then((content) => answer.attachment(name).send(content), next);
      // A browser shows plain text where a link is opened without the editor, but would save Markdown.
      else read().then((content) => answer.type('text/plain').send(content), next);
    },
  );
}

/** One folder, named as the Arduino IDE wants it, with the steps beside the sketch. */
async function zipOf(sketch: string): Promise<Buffer> {
  const names = (await readdir(join(firmware, sketch))).filter(isOfSketch);
  const contents = names.map(async (name) => [name, await readFile(join(firmware, sketch, name))] as const);
  const texts = new Map([
    ...(await Promise.all(contents)),
    // Most of what it links to is not in this folder.
    ['README.md', Buffer.from((await readSteps()).replace(link, '$1'))],
    ['PROTOCOL.md', await readFile(join(root, 'PROTOCOL.md'))],
  ]);
  return zip(new Map([...texts].map(([name, content]) => [`${sketch}/${name}`, content])));
}

function readSteps(): Promise<string> {
  return readFile(join(firmware, 'README.md'), 'utf8');
}

/** Where the editor gets the file that a link of the README leads to, from its own address. */
function routeTo(path: string): string {
  return `esp8266-ws/files/${basename(path)
    .toLowerCase()
    .replace(/\.ino$/, '.zip')}`;
}
