import { deepEqual, equal, ok } from 'node:assert/strict';
import { defaults } from '../src/settings.js';
import { exampleNames, onFreePorts, readExample } from './support/examples.js';
import { NodeRed } from './support/node-red.js';

const all = exampleNames.flatMap(readExample);

/** The node of an example that people see under this name. */
function idOf(example: string, name: string): string {
  const found = readExample(example).filter(
    (item) => [item.name, item.label].includes(name) && 'wires' in item,
  );
  equal(found.length, 1, `${example} has one node "${name}"`);
  return found[0]!.id;
}

const idsOf = (example: string, type: string) =>
  readExample(example)
    .filter((item) => item.type === type)
    .map(({ id }) => id);

describe('The examples', () => {
  it('have ids and ports of their own, so that all can be imported into one Node-RED', () => {
    const ids = all.map(({ id }) => id);
    deepEqual(
      ids.filter((id, at) => ids.indexOf(id) !== at || !/^[0-9a-f]{16}$/.test(id)),
      [],
    );
    const virtual = all.filter(({ type }) => type === 'esp8266-ws-virtual-board');
    equal(new Set(virtual.map(({ port }) => port)).size, exampleNames.length);
  });

  for (const name of exampleNames) {
    it(`name one host for a reader to change: ${name}`, () => {
      const [config, ...others] = readExample(name).filter(({ type }) => type === 'esp8266-ws-config');
      const [virtual] = readExample(name).filter(({ type }) => type === 'esp8266-ws-virtual-board');
      deepEqual(others, []);
      // What is missing here, the dialog of an imported board would show as empty or off.
      deepEqual(
        Object.keys(defaults).filter((field) => !(field in config!)),
        [],
      );
      equal(config?.host, `127.0.0.1:${virtual?.port}`);
      ok(
        readExample(name).some(
          (item) => item.type === 'comment' && String(item.name).includes(String(config?.host)),
        ),
      );
    });
  }
});

describe('An example in a real Node-RED', () => {
  let nodeRed: NodeRed;

  before(async function () {
    this.timeout(30_000);
    nodeRed = await NodeRed.start();
  });

  after(() => nodeRed.stop());

  beforeEach(() => {
    nodeRed.debugs.length = 0;
    nodeRed.log.length = 0;
  });

  /** What nodes complained about. */
  const complaints = () => nodeRed.log.filter((line) => /\[(warn|error)\] \[/.test(line));

  const allReady = async (example: string) => {
    for (const id of [...idsOf(example, 'esp8266-ws-in'), ...idsOf(example, 'esp8266-ws-out')]) {
      await nodeRed.status(id, 'ready');
    }
  };

  async function useEcho(): Promise<void> {
    await allReady('Echo');
    await nodeRed.inject(idOf('Echo', 'Hello from Client!'));
    equal(await nodeRed.debug(idOf('Echo', 'What the board says')), 'Message received');
    const serial = idOf('Echo', 'Its Serial output');
    await nodeRed.debug(serial, (line) => line === 'Message from client 0: Hello from Client!');
  }

  async function useDeliveryReport(): Promise<void> {
    const press = (button: string) => nodeRed.inject(idOf('Delivery report', button));
    const tally = (text: string) => nodeRed.status(idOf('Delivery report', 'Tally'), text);
    const report = (text: string) =>
      nodeRed.debug(idOf('Delivery report', 'Report'), (line) => String(line).startsWith(text));
    const out = idsOf('Delivery report', 'esp8266-ws-out')[0]!;

    await nodeRed.status(out, 'ready');
    await press('Send one');
    await report('confirmed: "Hello"');
    await press('Send nothing');
    await report('not taken: "" (ERR_BAD_PAYLOAD: ');
    await press('Freeze its loop()');
    await press('Send five');
    await report('unknown: "five" (ERR_UNCONFIRMED: ');
    await tally('1 confirmed, 1 not taken, 5 unknown');

    await press('Thaw it');
    await press('Stop the board');
    await nodeRed.until(() => nodeRed.statuses.get(out)?.text !== 'ready');
    await press('Send one');
    await report('not taken: "Hello" (ERR_OFFLINE: ');
    await press('Start the board');
    await nodeRed.status(out, 'ready');
    await press('Send one');
    await tally('2 confirmed, 2 not taken, 5 unknown');
  }

  it('Echo: what is injected is answered', async () => {
    await nodeRed.deploy(await onFreePorts(readExample('Echo')));
    await useEcho();
    deepEqual(complaints(), []);
  });

  it('Delivery report: tells confirmed, not taken and unknown apart', async function () {
    this.timeout(20_000); // 3 s for the board to confirm, 5 s of peace for a board that closed
    await nodeRed.deploy(await onFreePorts(readExample('Delivery report')));
    await useDeliveryReport();
  });

  it('Send Message page: what is sent reaches the board', async () => {
    const flow = readExample('Send Message page');
    const button = flow.find(({ type }) => type === 'ui-button')!;
    const props = [{ p: 'payload', v: button.payload, vt: 'str' }];
    await nodeRed.deploy(await onFreePorts([...flow, { ...button, id: 'inject', type: 'inject', props }]));
    await allReady('Send Message page');
    await nodeRed.inject('inject');
    const serial = idOf('Send Message page', 'Its Serial output');
    await nodeRed.debug(serial, (line) => line === 'Message from client 0: Hello from Client!');
    deepEqual(complaints(), []);
  });

  it('Telemetry dashboard: the switch has the state that the board reported', async () => {
    await nodeRed.deploy(await onFreePorts(readExample('Telemetry dashboard')));
    await allReady('Telemetry dashboard');
    await nodeRed.status(idOf('Telemetry dashboard', 'LED'), 'off');
    deepEqual(complaints(), []);
  });

  it('runs beside all the others', async () => {
    await nodeRed.deploy(await onFreePorts(all));
    for (const name of exampleNames) await allReady(name);
    await useEcho();
    deepEqual(complaints(), []);
  });
});
