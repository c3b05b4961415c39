import type { ArduinoServer, Sketch, WStype } from '../sketch.js';
import { readLedCommand } from './led-command.js';
import { Readings } from './readings.js';

/** How the telemetry sketch is set up. */
export interface TelemetryOptions {
  /** Milliseconds between two rounds of readings (default 1,000). The board's own state follows every tenth. */
  intervalMs?: number;
  /** Numbers from 0 to below 1 that move the readings. */
  random?: () => number;
}

const roundsPerStatus = 10;

/** Sends its readings as topic messages and has an LED that can be set; see PROTOCOL.md. */
export class TelemetrySketch implements Sketch {
  private readonly intervalMs: number;
  private readonly random: () => number;
  private led = false;
  private lastMs = 0;
  private readings!: Readings;
  private rounds = 0;
  private server!: ArduinoServer;

  constructor({ intervalMs = 1_000, random = Math.random }: TelemetryOptions = {}) {
    this.intervalMs = intervalMs;
    this.random = random;
  }

  setup(server: ArduinoServer): void {
    this.led = false;
    this.lastMs = server.millis();
    this.readings = new Readings(this.random);
    this.rounds = 0;
    this.server = server;
  }

  loop(millis: number): number {
    if (millis - this.lastMs >= this.intervalMs) {
      this.lastMs = millis;
      this.rounds += 1;
      this.readings.step();
      const status = this.rounds % roundsPerStatus === 0 ? this.readings.status(millis) : {};
      for (const message of messages({ ...this.readings.sensors(), ...status })) {
        this.server.broadcastTXT(message);
      }
    }
    return this.lastMs + this.intervalMs;
  }

  onEvent(num: number, type: WStype, payload: Buffer): void {
    const { Serial } = this.server;
    switch (type) {
      case 'WStype_CONNECTED':
        Serial.println(`Client ${num} connected from ${this.server.remoteIP(num)}`);
        this.greet(num);
        break;
      case 'WStype_DISCONNECTED':
        Serial.println(`Client ${num} disconnected`);
        break;
      case 'WStype_TEXT':
        this.obey(num, payload.toString());
        break;
      case 'WStype_BIN':
      case 'WStype_FRAGMENT_TEXT_START':
      case 'WStype_FRAGMENT_BIN_START':
        this.refuse(num, 'This sketch takes text messages in one piece only.');
        break;
    }
  }

  private greet(num: number): void {
    const status = this.readings.status(this.server.millis());
    for (const message of messages({ ...this.readings.sensors(), ...status, led: this.led })) {
      this.server.sendTXT(num, message);
    }
  }

  private obey(num: number, text: string): void {
    const command = readLedCommand(text);
    if ('error' in command) {
      this.refuse(num, command.error);
      return;
    }
    this.led = command.led;
    this.server.Serial.println(`LED ${this.led ? 'on' : 'off'} (client ${num})`);
    for (const message of messages({ led: this.led })) this.server.broadcastTXT(message);
  }

  private refuse(num: number, error: string): void {
    for (const message of messages({ $error: error })) this.server.sendTXT(num, message);
  }
}

function messages(payloads: Record<string, unknown>): string[] {
  return Object.entries(payloads).map(([topic, payload]) => JSON.stringify({ topic, payload }));
}
