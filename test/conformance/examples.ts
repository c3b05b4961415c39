import { deepEqual } from 'node:assert/strict';
import type { SketchName } from '../../src/virtual-board/sketches/index.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { onFreePorts, readExample, withoutPage } from '../support/examples.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { newSketchUnderTest, useCompiledSketches } from './sketch-under-test.js';

/** Shows what reaches a node that has this id among its wires. */
const heard = {
  id: 'heard',
  type: 'debug',
  active: true,
  tosidebar: true,
  complete: 'payload',
  targetType: 'msg',
};

/** Part of conformance.heavy.ts: a process compiles the sketches for itself, and that takes longer than all of these tests. */
describe('An example with a compiled sketch as its board', () => {
  let board: VirtualBoard | undefined;
  let nodeRed: NodeRed;
  let serial: string[];

  useCompiledSketches();

  before(async function () {
    this.timeout(120_000);
    nodeRed = await NodeRed.start();
  });

  after(() => nodeRed?.stop());

  afterEach(() => board?.close());

  /** Deploys an example without its virtual board; a real one's sketch listens in its place. */
  async function deploy(example: string, change: (flow: Item[]) => Item[] = (flow) => flow): Promise<Item[]> {
    const flow = await onFreePorts(change(readExample(example)));
    const { announce, port, sketch: name } = flow.find(({ type }) => type === 'esp8266-ws-virtual-board')!;
    const { sketch } = await newSketchUnderTest('the compiled .ino', name as SketchName);
    board = new VirtualBoard({
      port: Number(port),
      sketch,
      ...(announce ? { announce: String(announce) } : {}),
    });
    serial = [];
    board.on('serial', (line) => serial.push(line));
    await board.listen();
    await nodeRed.deploy(flow.filter(({ type }) => type !== 'esp8266-ws-virtual-board'));
    return flow;
  }

  const idIn = (flow: Item[], type: string, name: string) =>
    flow.find((item) => item.type === type && item.name === name)!.id;

  const saidOf = (topic: string) =>
    nodeRed.debugs.filter((debug) => debug.topic === topic).map(({ msg }) => msg);

  it('Echo: what is injected is answered', async () => {
    const flow = await deploy('Echo');
    await nodeRed.status(flow.find(({ type }) => type === 'esp8266-ws-out')!.id, 'ready');
    await nodeRed.inject(idIn(flow, 'inject', 'Hello from Client!'));
    const answer = idIn(flow, 'debug', 'What the board says');
    await nodeRed.debug(answer, (msg) => msg === 'Message received');
    deepEqual(serial.slice(-2), [
      'Client 0 connected from 127.0.0.1',
      'Message from client 0: Hello from Client!',
    ]);
    deepEqual(nodeRed.complaints(), []);
  });

  it('Binary - a picture from the board: a picture reaches the page', async () => {
    const flow = await deploy('Binary - a picture from the board', withoutPage);
    await nodeRed.status(flow.find(({ type }) => type === 'esp8266-ws-out')!.id, 'ready');
    await nodeRed.inject(idIn(flow, 'inject', 'Take a picture'));
    await nodeRed.debug(
      idIn(flow, 'debug', 'Picture'),
      (shown) => (shown as { bytes: number }).bytes === 9_270,
    );
    deepEqual(serial.slice(-1), ['Picture for client 0: 9270 bytes']);
  });

  it('Telemetry dashboard: values arrive, and the LED is set and reported, also after the board was reset', async () => {
    const flow = await deploy('Telemetry dashboard', (items) => [
      ...items.map(tapped),
      heard,
      ...switches(items),
    ]);
    await nodeRed.status(idIn(flow, 'ui-switch', 'LED'), 'off');
    await nodeRed.inject('on');
    await nodeRed.status(idIn(flow, 'ui-switch', 'LED'), 'on');
    for (const topic of ['temperature', 'humidity', 'light', 'uptime', 'rssi']) {
      await nodeRed.until(() => saidOf(topic).length > 0);
    }
    deepEqual(saidOf('temperature')[0], 21.4);
    deepEqual(saidOf('humidity')[0], 45);
    deepEqual(saidOf('light')[0], 512);
    deepEqual(saidOf('rssi')[0], -61);
    await nodeRed.until(() => saidOf('led').length === 2);
    deepEqual(saidOf('led'), [false, true]);

    board!.reset();
    await nodeRed.status(idIn(flow, 'ui-switch', 'LED'), 'off');
    await nodeRed.inject('on');
    await nodeRed.status(idIn(flow, 'ui-switch', 'LED'), 'on');
    deepEqual(
      serial.filter((line) => line.startsWith('LED')),
      ['LED on', 'LED on'],
    );
  });
});

/** The in node of all topics is wired to the debug node as well. */
function tapped(item: Item): Item {
  if (item.type !== 'esp8266-ws-in' || item.topic !== '+') return item;
  const [first, ...others] = item.wires as string[][];
  return { ...item, wires: [[...first!, heard.id], ...others] };
}

/** What a finger on the switch would do, as an inject node. */
function switches(flow: Item[]): Item[] {
  const { id, z } = flow.find(({ type }) => type === 'esp8266-ws-out')!;
  return [{ id: 'on', type: 'inject', z, props: [{ p: 'payload', v: 'true', vt: 'bool' }], wires: [[id]] }];
}
