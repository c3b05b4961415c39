import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { NodeRed } from '../support/node-red.js';

/** Prints the path of each of our modules when it is loaded. */
const spy = `const { Module } = require('node:module');
const { _load, _resolveFilename } = Module;
Module._load = function (name, from, ...others) {
  const path = name.startsWith('.') && /dist.(nodes|plugins|src)/.test(from?.filename) ? _resolveFilename.call(this, name, from) : '';
  if (/dist.src.(board|fleet|link(?!.token)|virtual-board)/.test(path)) console.log('loaded ' + path);
  return _load.call(this, name, from, ...others);
};`;

describe('A Node-RED in which nobody uses a board', () => {
  let folder: string;
  let nodeRed: NodeRed;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'esp8266-ws-spy-'));
    const file = join(folder, 'spy.cjs');
    await writeFile(file, spy);
    nodeRed = await NodeRed.start(undefined, { shell: `export NODE_OPTIONS='--require ${file}'` });
  });

  after(async () => {
    await nodeRed?.stop();
    await rm(folder, { recursive: true });
  });

  const loaded = () => nodeRed.log.filter((line) => line.startsWith('loaded '));
  const isOfLink = (line: string) => /dist.src.link/.test(line);

  it('has loaded nothing of what connects to boards, or stands for them', () => {
    deepEqual(loaded(), []);
  });

  it('loads what a virtual board is made of with the first one, and no connection', async () => {
    const port = await freePort();
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'Boards' },
      { id: 'virtual', z: 'tab', x: 0, y: 0, type: 'esp8266-ws-virtual-board', sketch: 'echo', port },
    ]);
    await nodeRed.status('virtual', 'slots used 0 of 5');
    ok(loaded().some((line) => line.includes('virtual-board')));
    deepEqual(loaded().filter(isOfLink), []);
  });

  it('answers the first question of the tab, and of a dialog', async () => {
    for (const path of ['overview', 'found']) {
      const answer = await fetch(`${nodeRed.url}/esp8266-ws/${path}`);
      equal(answer.status, 200);
      deepEqual((await answer.json()).boards, []);
    }
    ok(loaded().some(isOfLink));
  });
});
