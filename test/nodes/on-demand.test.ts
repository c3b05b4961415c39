import { deepEqual, equal, ok } from 'node:assert/strict';
import { freePort } from '../support/free-port.js';
import { SpiedNodeRed } from '../support/module-spy.js';
import type { NodeRed } from '../support/node-red.js';

describe('A Node-RED in which nobody uses a board', () => {
  let spied: SpiedNodeRed;
  let nodeRed: NodeRed;

  before(async () => {
    spied = await SpiedNodeRed.start(/dist.src.(board|fleet|link(?!.token)|virtual-board)/);
    ({ nodeRed } = spied);
  });

  after(() => spied?.stop());

  const isOfLink = (line: string) => /dist.src.link/.test(line);

  it('has loaded nothing of what connects to boards, or stands for them', () => {
    deepEqual(spied.loaded, []);
  });

  it('loads what a virtual board is made of with the first one, and no connection', async () => {
    const port = await freePort();
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'Boards' },
      { id: 'virtual', z: 'tab', x: 0, y: 0, type: 'esp8266-ws-virtual-board', sketch: 'echo', port },
    ]);
    await nodeRed.status('virtual', 'slots used 0 of 5');
    ok(spied.loaded.some((line) => line.includes('virtual-board')));
    deepEqual(spied.loaded.filter(isOfLink), []);
  });

  it('answers the first question of the tab, and of a dialog', async () => {
    for (const path of ['overview', 'found']) {
      const answer = await fetch(`${nodeRed.url}/esp8266-ws/${path}`);
      equal(answer.status, 200);
      deepEqual((await answer.json()).boards, []);
    }
    ok(spied.loaded.some(isOfLink));
  });
});
