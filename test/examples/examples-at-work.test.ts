import { deepEqual, equal, ok } from 'node:assert/strict';
import type { ArduinoServer, Sketch, WStype } from '../../src/virtual-board/sketch.js';
import { testCard } from '../../src/virtual-board/sketches/picture.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { exampleNames, idOf, idsOf, onFreePorts, readExample, withoutPage } from '../support/examples.js';
import { type Item, NodeRed } from '../support/node-red.js';

const greenhouse = 'A greenhouse of boards';
const health = 'Health of all boards';
/** What the nodes of an example say whose config node has several boards, when all are connected. */
const several: Readonly<Record<string, string>> = { [greenhouse]: '6/6', [health]: '3/3' };

describe('An example in a real Node-RED', () => {
  let nodeRed: NodeRed;
  let deployed: Item[];
  /** Those that stand in for an example's virtual ones. */
  let boards: VirtualBoard[] = [];

  before(async function () {
    this.timeout(120_000);
    nodeRed = await NodeRed.start();
  });

  after(() => nodeRed.stop());

  beforeEach(() => {
    nodeRed.debugs.length = 0;
    nodeRed.log.length = 0;
  });

  afterEach(async () => {
    // Nobody is left to complain that they go.
    if (boards.length > 0) await nodeRed.deploy([]);
    for (const board of boards.splice(0)) await board.close();
  });

  const press = (example: string, button: string) => nodeRed.inject(idOf(example, button));

  /** What a node of the page or of the debug sidebar has shown so far. */
  const shownBy = (id: string) => nodeRed.debugs.filter((debug) => debug.id === id).map(({ msg }) => msg);

  async function allReady(example: string): Promise<void> {
    for (const type of ['esp8266-ws-in', 'esp8266-ws-out', 'esp8266-ws-request'])
      for (const id of idsOf(example, type)) await nodeRed.status(id, several[example] ?? 'ready');
  }

  /** Ends the flow of the test before, which has the same ids: nothing that it shows comes later. */
  async function clear(): Promise<void> {
    await nodeRed.deploy([]);
    nodeRed.debugs.length = 0;
  }

  /** Deploys an example without its page, and waits for its boards. */
  async function use(
    example: string,
    change: (item: Item) => Item | readonly Item[] = (item) => item,
  ): Promise<void> {
    deployed = await onFreePorts(withoutPage(readExample(example)).flatMap(change));
    await clear();
    await nodeRed.deploy(deployed);
    await allReady(example);
  }

  /** Waits until a page says how a message ended: in words that end so, and without a code. */
  async function resultOf(example: string, node: string, words: string): Promise<void> {
    await nodeRed.debug(idOf(example, node), (shown) => {
      const { end } = shown as { end: string };
      return end.endsWith(words) && !end.includes('ERR_');
    });
  }

  /** Deploys an example without its page, and with boards in place of the virtual ones. */
  async function useSketch(
    example: string,
    make: () => Sketch,
    change: (item: Item) => Item | readonly Item[] = (item) => item,
  ): Promise<void> {
    const flow = await onFreePorts(withoutPage(readExample(example)).flatMap(change));
    const ports = flow
      .filter(({ type }) => type === 'esp8266-ws-virtual-board')
      .map(({ port }) => Number(port));
    boards = ports.map((port) => new VirtualBoard({ port, sketch: make() }));
    for (const board of boards) await board.listen();
    await clear();
    await nodeRed.deploy(flow.filter(({ type }) => type !== 'esp8266-ws-virtual-board'));
  }

  async function useEcho(): Promise<void> {
    await press('Echo', 'Hello from Client!');
    equal(await nodeRed.debug(idOf('Echo', 'What the board says')), 'Message received');
    const serial = idOf('Echo', 'Its Serial output');
    await nodeRed.debug(serial, (line) => line === 'Message from client 0: Hello from Client!');
  }

  describe(greenhouse, () => {
    /** What boards are called here instead of `plant-3`. */
    let nameOf: (number: number) => string;

    before(() => use(greenhouse));

    beforeEach(() => {
      const pattern = String(deployed.find(({ type }) => type === 'esp8266-ws-config')?.host);
      nameOf = (number) => pattern.replace('*', String(number));
    });

    interface Row {
      readonly name: string;
      readonly words: string;
      readonly about: string;
      readonly temperature: number | null;
      readonly led: boolean | null;
    }
    const rows = (isMeant: (rows: readonly Row[]) => boolean) =>
      nodeRed.debug(idOf(greenhouse, 'Plants'), (shown) => isMeant(shown as Row[])) as Promise<Row[]>;
    const result = (isMeant: (shown: { what: string; end: string; failed: object[] }) => boolean) =>
      nodeRed.debug(idOf(greenhouse, 'Result'), (shown) => isMeant(shown as never)) as Promise<{
        end: string;
        failed: object[];
      }>;
    const leds = (is: boolean) => rows((all) => all.length === 6 && all.every(({ led }) => led === is));

    it('gives each board of one config node a row, in order', async () => {
      const all = await rows((shown) => shown.length === 6 && shown.every(({ words }) => words === 'Online'));
      deepEqual(
        all.map(({ name }) => name),
        [1, 2, 3, 4, 5, 6].map(nameOf),
      );
      await rows((shown) => shown.every(({ led, temperature }) => led === false && Number(temperature) > 0));
    });

    it('switches all LEDs with one message, and says that all boards have received it', async () => {
      await press(greenhouse, 'All LEDs on');
      deepEqual((await result(({ what }) => what === 'All boards: LED on')).failed, []);
      await leds(true);
    });

    it('says in its row which board is switched off, and after a message to all which one has not received it', async () => {
      await press(greenhouse, 'Stop plant-3');
      const all = await rows((shown) => shown.some(({ words }) => words === 'Offline'));
      deepEqual(
        all.filter(({ words }) => !words.startsWith('Online')).map(({ name }) => name),
        [nameOf(3)],
      );
      await press(greenhouse, 'All LEDs off');
      const { end, failed } = await result(({ what }) => what === 'All boards: LED off');
      equal(end, 'All other boards have received it. Not confirmed by:');
      deepEqual(failed, [{ name: nameOf(3), code: 'ERR_OFFLINE' }]);
      await rows((shown) => shown.every(({ led, name }) => led === (name === nameOf(3))));
    });

    it('has the board back in its row when it is started', async () => {
      await press(greenhouse, 'Start plant-3');
      await leds(false);
      await rows((shown) => shown.every(({ words }) => words === 'Online'));
    });
  });

  it('Alert when a board goes offline: one sentence for each outage, none for a gap', async function () {
    this.timeout(120_000); // 5 s of peace for a board that closed
    const example = 'Alert when a board goes offline';
    const alert = idOf(example, 'Alert');
    // Longer than the gap of a reset takes, 1 to 2 s; shorter than the peace, after which the cause would be another one.
    await use(example, (item) => (item.type === 'trigger' ? { ...item, duration: '4' } : item));
    await nodeRed.debug(alert, (text) => text === 'Greenhouse is online.');

    const connection = idsOf(example, 'esp8266-ws-in')[0]!;
    // It is over within two seconds, which the answer to the button may take, too.
    await Promise.all([nodeRed.status(connection, 'lost'), press(example, 'Reset the board')]);
    await nodeRed.status(connection, 'ready');
    await press(example, 'Stop the board');
    // The alert may be so late that there was another attempt.
    const offline =
      /^Greenhouse is offline\. (The board at \S+ closed the connection|Nothing listens on \S+)/;
    await nodeRed.debug(alert, (text) => offline.test(String(text)));
    await press(example, 'Start the board');
    await nodeRed.until(() => shownBy(alert).length > 2);
    equal(shownBy(alert).length, 3);
    equal(shownBy(alert)[2], 'Greenhouse is online.');
  });

  it('Ask a board: shows what the sketch answers, why it refuses, and what is unknown', async function () {
    this.timeout(120_000); // 2 s for an answer, 3 s for the board to confirm
    const example = 'Ask a board';
    const says = (node: string, pattern: RegExp) =>
      nodeRed.debug(idOf(example, node), (text) => pattern.test(String(text)));

    await use(example);
    await press(example, 'Ask for the temperature');
    await says('Answer', /^Living room: temperature is \d\d?(\.\d)?$/);
    await press(example, 'Ask for a topic that is not there');
    await says('Why', /^ERR_REFUSED: Unknown topic "lamp"\. This sketch takes "led" only\.$/);
    for (const [button, is] of [
      ['LED on', 'true'],
      ['LED off', 'false'],
    ] as const) {
      await press(example, button);
      await says('Answer', new RegExp(`^Living room: led is ${is}$`));
    }
    await press(example, 'LED to "maybe"');
    await says('Why', /^ERR_REFUSED: The payload of "led" is true or false\.$/);
    await press(example, 'Ask a sketch without answers');
    await says('Why', /^ERR_NO_ANSWER: Unknown if Board that does not answer did it/);
    await press(example, 'Freeze its loop()');
    await press(example, 'LED on');
    await says('Why', /^ERR_UNCONFIRMED: /);
    equal(shownBy(idOf(example, 'Answer')).length, 3);
    equal(shownBy(idOf(example, 'Why')).length, 4);
  });

  it('Binary - a picture from the board: shows what the board sent', async () => {
    const example = 'Binary - a picture from the board';
    await use(example);
    await press(example, 'Take a picture');
    const shown = (await nodeRed.debug(idOf(example, 'Picture'))) as { bytes: number; source: string };
    equal(shown.bytes, 9_270);
    // The debug sidebar shortens what is long.
    const source = `data:image/bmp;base64,${testCard(0).toString('base64')}`;
    equal(shown.source.slice(0, 500), source.slice(0, 500));
    await resultOf(example, 'Result of asking', 'Confirmed by the board.');
    deepEqual(nodeRed.complaints(), []);
  });

  it('Binary - a picture from the board: says that the board was not asked, or that this is unknown', async () => {
    const example = 'Binary - a picture from the board';
    const [virtual = ''] = idsOf(example, 'esp8266-ws-virtual-board');
    await use(example, (item) => {
      if (item.id === idOf(example, 'Every 10 s'))
        return { ...item, ...command, once: false, repeat: '', wires: [[virtual]] };
      return item.type === 'esp8266-ws-config' ? { ...item, confirmSeconds: 1 } : item;
    });
    await press(example, 'Every 10 s');
    await press(example, 'Take a picture');
    await resultOf(example, 'Result of asking', 'It was sent, but not confirmed.');
    await nodeRed.deploy(deployed.filter(({ type }) => type !== 'esp8266-ws-virtual-board'));
    await nodeRed.until(() => nodeRed.statuses.get(idsOf(example, 'esp8266-ws-out')[0]!)?.text === 'refused');
    await press(example, 'Take a picture');
    await resultOf(example, 'Result of asking', 'Not sent.');
  });

  it('Delivery report: tells confirmed, not received and unknown apart', async function () {
    this.timeout(120_000); // 3 s for the board to confirm, 5 s of peace for a board that closed
    const example = 'Delivery report';
    const tally = (text: string) => nodeRed.status(idOf(example, 'Tally'), text);
    const report = (text: string) =>
      nodeRed.debug(idOf(example, 'Report'), (line) => String(line).startsWith(text));
    const out = idsOf(example, 'esp8266-ws-out')[0]!;

    await use(example);
    await press(example, 'Send one');
    await report('confirmed: "Hello"');
    await press(example, 'Send nothing');
    await report('not received: "" (ERR_BAD_PAYLOAD: ');
    await press(example, 'Freeze its loop()');
    await press(example, 'Send five');
    await report('unknown: "one" (ERR_UNCONFIRMED: ');
    // A board that a busy machine made seem slow is sent one at a time.
    const ends = /^1 confirmed, (?:4 not received, 2|5 not received, 1) unknown$/;
    const tallied = () => nodeRed.statuses.get(idOf(example, 'Tally'))?.text ?? '';
    await nodeRed.until(() => ends.test(tallied()));
    const notReceived = Number(/(\d) not/.exec(tallied())![1]);

    await press(example, 'Thaw it');
    await press(example, 'Stop the board');
    await nodeRed.until(() => nodeRed.statuses.get(out)?.text !== 'ready');
    await press(example, 'Send one');
    await report('not received: "Hello" (ERR_OFFLINE: ');
    await press(example, 'Start the board');
    await nodeRed.status(out, 'ready');
    await press(example, 'Send one');
    await tally(`2 confirmed, ${notReceived + 1} not received, ${6 - notReceived} unknown`);
  });

  it('Echo: what is injected is answered', async () => {
    await use('Echo');
    await useEcho();
    deepEqual(nodeRed.complaints(), []);
  });

  it('Keep last values across a redeploy: values are said again, and so is what was set', async function () {
    this.timeout(120_000);
    const example = 'Keep last values across a redeploy';
    const values = idOf(example, 'Values');
    const lit = () => shownBy(idOf(example, 'Its Serial output')).filter((line) => line === 'LED on').length;

    await use(example);
    await press(example, 'LED on');
    await nodeRed.until(() => lit() === 1);
    // A board without a number for each start is known by its uptime, within two seconds.
    await nodeRed.until(() => shownBy(values).filter((text) => /^light/.test(String(text))).length > 4);
    await press(example, 'Reset the board');
    await nodeRed.until(() => lit() === 2);

    await nodeRed.deploy(deployed.filter(({ type }) => type !== 'esp8266-ws-virtual-board'));
    for (const topic of ['temperature', 'led'])
      await nodeRed.debug(values, (text) =>
        new RegExp(`^${topic} \\S+, kept from \\d\\d:`).test(String(text)),
      );
  });

  it('Relay that tells the truth: follows done, refused and unknown, and asks for what is unknown', async function () {
    this.timeout(120_000); // 3 s for the board to confirm, 5 s of peace for a board that closed
    const example = 'Relay that tells the truth';
    const relay = idOf(example, 'Relay');
    await use(example, (item) =>
      item.name === 'Command'
        ? [
            item,
            ...[true, false].flatMap((is) => ['relay', 'mistake'].map((on) => click(item, on, is, item.id))),
          ]
        : item,
    );
    /** All that it shows once it is so: what it said before may come late. */
    const relaySince = (state: boolean) => new Set(shownBy(relay).slice(shownBy(relay).indexOf(state)));
    /** Does something, and waits for what the lamp says since then. */
    const lampAfter = async (act: () => Promise<void>, words: string, colour: string, said: RegExp) => {
      nodeRed.debugs.length = 0;
      await act();
      await nodeRed.debug(
        idOf(example, 'Lamp'),
        (shown) => isA(shown, { words, colour }) && said.test((shown as { said: string }).said),
      );
    };

    equal(await nodeRed.debug(relay), false);
    await lampAfter(() => nodeRed.inject('relay true'), 'On', 'green', /^Switched on: done by the sketch\.$/);
    deepEqual(relaySince(true), new Set([true]));

    await nodeRed.inject('mistake true');
    const sentence = /^Refused by the sketch: The payload of "led" is true or false\.$/;
    await lampAfter(() => nodeRed.inject('relay false'), 'On', 'red', sentence);
    deepEqual(shownBy(relay), [true]);
    await nodeRed.inject('mistake false');

    await press(example, 'Freeze its loop()');
    await lampAfter(
      () => nodeRed.inject('relay false'),
      'Unknown',
      'yellow',
      /^Unknown if Relay board has it/,
    );
    deepEqual(shownBy(relay), []);
    await nodeRed.status(idOf(example, 'Ask for the relay'), 'open 1');
    const thaw = () => press(example, 'Let it go on');
    await lampAfter(thaw, 'Off', 'green', /^Asked: the sketch says that it is off\.$/);
    deepEqual(relaySince(false), new Set([false]));

    await press(example, 'Stop the board');
    await lampAfter(() => nodeRed.inject('relay true'), 'Unknown: offline', 'red', /Not sent\.$/);
    await lampAfter(() => press(example, 'Start the board'), 'Off', 'green', /^Asked: the sketch says/);
  });

  it('Send Message page: what is sent reaches the board', async () => {
    await use('Send Message page');
    await press('Send Message page', 'Send Message');
    const serial = idOf('Send Message page', 'Its Serial output');
    await nodeRed.debug(serial, (line) => line === 'Message from client 0: Hello from Client!');
    const list = idOf('Send Message page', 'List');
    const has = (...texts: string[]) =>
      nodeRed.debug(list, (shown) => {
        const lines = shown as { at: number; text: string }[];
        return lines.length === texts.length && texts.every((text, index) => text === lines[index]?.text);
      });
    const lines = ['Received: Message received', 'Confirmed by the board: Hello from Client!'];
    await has(...lines);
    await press('Send Message page', 'Send Message');
    await has(...lines, ...lines);
    deepEqual(nodeRed.complaints(), []);
  });

  it('Slider to LED brightness: a busy board gets the newest of 200 values, and few before', async () => {
    const example = 'Slider to LED brightness';
    const page = idOf(example, 'LED');
    const serial = idOf(example, 'Its Serial output');
    const atTheEnd = () =>
      shownBy(page).at(-1) as { said: number; taken: number; percent: number; end: string } | undefined;

    await use(example);
    await press(example, 'The same to a busy board');
    const last = 'Message from client 0: {"topic":"brightness","payload":100}';
    await nodeRed.until(() => {
      const { said, percent } = atTheEnd() ?? {};
      return said === 200 && percent === 100 && shownBy(serial).at(-1) === last;
    });
    ok(atTheEnd()!.taken < 20, `${atTheEnd()!.taken} taken`);
    equal(shownBy(serial).length - 1, atTheEnd()!.taken);
    equal(atTheEnd()!.end, '100 %: confirmed by the board.');
    deepEqual(nodeRed.complaints(), []);
  });

  it('Telemetry dashboard: shows readings, and the LED as the board reported it', async () => {
    const example = 'Telemetry dashboard';
    await use(example);
    const readings = ['temperature', 'humidity', 'light', 'uptime', 'rssi'];
    for (const part of ['Gauges', 'Up for, Wi-Fi signal'])
      await nodeRed.debug(idOf(example, part), (shown) =>
        readings.every((topic) => typeof (shown as Record<string, unknown>)[topic] === 'number'),
      );
    equal(await nodeRed.debug(idOf(example, 'LED')), false);
    const lamp = await nodeRed.debug(idOf(example, 'Lamp'), (payload) => isA(payload, { colour: 'green' }));
    ok(isA(lamp, { board: 'Living room', words: 'Online', about: 'Connections since the last deploy: 1' }));
    deepEqual(nodeRed.complaints(), []);
  });

  it('Telemetry dashboard: leaves the LED as reported where the sketch refuses, and waits where it is silent', async () => {
    const example = 'Telemetry dashboard';
    const led = idOf(example, 'LED');
    await useSketch(
      example,
      () => new StubbornLed(),
      (item) =>
        item.id === led
          ? [item, ...[true, false].map((is) => click(item, 'led', is, idsOf(example, 'esp8266-ws-out')[0]!))]
          : item,
    );
    equal(await nodeRed.debug(led), true);
    await nodeRed.inject('led false');
    await resultOf(example, 'Result of the LED', 'Not now.');
    deepEqual(shownBy(led), [true, true]);
    await nodeRed.inject('led true');
    await resultOf(example, 'Result of the LED', 'as the telemetry sketch does.');
    deepEqual(shownBy(led), [true, true]);
  });

  it('Telemetry dashboard: leaves a gap in each line while the board is away', async () => {
    const example = 'Telemetry dashboard';
    const hasGap = (chart: string, topic: string) =>
      nodeRed.until(() =>
        nodeRed.debugs.some(
          ({ id, msg, topic: about }) => id === idOf(example, chart) && msg === '-' && about === topic,
        ),
      );
    await use(example);
    await press(example, 'Stop the board');
    await hasGap('Temperature chart', 'temperature');
    for (const topic of ['humidity', 'light']) await hasGap('Humidity, light chart', topic);
  });

  it('Telemetry dashboard: spans at least 5 °C with the axis of the temperature', async () => {
    const example = 'Telemetry dashboard';
    const chart = idOf(example, 'Temperature chart');
    await use(example, (item) =>
      item.id === chart ? { ...item, complete: 'ui_update.chartOptions.yAxis' } : item,
    );
    const axis = (await nodeRed.debug(chart, (shown) => shown !== undefined && shown !== '(undefined)')) as {
      min: number;
      max: number;
    };
    ok(axis.max - axis.min >= 5 && axis.min < 20 && axis.max > 20, JSON.stringify(axis));
  });

  for (const [example, page, charts] of [
    ['Telemetry dashboard', 'Gauges', ['Temperature chart', 'Humidity, light chart']],
    ['Two boards, one dashboard', 'Boards', ['Temperatures']],
  ] as const)
    it(`${example}: takes a reading that is null for nothing, and never for a number`, async () => {
      await useSketch(example, () => new BrokenSensors());
      await nodeRed.debug(idOf(example, page), (shown) =>
        /"temperature":null.*"light":null/.test(JSON.stringify(shown)),
      );
      for (const chart of charts) await nodeRed.debug(idOf(example, chart), (point) => point === '-');
      const points = charts.flatMap((chart) => shownBy(idOf(example, chart)));
      deepEqual([...new Set(points)], ['-']);
      deepEqual(nodeRed.complaints(), []);
    });

  it('Health of all boards: has a row for each, with its state, round trip, signal, memory and reconnects', async () => {
    type Row = Readonly<Record<'heap' | 'reconnects' | 'roundTrip' | 'rssi', number | null>> & {
      name: string;
      words: string;
    };
    const rows = (isMeant: (rows: readonly Row[]) => boolean) =>
      nodeRed.debug(idOf(health, 'Boards'), (shown) => isMeant(shown as Row[])) as Promise<Row[]>;
    const cellarIs = (words: string, reconnects: number) => (all: readonly Row[]) =>
      all.some((row) => row.name === 'cellar' && row.words === words && row.reconnects === reconnects);
    await use(health);
    const known = await rows((all) =>
      all.every(({ heap, roundTrip, rssi }) => [heap, roundTrip, rssi].every((each) => each !== null)),
    );
    deepEqual(
      known.map(({ name }) => name),
      ['attic', 'cellar', 'kitchen'],
    );
    ok(
      known.every(({ heap, rssi }) => Number(heap) > 0 && Number(rssi) < 0),
      JSON.stringify(known),
    );
    for (const chart of ['RSSI chart', 'Heap chart'])
      await nodeRed.debug(idOf(health, chart), (point) => typeof point === 'number');
    await press(health, 'Stop cellar');
    await rows(cellarIs('Offline', 0));
    await nodeRed.debug(idOf(health, 'RSSI chart'), (point) => point === '-');
    await press(health, 'Start cellar');
    await rows(cellarIs('Online', 1));
  });

  it('Two boards, one dashboard: shows both, and goes on with one while the other is away', async () => {
    const example = 'Two boards, one dashboard';
    const lamps = (...words: string[]) =>
      nodeRed.debug(idOf(example, 'Boards'), (payload) =>
        ['Kitchen', 'Cellar'].every((name, at) =>
          (payload as object[]).some((board) => isA(board, { name, words: words[at] })),
        ),
      );
    await use(example);
    await lamps('Online', 'Online');
    const temperatures = () =>
      (shownBy(idOf(example, 'Boards')).at(-1) as { name: string; readings: { temperature?: number } }[]).map(
        ({ readings }) => readings.temperature,
      );
    await nodeRed.until(() => temperatures().filter((number) => typeof number === 'number').length === 2);
    await press(example, 'Stop Cellar');
    await lamps('Online', 'Offline');
    await nodeRed.debug(idOf(example, 'Temperatures'), (payload) => payload === '-');
    const readings = () => shownBy(idOf(example, 'Temperatures')).filter((point) => point !== '-').length;
    const before = readings();
    await nodeRed.until(() => readings() > before);
  });

  it('runs beside all the others', async () => {
    nodeRed.debugs.length = 0;
    await nodeRed.deploy(await onFreePorts(exampleNames.flatMap(readExample)));
    for (const name of exampleNames) await allReady(name);
    await useEcho();
    deepEqual(nodeRed.complaints(), []);
  });
});

/** An inject node's message that freezes the loop of a virtual board. */
const command = { props: [{ p: 'payload', v: 'freeze', vt: 'str' }] };

/** Lights its LED, refuses to switch it off, and does not answer when it is to switch it on. */
class StubbornLed implements Sketch {
  private server!: ArduinoServer;

  setup(server: ArduinoServer): void {
    this.server = server;
  }

  onEvent(num: number, type: WStype, text: Buffer): void {
    if (type === 'WStype_CONNECTED')
      this.server.sendTXT(num, JSON.stringify({ topic: 'led', payload: true }));
    if (type !== 'WStype_TEXT') return;
    const { id, payload } = JSON.parse(text.toString());
    if (!payload) this.server.sendTXT(num, JSON.stringify({ topic: '$error', payload: 'Not now.', id }));
  }
}

/** An inject node in place of a click on a switch of the page. */
function click({ z }: Item, topic: string, payload: boolean, to: string): Item {
  const props = [
    { p: 'payload', v: String(payload), vt: 'bool' },
    { p: 'topic', v: topic, vt: 'str' },
  ];
  return { id: `${topic} ${payload}`, type: 'inject', z, x: 0, y: 0, props, wires: [[to]] };
}

/** Sends null for each reading, as a sketch does whose sensors have come loose. */
class BrokenSensors implements Sketch {
  private server!: ArduinoServer;

  setup(server: ArduinoServer): void {
    this.server = server;
  }

  onEvent(num: number, type: WStype): void {
    if (type !== 'WStype_CONNECTED') return;
    for (const topic of ['temperature', 'humidity', 'light'])
      this.server.sendTXT(num, JSON.stringify({ topic, payload: null }));
  }
}

/** Whether a value has these members, and maybe others. */
function isA(value: unknown, members: object): boolean {
  return Object.entries(members).every(([key, member]) => (value as Record<string, unknown>)[key] === member);
}
