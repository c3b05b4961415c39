import { deepEqual, equal } from 'node:assert/strict';
import { idOf, idsOf, onFreePorts, readExample } from '../support/examples.js';
import { freePort } from '../support/free-port.js';
import { Mosquitto } from '../support/mosquitto.js';
import { Subscriber } from '../support/mqtt-client.js';
import { type Item, NodeRed } from '../support/node-red.js';

const name = 'Bridge to MQTT';
const out = idsOf(name, 'esp8266-ws-out')[0]!;

describe(`${name}, with a Mosquitto`, function () {
  // Node-RED looks for a lost broker every five seconds.
  this.timeout(120_000);

  let port: number;
  let mosquitto: Mosquitto | undefined;
  let nodeRed: NodeRed;
  let flow: Item[];
  let client: Subscriber;

  before(async function () {
    port = await freePort();
    mosquitto = await Mosquitto.start(port);
    if (mosquitto === undefined) {
      console.log('      skipped: there is no mosquitto on this computer');
      this.skip();
    }
    flow = (await onFreePorts(readExample(name))).map((item) =>
      item.type === 'mqtt-broker' ? { ...item, port: String(port) } : item,
    );
    await startNodeRed();
    client = await Subscriber.connect(port, 'esp8266/#');
  });

  after(async () => {
    client?.close();
    await nodeRed?.stop();
    await mosquitto?.stop();
  });

  async function startNodeRed(): Promise<void> {
    nodeRed = await NodeRed.start();
    await nodeRed.deploy(flow);
    await nodeRed.status(out, 'ready');
  }

  /** What a client that comes now finds at the broker. */
  async function retained(...topics: string[]): Promise<Record<string, string>> {
    const late = await Subscriber.connect(port, 'esp8266/#');
    for (const topic of topics) await late.until(topic, () => true);
    late.close();
    const found = topics.map((topic) => late.all.find((publication) => publication.topic === topic)!);
    deepEqual(
      found.map((publication) => publication.retained),
      topics.map(() => true),
    );
    return Object.fromEntries(found.map(({ payload, topic }) => [topic, payload]));
  }

  it('keeps values and state of the board, and its own, for whoever comes later', async () => {
    await client.until('esp8266/workshop/temperature', () => true);
    await client.until('esp8266/workshop/$state', (payload) => payload === 'ready');
    const topics = ['esp8266/workshop/led', 'esp8266/workshop/$state', 'esp8266/$bridge'];
    deepEqual(await retained(...topics), {
      'esp8266/workshop/led': 'false',
      'esp8266/workshop/$state': 'ready',
      'esp8266/$bridge': 'ready',
    });
  });

  it('carries a command to the board, and its effect back', async () => {
    client.publish('esp8266/workshop/led/set', 'true');
    await client.until('esp8266/workshop/led', (payload) => payload === 'true');
    const serial = idOf(name, 'Its Serial output');
    await nodeRed.debug(serial, (line) => line === 'LED on');
  });

  it('does not hand a command for another board to its only one', async () => {
    client.publish('esp8266/attic/led/set', 'false');
    const unknown = idOf(name, 'Command for an unknown board');
    await nodeRed.debug(unknown, (msg) => (msg as { board?: string }).board === 'attic');
    equal(client.all.findLast(({ topic }) => topic === 'esp8266/workshop/led')?.payload, 'true');
  });

  it('gives a broker that restarts, and keeps nothing, all values again', async () => {
    await mosquitto?.stop();
    mosquitto = await Mosquitto.start(port);
    client = await Subscriber.connect(port, 'esp8266/#');
    for (const topic of ['workshop/led', 'workshop/$hello', 'workshop/temperature', 'workshop/$state'])
      await client.until(`esp8266/${topic}`, () => true);
    await client.until('esp8266/$bridge', (payload) => payload === 'ready');
    client.publish('esp8266/workshop/led/set', 'false');
    await client.until('esp8266/workshop/led', (payload) => payload === 'false');
  });

  it('does not carry a command that is retained', async () => {
    client.publish('esp8266/workshop/led/set', 'true', true);
    // What is retained arrives so only with a subscription that comes after it.
    await nodeRed.deploy(flow);
    await nodeRed.until(() => nodeRed.log.some((line) => line.includes('led/set is retained')));
    client.publish('esp8266/workshop/led/set', '', true);
  });

  it('says why a command did not reach the board, and that the board is lost', async () => {
    await nodeRed.inject(idOf(name, 'Stop the board'));
    await client.until('esp8266/workshop/$state', (payload) => payload === 'lost');
    client.publish('esp8266/workshop/led/set', 'true');
    await client.until('esp8266/workshop/$error', (payload) => payload.startsWith('ERR_OFFLINE'));
    await nodeRed.inject(idOf(name, 'Start the board'));
    await client.until('esp8266/workshop/$state', (payload) => payload === 'ready');
  });

  it('leaves the last values at the broker when Node-RED restarts, and says that it is away', async () => {
    await nodeRed.stop();
    await client.until('esp8266/$bridge', (payload) => payload === 'disconnected');
    const left = await retained('esp8266/workshop/led', 'esp8266/workshop/temperature');
    equal(left['esp8266/workshop/led'], 'false');
    await startNodeRed();
    await client.until('esp8266/$bridge', (payload) => payload === 'ready');
  });

  it('is called lost by its last will when Node-RED ends without a word', async () => {
    await nodeRed.stop('SIGKILL');
    await client.until('esp8266/$bridge', (payload) => payload === 'lost');
    await startNodeRed();
    await client.until('esp8266/$bridge', (payload) => payload === 'ready');
  });
});

describe(`${name}, without a broker`, function () {
  this.timeout(120_000);

  it('says so', async () => {
    const port = String(await freePort());
    const flow = (await onFreePorts(readExample(name))).map((item) =>
      item.type === 'mqtt-broker' ? { ...item, port } : item,
    );
    const nodeRed = await NodeRed.start();
    await nodeRed.deploy(flow);
    await nodeRed.status(idOf(name, 'To MQTT'), 'no broker');
    await nodeRed.stop();
  });
});
