import { type ArduinoServer, chipIdDigits, type Identity, type Sketch, type WStype } from '../sketch.js';
import { Button, ButtonPress } from './button.js';
import { Clients } from './clients.js';
import { type Hardware, MadeUpRoom, type Measurement } from './readings.js';
import { type Request, readRequest } from './request.js';
import { type Id, numberJson, type Topic, topicMessage } from './topic.js';

/** Characters of an unknown topic that an error repeats. */
const longestQuote = 32;

const roundMs = 1_000;

/** Sends its readings and presses of its button as topic messages, and has an LED: PROTOCOL.md, and firmware/ for the real one. */
export class TelemetrySketch implements Sketch {
  private readonly hardware: Hardware;
  private readonly topics: readonly Topic[];
  private button!: Button;
  private buttonPress!: ButtonPress;
  private clients!: Clients;
  private lastRoundMs = 0;
  private led = false;
  private measured!: Measurement;
  private rounds = 0;
  private server!: ArduinoServer;

  constructor(hardware: Hardware = new MadeUpRoom()) {
    this.hardware = hardware;
    this.topics = this.tableOfTopics();
  }

  setup(server: ArduinoServer): void {
    this.button = new Button(this.hardware.isButtonDown());
    this.buttonPress = new ButtonPress();
    this.clients = new Clients(server, this.identity(server.ESP.getChipId(), server.hostname), this.topics);
    this.lastRoundMs = 0;
    this.led = false;
    this.measured = this.hardware.measure();
    this.rounds = 0;
    this.server = server;
    server.enableHeartbeat(15_000, 3_000, 2);
  }

  identity(chipId: number, hostname?: string): Identity {
    const id = chipIdDigits(chipId);
    return { board: hostname ?? `esp8266-telemetry-${id}`, sketch: 'telemetry', version: '1.0.0', id };
  }

  loop(millis: number): number {
    if (millis - this.lastRoundMs >= roundMs) {
      this.lastRoundMs = millis;
      this.rounds += 1;
      this.measured = this.hardware.measure();
      for (const { name, everyRounds } of this.topics) {
        if (everyRounds > 0 && this.rounds % everyRounds === 0) this.clients.oweAll(name);
      }
      this.clients.settleAll();
    }
    return Math.min(this.lastRoundMs + roundMs, this.readButton(millis));
  }

  press(): boolean {
    this.buttonPress.start();
    return true;
  }

  onEvent(num: number, type: WStype, payload: Buffer): void {
    switch (type) {
      case 'WStype_CONNECTED':
        this.clients.connected(num, payload.toString('latin1'));
        break;
      case 'WStype_DISCONNECTED':
        this.clients.disconnected(num);
        break;
      case 'WStype_TEXT':
        this.onText(num, payload);
        break;
      case 'WStype_BIN':
      case 'WStype_FRAGMENT_TEXT_START':
      case 'WStype_FRAGMENT_BIN_START':
        this.refuse(num, 'This sketch takes text messages in one piece only.');
        break;
      case 'WStype_PONG':
        // The heartbeat's pings are empty, ours are not.
        if (payload.length > 0) this.clients.answered(num);
        break;
    }
  }

  private tableOfTopics(): readonly Topic[] {
    const { hardware } = this;
    const number = (name: string, unit: string, everyRounds: number, read: () => string): Topic => ({
      name,
      type: 'number',
      ...(unit && { unit }),
      everyRounds,
      read,
    });
    return [
      number('temperature', '°C', 1, () => numberJson(this.measured.temperature, 1)),
      number('humidity', '%', 1, () => numberJson(this.measured.humidity)),
      number('light', '', 1, () => numberJson(this.measured.light)),
      number('uptime', 's', 10, () => String(Math.floor(this.server.millis() / 1_000))),
      number('freeHeap', 'B', 10, () => numberJson(hardware.freeHeap())),
      number('rssi', 'dBm', 10, () => numberJson(hardware.rssi())),
      {
        name: 'led',
        type: 'boolean',
        everyRounds: 0,
        read: () => String(this.led),
        set: (payload) => this.setLed(payload),
      },
      { name: 'button', type: 'boolean', everyRounds: 0, isEvent: true, read: () => 'true' },
    ];
  }

  /** Reports a press. Returns when the button has to be read again. */
  private readButton(millis: number): number {
    const { isDown, dueMs } = this.buttonPress.next(millis);
    if (this.button.isPressed(millis, isDown || this.hardware.isButtonDown())) {
      this.server.Serial.println('Button pressed');
      this.clients.oweAll('button');
      this.clients.settleAll();
    }
    return Math.min(dueMs, this.button.dueMs);
  }

  private setLed(payload: unknown): string | undefined {
    if (typeof payload !== 'boolean') return 'The payload of "led" is true or false.';
    this.led = payload;
    this.server.Serial.println(payload ? 'LED on' : 'LED off');
    return undefined;
  }

  private onText(num: number, bytes: Buffer): void {
    const request = readRequest(bytes);
    if ('error' in request) this.refuse(num, request.error, request.id);
    else this.carryOut(num, request);
  }

  private carryOut(num: number, { topic: name, payload, id }: Request): void {
    const topic = this.topics.find((candidate) => candidate.name === name);
    const asks = payload === null && id !== undefined;
    if (!topic) this.refuse(num, `Unknown topic ${quoted(name)}. ${this.settable()}`, id);
    else if (asks && topic.isEvent)
      this.refuse(num, `Topic ${quoted(name)} is an event and has no value.`, id);
    else if (asks) this.answer(num, topic, id);
    else if (!topic.set) this.refuse(num, `Topic ${quoted(name)} cannot be set. ${this.settable()}`, id);
    else {
      const problem = topic.set(payload);
      if (problem === undefined) this.report(num, topic, id);
      else this.refuse(num, problem, id);
    }
  }

  /** Who set it gets an answer to each message, the others what it has led to. */
  private report(num: number, topic: Topic, id: Id | undefined): void {
    this.answer(num, topic, id);
    this.clients.oweAll(topic.name, num);
    this.clients.settleAll();
  }

  private answer(num: number, topic: Topic, id: Id | undefined): void {
    this.server.sendTXT(num, topicMessage(topic.name, topic.read(), id));
  }

  private refuse(num: number, error: string, id?: Id): void {
    this.server.sendTXT(num, topicMessage('$error', JSON.stringify(error), id));
  }

  private settable(): string {
    const names = this.topics.filter(({ set }) => set).map(({ name }) => `"${name}"`);
    return `This sketch takes ${names.join(', ')} only.`;
  }
}

function quoted(topic: string): string {
  const characters = [...topic];
  return characters.length > longestQuote ? `"${characters.slice(0, longestQuote).join('')}…"` : `"${topic}"`;
}
