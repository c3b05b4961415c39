import { deepEqual, equal, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { matches } from '../../src/fleet/glob.js';
import { defaults } from '../../src/settings/board-settings.js';
import { deliveryDefaults } from '../../src/settings/delivery-settings.js';
import { readHosts } from '../../src/settings/hosts.js';
import { requestDefaults } from '../../src/settings/request-settings.js';
import { exampleNames, readExample } from '../support/examples.js';
import type { Item } from '../support/node-red.js';

const all = exampleNames.flatMap(readExample);

const ofType = (flow: readonly Item[], type: string) => flow.filter((item) => item.type === type);

/** What is missing in a saved node, its dialog would show as empty or off. */
function missingIn(item: Item, fields: object): string[] {
  return Object.keys(fields).filter((field) => !(field in item));
}

describe('The examples', () => {
  it('have ids and ports of their own, so that all can be imported into one Node-RED', () => {
    const ids = all.map(({ id }) => id);
    deepEqual(
      ids.filter((id, at) => ids.indexOf(id) !== at || !/^[0-9a-f]{16}$/.test(id)),
      [],
    );
    const ports = ofType(all, 'esp8266-ws-virtual-board').map(({ port }) => Number(port));
    deepEqual(
      ports.filter((port, at) => ports.indexOf(port) !== at || port < 8171 || port > 8199),
      [],
    );
  });

  it('have pages of their own, and the same dashboard and look around them', () => {
    const paths = ofType(all, 'ui-page').map(({ path }) => path);
    equal(new Set(paths).size, paths.length);
    for (const type of ['ui-base', 'ui-theme']) {
      const looks = ofType(all, type).map(({ id: _, ...look }) => JSON.stringify(look));
      equal(new Set(looks).size, 1, type);
    }
  });

  for (const name of exampleNames) {
    const flow = readExample(name);
    const comments = ofType(flow, 'comment');

    it(`say what they show and which host a reader has to change: ${name}`, () => {
      const fields = ofType(flow, 'esp8266-ws-config').map(({ host }) => String(host));
      const hosts = fields.flatMap((field) => field.split(/, |\n/).map((entry) => entry.replace(/^.*=/, '')));
      const patterns = hosts.flatMap((host) => readHosts(host, 81).patterns);
      const virtual = ofType(flow, 'esp8266-ws-virtual-board').filter(
        ({ announce }) => !patterns.some((pattern) => matches(pattern, String(announce))),
      );
      ok(virtual.length < ofType(flow, 'esp8266-ws-virtual-board').length || patterns.length === 0);
      deepEqual(
        hosts.filter((host) => !patterns.includes(host)),
        virtual.map(({ announce, port }) => (announce ? `${announce}.local:${port}` : `127.0.0.1:${port}`)),
      );
      for (const host of hosts) ok(comments.some((item) => String(item.name).includes(host)));
      ok(String(comments[0]?.name).startsWith(`${name}: `));
      ok(comments.every(({ info }) => info !== ''));
    });

    it(`lead to a sketch for the board, and to what there is to read about it: ${name}`, () => {
      const infos = comments.map(({ info }) => info).join();
      const files = [...infos.matchAll(/\]\(esp8266-ws\/files\/([^)]+)\)/g)].map(([, file = '']) => file);
      deepEqual(files.slice(1), ['sketches.md', 'protocol.md']);
      const sketch = String(files[0]).replace('.zip', '');
      ok(existsSync(join(__dirname, '../../../firmware', sketch, `${sketch}.ino`)), sketch);
    });

    // Without headers the list is as empty as with none.
    const { headers: _headers, ...fields } = defaults;
    it(`leave no field of a board's, an out or a request node's dialog empty: ${name}`, () => {
      for (const item of ofType(flow, 'esp8266-ws-config')) deepEqual(missingIn(item, fields), []);
      for (const item of ofType(flow, 'esp8266-ws-out'))
        deepEqual(missingIn(item, { ...deliveryDefaults, ...requestDefaults }), []);
      for (const item of ofType(flow, 'esp8266-ws-request'))
        deepEqual(missingIn(item, { ask: 'payload', ...requestDefaults }), []);
    });

    it(`offer to install the dashboard if they need it, and only then: ${name}`, () => {
      const needsIt = flow.some(({ type }) => type.startsWith('ui-'));
      const modules = ofType(flow, 'global-config').map(({ modules }) => Object.keys(modules as object));
      deepEqual(modules, needsIt ? [['@flowfuse/node-red-dashboard']] : []);
    });
  }
});
