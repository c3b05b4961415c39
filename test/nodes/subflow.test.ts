import { deepEqual } from 'node:assert/strict';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { shortTimes } from '../support/settings.js';

/** What each instance of the subflow has as `BOARD`: one board, another one, and two by name. */
const instances = ['one', 'two', 'both'] as const;

describe('A config node in a subflow', () => {
  let nodeRed: NodeRed;
  let boards: VirtualBoard[];

  before(async () => {
    boards = [1, 2, 3, 4].map(() => new VirtualBoard({ sketch: 'telemetry', port: 0 }));
    for (const board of boards) await board.listen();
    nodeRed = await NodeRed.start();
  });
  after(async () => {
    await nodeRed.stop();
    await Promise.all(boards.map((board) => board.close()));
  });

  const subflow = {
    id: 'sub',
    type: 'subflow',
    name: 'Board',
    in: [],
    out: [{ x: 0, y: 0, wires: [{ id: 'in', port: 0 }] }],
    env: [{ name: 'BOARD', type: 'str', value: '' }],
  };
  const config = {
    id: 'config',
    z: 'sub',
    type: 'esp8266-ws-config',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what the editor saves
    host: '${BOARD}',
    port: 81,
    ...shortTimes,
  };
  const inNode = { id: 'in', z: 'sub', x: 0, y: 0, type: 'esp8266-ws-in', board: 'config', wires: [[]] };
  const instance = (id: string, value: string): Item[] => [
    {
      id,
      type: 'subflow:sub',
      z: 'tab',
      x: 0,
      y: 0,
      env: [{ name: 'BOARD', type: 'str', value }],
      wires: [[`heard-${id}`]],
    },
    { id: `heard-${id}`, z: 'tab', x: 0, y: 0, type: 'debug', complete: 'board', active: true, wires: [] },
  ];

  it('is for the boards that BOARD names, in each of three instances', async () => {
    const [one, two, a, b] = boards.map(({ port }) => `127.0.0.1:${port}`);
    const values = { one: one!, two: `shed=${two}`, both: `a=${a}, b=${b}` };
    const flow = [subflow, config, inNode, ...instances.flatMap((id) => instance(id, values[id]))];
    await nodeRed.deploy([{ id: 'tab', type: 'tab' }, ...flow]);
    const heard = (id: string) =>
      [...new Set(nodeRed.debugs.filter((debug) => debug.id === `heard-${id}`).map(({ msg }) => msg))].sort();
    await nodeRed.until(() => heard('one').length > 0 && heard('two').length > 0 && heard('both').length > 1);
    deepEqual(instances.map(heard), [[one], ['shed'], ['a', 'b']]);
    deepEqual(
      boards.map(({ slotsInUse }) => slotsInUse),
      [1, 1, 1, 1],
    );
  });
});
