import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { ArduinoServer, Sketch, WStype } from '../../src/virtual-board/sketch.js';
import { chipIdDigits } from '../../src/virtual-board/sketch.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { idOf, readExample } from '../support/examples.js';
import { freePort } from '../support/free-port.js';
import { Mosquitto } from '../support/mosquitto.js';
import { Subscriber } from '../support/mqtt-client.js';
import { type Item, NodeRed } from '../support/node-red.js';

const name = 'Bridge to MQTT';

/** As much of a config of Home Assistant's MQTT discovery as these tests read. */
interface Config {
  readonly availability: readonly { readonly topic: string }[];
  readonly command_topic?: string;
  readonly name: string;
  readonly payload_on?: string;
  readonly state_topic: string;
  readonly unique_id: string;
}

/** A topic as Home Assistant reads it. */
const configTopic = /^homeassistant\/[a-z_]+\/[a-zA-Z0-9_-]+\/[a-zA-Z0-9_-]+\/config$/;

describe(`${name}, with several boards and Home Assistant`, () => {
  let port: number;
  let mosquitto: Mosquitto | undefined;
  let nodeRed: NodeRed;
  let client: Subscriber;
  const boards = {} as Record<'kitchen' | 'attic' | 'later' | 'odd', VirtualBoard>;

  before(async function () {
    port = await freePort();
    mosquitto = await Mosquitto.start(port);
    if (mosquitto === undefined) {
      console.log('      skipped: there is no mosquitto on this computer');
      this.skip();
    }
    boards.kitchen = new VirtualBoard({ sketch: 'telemetry', port: await freePort() });
    boards.attic = new VirtualBoard({ sketch: 'telemetry', port: await freePort() });
    boards.later = new VirtualBoard({ sketch: 'telemetry', port: await freePort() });
    boards.odd = new VirtualBoard({ sketch: new OddSketch(), port: await freePort() });
    await Promise.all([boards.kitchen, boards.attic, boards.odd].map((board) => board.listen()));
    client = await Subscriber.connect(port, '#');
    nodeRed = await NodeRed.start();
    await nodeRed.deploy(flow());
  });

  after(async () => {
    client?.close();
    await nodeRed?.stop();
    await Promise.all(Object.values(boards).map((board) => board.close()));
    await mosquitto?.stop();
  });

  /** The example, with these boards in place of its virtual one. */
  function flow(): Item[] {
    const { attic, kitchen, later, odd } = boards;
    const at = (board: VirtualBoard) => `127.0.0.1:${board.port}`;
    const host = `kitchen=${at(kitchen)}\nnorth/attic #2=${at(attic)}\nlater=${at(later)}\nodd=${at(odd)}`;
    return readExample(name)
      .filter(({ type }) => type !== 'esp8266-ws-virtual-board')
      .map((item) => {
        if (item.type === 'mqtt-broker') return { ...item, port: String(port) };
        return item.type === 'esp8266-ws-config' ? { ...item, host, maxDelaySeconds: 1 } : item;
      });
  }

  const deviceOf = (board: VirtualBoard) => `esp8266-${chipIdDigits(board.chipId)}`;

  /** What is published for a topic of a board, once it is there. */
  async function configOf(board: VirtualBoard, component: string, topic: string): Promise<Config> {
    const at = `homeassistant/${component}/${deviceOf(board)}/${topic}/config`;
    await client.until(at, () => true);
    return JSON.parse(client.all.findLast((publication) => publication.topic === at)!.payload);
  }

  /** What a client that comes now finds, up to what is published for it. */
  async function retained(): Promise<ReadonlyMap<string, string>> {
    const late = await Subscriber.connect(port, '#');
    late.publish('end', '');
    await late.until('end', () => true);
    late.close();
    return new Map(
      late.all.flatMap(({ payload, topic, retained }) => (retained ? [[topic, payload] as const] : [])),
    );
  }

  it('says of a reading what Home Assistant needs to show it', async () => {
    const device = deviceOf(boards.kitchen);
    deepEqual(await configOf(boards.kitchen, 'sensor', 'temperature'), {
      name: 'temperature',
      unique_id: `${device}_temperature`,
      state_topic: 'esp8266/kitchen/temperature',
      device_class: 'temperature',
      state_class: 'measurement',
      unit_of_measurement: '°C',
      value_template: "{{ 'None' if value == 'null' else value[:255] }}",
      availability: [
        { topic: 'esp8266/kitchen/$availability' },
        { topic: 'esp8266/$bridge', value_template: "{{ 'online' if value == 'ready' else 'offline' }}" },
      ],
      availability_mode: 'all',
      device: { identifiers: [device], name: 'kitchen', model: 'telemetry', sw_version: '1.0.0' },
      origin: { name: 'node-red-contrib-esp8266-ws' },
    });
  });

  it('gives each topic the component that fits its type', async () => {
    const { kitchen, odd } = boards;
    for (const topic of ['humidity', 'light', 'uptime', 'freeHeap', 'rssi'])
      await configOf(kitchen, 'sensor', topic);
    await configOf(kitchen, 'switch', 'led');
    await configOf(kitchen, 'event', 'button');
    await configOf(odd, 'binary_sensor', 'door');
    await configOf(odd, 'number', 'fan_2f_speed');
    await configOf(odd, 'text', 'display');
    await configOf(odd, 'sensor', 'untyped');
  });

  it('keeps all of it for whoever comes later: valid JSON, with ids and topics that are allowed', async () => {
    for (const topic of ['kitchen', 'north%2Fattic %232', 'odd'])
      await client.until(`esp8266/${topic}/$availability`, (payload) => payload === 'online');
    await configOf(boards.odd, 'sensor', 'last');
    await configOf(boards.attic, 'event', 'button');
    const found = await retained();
    const configs = [...found].filter(([topic]) => topic.startsWith('homeassistant/'));
    equal(configs.length, 2 * 8 + OddSketch.topics.length);
    const ids = new Set<string>();
    for (const [topic, payload] of configs) {
      match(topic, configTopic);
      const { availability, command_topic = '', state_topic, unique_id } = JSON.parse(payload) as Config;
      for (const each of [state_topic, command_topic]) ok(!/[+#\p{C}]/u.test(each), each);
      ok(found.has(availability[0]!.topic), availability[0]!.topic);
      ids.add(unique_id);
    }
    equal(ids.size, configs.length);
  });

  it('never takes what a board says into a template', async () => {
    for (const [topic, payload] of await retained())
      if (topic.startsWith('homeassistant/'))
        for (const [key, value] of Object.entries(JSON.parse(payload)))
          if (key.endsWith('_template')) ok(!String(value).includes('7*7'), `${topic}: ${value}`);
  });

  it('publishes the values of odd topics where it says, and loses no other board by them', async () => {
    const found = await retained();
    const odd = [...found].filter(([topic]) => topic.includes(`/${deviceOf(boards.odd)}/`));
    for (const [topic, payload] of odd)
      if (!topic.startsWith('homeassistant/event/'))
        await client.until((JSON.parse(payload) as Config).state_topic, () => true);
    const readings = () => client.all.filter(({ topic }) => topic === 'esp8266/kitchen/temperature').length;
    const before = readings();
    await client.until('esp8266/kitchen/temperature', () => readings() > before);
  });

  it('does not let a board say of itself that it is available', async () => {
    await client.until('esp8266/odd/last', () => true);
    const said = client.all.filter(({ topic }) => topic === 'esp8266/odd/$availability');
    ok(said.every(({ payload }) => payload === 'offline' || payload === 'online'));
    equal(said.at(-1)?.payload, 'online');
  });

  it('takes a command to the board that it is for, and to no other', async () => {
    const {
      command_topic = '',
      payload_on = '',
      state_topic,
    } = await configOf(boards.attic, 'switch', 'led');
    equal(state_topic, 'esp8266/north%2Fattic %232/led');
    client.publish(command_topic, payload_on);
    await client.until(state_topic, (payload) => payload === 'true');
    const last = client.all.findLast(({ topic }) => topic === 'esp8266/kitchen/led');
    equal(last?.payload, 'false');
  });

  it('takes a number and a text to a board, with their types', async () => {
    const fan = await configOf(boards.odd, 'number', 'fan_2f_speed');
    client.publish(fan.command_topic!, '42.5');
    await client.until(fan.state_topic, (payload) => payload === '42.5');
    const display = await configOf(boards.odd, 'text', 'display');
    // As its command_template makes it.
    client.publish(display.command_topic!, '"7"');
    await client.until(display.state_topic, (payload) => payload === '7');
    deepEqual(OddSketch.got.slice(-2), [
      { topic: 'fan/speed', payload: 42.5 },
      { topic: 'display', payload: '7' },
    ]);
  });

  it('does not take a value that a board calls ".../set" for a command', async () => {
    await client.until('esp8266/odd/door/%73et', () => true);
    ok(!OddSketch.got.some(({ topic }) => topic === 'door'));
  });

  it('says what happened once to those who listen, and not to those who come later', async () => {
    boards.kitchen.press();
    await client.until('esp8266/kitchen/button', (payload) => payload === 'true');
    equal((await retained()).has('esp8266/kitchen/button'), false);
  });

  it('shows a board that comes later', async () => {
    await client.until('esp8266/later/$availability', (payload) => payload === 'offline');
    await boards.later.listen();
    const { availability } = await configOf(boards.later, 'switch', 'led');
    await client.until(availability[0]!.topic, (payload) => payload === 'online');
  });

  it('calls a board that is gone unavailable, and the others not', async () => {
    const { availability } = await configOf(boards.kitchen, 'switch', 'led');
    await boards.kitchen.close();
    await client.until(availability[0]!.topic, (payload) => payload === 'offline');
    const found = await retained();
    equal(found.get(availability[0]!.topic), 'offline');
    equal(found.get('esp8266/north%2Fattic %232/$availability'), 'online');
    equal(found.get(availability[1]!.topic), 'ready');
  });

  it('says at the broker that no board has the name in a command, or why this one did not get it', async () => {
    client.publish('esp8266/kitchen/led/set', 'true');
    await client.until('esp8266/kitchen/$error', (payload) => payload.startsWith('ERR_OFFLINE'));
    client.publish('esp8266/cellar/led/set', 'true');
    const unknown = idOf(name, 'Command for an unknown board');
    await nodeRed.debug(unknown, (msg) => (msg as { board?: string }).board === 'cellar');
  });

  it('takes away what another sketch had', async () => {
    await boards.odd.close();
    OddSketch.topics.splice(0, 1);
    await boards.odd.listen();
    await client.until(
      `homeassistant/binary_sensor/${deviceOf(boards.odd)}/door/config`,
      (payload) => payload === '',
    );
    ok((await retained()).has(`homeassistant/sensor/${deviceOf(boards.odd)}/last/config`));
  });

  it('leaves a board out that claims the id of another, and says so', async () => {
    OddSketch.id = chipIdDigits(boards.attic.chipId);
    boards.odd.reset();
    await nodeRed.until(() =>
      nodeRed.log.some((line) => line.includes('odd has the same id as north/attic #2')),
    );
    const { state_topic } = await configOf(boards.attic, 'switch', 'led');
    equal(state_topic, 'esp8266/north%2Fattic %232/led');
  });
});

/** Describes topics with names and units of all kinds, and echoes what is set. */
class OddSketch implements Sketch {
  static readonly topics: object[] = [
    { topic: 'door', type: 'boolean' },
    { topic: 'fan/speed', type: 'number', unit: '%', settable: true },
    { topic: 'display', type: 'string', settable: true },
    { topic: 'untyped', unit: '__proto__' },
    { topic: 'door/set', type: 'boolean' },
    { topic: 'a+b#c', type: 'number', unit: '{{ 7*7 }}' },
    { topic: 'nul\0 \u0007 \ud800', type: 'string' },
    { topic: '{{ 7*7 }}"}', type: 'boolean', settable: true },
    { topic: '{% 7*7 %}', event: true },
    { topic: '__proto__', type: 'number' },
    { topic: '../../$bridge', type: 'string' },
    { topic: 'last', type: 'number', unit: 'constructor' },
  ];
  static id: string | undefined;
  static readonly got: { topic: string; payload: unknown }[] = [];
  private server!: ArduinoServer;

  setup(server: ArduinoServer): void {
    this.server = server;
  }

  onEvent(num: number, type: WStype, payload: Buffer): void {
    if (type === 'WStype_CONNECTED') this.introduce(num);
    if (type !== 'WStype_TEXT') return;
    const { topic, payload: value } = JSON.parse(String(payload));
    OddSketch.got.push({ topic, payload: value });
    this.say(num, topic, value);
  }

  private introduce(num: number): void {
    const id = OddSketch.id ?? chipIdDigits(this.server.ESP.getChipId());
    this.say(num, '$hello', { board: 'odd', sketch: 'odd {{ 7*7 }}', id, topics: OddSketch.topics });
    this.say(num, '$availability', 'online, as I say');
    for (const { topic } of OddSketch.topics as { topic: string }[]) this.say(num, topic, 'x');
  }

  private say(num: number, topic: string, payload: unknown): void {
    this.server.sendTXT(num, JSON.stringify({ topic, payload }));
  }
}
