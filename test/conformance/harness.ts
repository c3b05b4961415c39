import type { ArduinoServer, WStype } from '../../src/virtual-board/sketch.js';
import type { Inputs, SketchUnderTest } from './sketch-under-test.js';

/** The chip of every board on which a sketch is tested. */
export const chipId = 0xa1b2c3;

interface Client {
  readonly pings: (string | Buffer)[];
  /** Whether it has stopped answering. */
  isDeaf: boolean;
}

/** A board without network, whose time is the test's. It writes down what a sketch does. */
export class Harness {
  /** All that the sketch did, in order; a line with the time comes before what it did then. */
  readonly transcript: string[] = [];
  private readonly clients = new Map<number, Client>();
  private closing: number[] = [];
  private dueMs = 0;
  private nowMs = 0;
  private writtenMs = 0;

  private constructor(private readonly sketchUnderTest: SketchUnderTest) {}

  /** Switches the board on. What it says of its Wi-Fi is not written down. */
  static async start(sketchUnderTest: SketchUnderTest): Promise<Harness> {
    const harness = new Harness(sketchUnderTest);
    await sketchUnderTest.sketch.setup(harness.server());
    await harness.loop();
    harness.transcript.splice(
      0,
      Infinity,
      ...harness.transcript.filter((line) => !line.startsWith('serial')),
    );
    return harness;
  }

  async connect(num: number, path = '/'): Promise<void> {
    this.clients.set(num, { pings: [], isDeaf: false });
    await this.event(num, 'WStype_CONNECTED', path);
  }

  async leave(num: number): Promise<void> {
    this.clients.delete(num);
    await this.event(num, 'WStype_DISCONNECTED');
  }

  async text(num: number, text: string | Buffer): Promise<void> {
    await this.event(num, 'WStype_TEXT', text);
  }

  /** Something happens to a client, and loop() goes on. */
  async event(num: number, type: WStype, payload: string | Buffer = ''): Promise<void> {
    const bytes = Buffer.from(payload);
    await this.sketchUnderTest.sketch.onEvent(num, type, bytes, bytes.length);
    await this.settle();
    await this.loop();
  }

  /** Writes down how the sketch introduces its board to the network. */
  introduce(): void {
    this.write(`identity: ${JSON.stringify(this.sketchUnderTest.sketch.identity?.(chipId))}`);
  }

  /** The client answers no ping from now on. */
  deafen(num: number): void {
    this.clients.get(num)!.isDeaf = true;
  }

  /** It answers all it has left unanswered. */
  async undeafen(num: number): Promise<void> {
    this.clients.get(num)!.isDeaf = false;
    await this.settle();
  }

  set(inputs: Partial<Inputs>): void {
    Object.assign(this.sketchUnderTest.inputs, inputs);
  }

  /** Somebody holds the button, or lets go, and loop() goes on. */
  async button(isDown: boolean): Promise<void> {
    this.set({ button: isDown });
    await this.loop();
  }

  /** Lets time go by. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    while (this.dueMs <= untilMs) {
      this.nowMs = this.dueMs;
      await this.loop();
    }
    this.nowMs = untilMs;
  }

  /** The clock leaps, as after a loop() that took very long. */
  async leapTo(millis: number): Promise<void> {
    this.nowMs = millis;
    await this.loop();
  }

  end(): void {
    this.sketchUnderTest.sketch.end?.();
  }

  private async loop(): Promise<void> {
    this.dueMs = (await this.sketchUnderTest.sketch.loop?.(this.nowMs)) ?? Infinity;
    await this.settle();
  }

  /** Answers pings, and ends the connections that the sketch has closed. */
  private async settle(): Promise<void> {
    for (const num of this.closing.splice(0)) await this.leave(num);
    for (const [num, { isDeaf, pings }] of this.clients) {
      const ping = isDeaf ? undefined : pings.shift();
      if (ping !== undefined) await this.event(num, 'WStype_PONG', ping);
    }
  }

  private write(line: string): void {
    if (this.writtenMs !== this.nowMs) this.transcript.push(`after ${this.nowMs} ms`);
    this.writtenMs = this.nowMs;
    this.transcript.push(line);
  }

  private server(): ArduinoServer {
    const send = (num: number, what: string | Buffer) => this.write(`${num}: ${what}`);
    return {
      ESP: { getChipId: () => chipId },
      hostname: undefined,
      Serial: {
        println: (text) => {
          for (const line of text.replaceAll('\r', '').split('\n')) this.write(`serial: ${line}`);
        },
      },
      broadcastBIN: () => this.write('broadcast'),
      broadcastTXT: () => this.write('broadcast'),
      disconnect: (num = -1) => {
        this.write(`${num}: closed`);
        this.closing.push(num);
      },
      enableHeartbeat: (pingMs, pongMs, count) => this.write(`heartbeat ${pingMs} ${pongMs} ${count}`),
      millis: () => this.nowMs,
      remoteIP: (num) => (this.clients.has(num) ? `10.0.0.${num}` : '0.0.0.0'),
      sendBIN: send,
      sendPing: (num, payload = '') => {
        send(num, `ping ${payload}`);
        this.clients.get(num)?.pings.push(payload);
      },
      sendTXT: send,
      setAuthorization: () => this.write('password'),
    };
  }
}
