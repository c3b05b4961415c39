import { deepEqual, equal } from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '../support/free-port.js';
import { type Item, NodeRed } from '../support/node-red.js';

const topics = [
  { topic: 'temperature', type: 'number', unit: '°C', settable: false, event: false },
  { topic: 'led', type: 'boolean', settable: true, event: false },
];

describe('A flow that was made for one of two boards, in a Node-RED', () => {
  let nodeRed: NodeRed;
  let flow: Item[];

  before(async () => {
    const file = path.join(__dirname, '../../../resources/board-flow.mjs');
    const { boardFlow } = await import(pathToFileURL(file).href);
    let count = 0;
    const board = { name: 'kitchen', config: 'config', isOneOfSeveral: true, topics };
    const made: Item[] = boardFlow(board, { say: (key: string) => key }, () => `id${++count}`);
    flow = made.map((item) => ({ ...item, z: 'tab' }));
    const ports = [await freePort(), await freePort()];
    nodeRed = await NodeRed.start();
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'House' },
      {
        id: 'config',
        type: 'esp8266-ws-config',
        host: `kitchen=127.0.0.1:${ports[0]}, cellar=127.0.0.1:${ports[1]}`,
        port: 81,
      },
      ...['kitchen', 'cellar'].flatMap((name, at) => virtualBoard(name, ports[at]!)),
      ...flow,
    ]);
  });
  after(() => nodeRed?.stop());

  const idOf = (type: string, name: string) =>
    flow.find((item) => item.type === type && item.name === name)?.id ?? '';

  it('hears this one', async () => {
    await nodeRed.debug(idOf('debug', 'temperature'), (value) => typeof value === 'number');
    await nodeRed.debug(idOf('debug', 'connection'), (state) => state === 'ready');
  });

  it('sets the LED of this one, and tells the end', async () => {
    await nodeRed.inject(idOf('inject', 'led true'));
    await nodeRed.debug(idOf('debug', 'complete'), (payload) => payload === true);
    await nodeRed.debug(idOf('debug', 'led'), (payload) => payload === true);
    await nodeRed.debug('kitchen serial', (line) => String(line).includes('LED on'));
    equal(
      nodeRed.debugs.some(({ id, msg }) => id === 'cellar serial' && String(msg).includes('LED on')),
      false,
    );
    deepEqual(nodeRed.complaints(), []);
  });
});

/** With a debug node for its Serial output. */
function virtualBoard(name: string, port: number): Item[] {
  const serial = `${name} serial`;
  const place = { z: 'tab', x: 0, y: 0 };
  const board = { sketch: 'telemetry', port, host: '127.0.0.1', wires: [[serial]] };
  return [
    { ...place, id: name, type: 'esp8266-ws-virtual-board', ...board },
    { ...place, id: serial, type: 'debug', active: true, tosidebar: true, complete: 'payload', wires: [] },
  ];
}
