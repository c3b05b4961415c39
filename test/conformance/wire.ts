import { WebSocket } from 'ws';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { chipId } from './harness.js';
import { binary } from './picture.js';
import type { SketchUnderTest } from './sketch-under-test.js';

/** What comes on a timer, so that a test cannot say when. */
const READING = /^{"topic":"(temperature|humidity|light|uptime|freeHeap|rssi)"/;

/** A virtual board that runs a sketch, and its clients. */
export class Wire {
  private readonly clients: WebSocket[] = [];
  private readonly heard: string[][] = [];
  private readonly serial: string[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly sketchUnderTest: SketchUnderTest,
    private readonly board: VirtualBoard,
  ) {}

  static async start(sketchUnderTest: SketchUnderTest): Promise<Wire> {
    const board = new VirtualBoard({ chipId, port: 0, sketch: sketchUnderTest.sketch });
    const wire = new Wire(sketchUnderTest, board);
    board.on('serial', (line) => {
      if (/^(Button|Client|Exception|LED|Message|Picture|The button)/.test(line))
        wire.serial.push(`serial: ${line}`);
      for (const check of wire.waiting) check();
    });
    await board.listen();
    return wire;
  }

  /** What each client heard, without the readings after the first of each topic, and what the board logged. */
  get transcript(): string[] {
    return [...this.heard.flat(), ...this.serial];
  }

  /** A new client, and all that it is greeted with. */
  async connect(path = '/'): Promise<number> {
    const num = this.clients.length;
    const client = new WebSocket(`ws://127.0.0.1:${this.board.port}${path}`, { perMessageDeflate: false });
    const heard: string[] = [];
    client.on('message', (data: Buffer, isBinary) => {
      const text = isBinary ? binary(data) : data.toString();
      const [reading] = READING.exec(text) ?? [];
      const isNew = reading === undefined || !heard.some((line) => line.startsWith(`${num}: ${reading}`));
      if (isNew) heard.push(`${num}: ${text.replace(/("uptime","payload":)\d+/, '$1…')}`);
    });
    client.on('error', (error: NodeJS.ErrnoException) => heard.push(`${num}: ${error.code}`));
    client.on('close', (code) => heard.push(`${num}: ${code}`));
    this.clients.push(client);
    this.heard.push(heard);
    await either(client, 'open', 'close');
    await this.settled(num);
    return num;
  }

  /** Sends, and waits until the board has handled it and its answers are here. */
  async say(num: number, data: string | Buffer, options: { fin?: boolean } = {}): Promise<void> {
    this.clients[num]!.send(data, options);
    await this.settled(num);
  }

  /** Somebody presses the board's button; waits until the board has said so. */
  async press(): Promise<void> {
    const lines = this.serial.length;
    this.board.press();
    await this.untilSerial(() => this.serial.slice(lines).some((line) => /button/i.test(line)));
  }

  async leave(num: number): Promise<void> {
    this.clients[num]!.close();
    await this.closed(num);
  }

  /** The board's reset button: every client has lost its connection. */
  async reset(): Promise<void> {
    this.board.reset();
    for (const num of this.clients.keys()) await this.closed(num);
  }

  async closed(num: number): Promise<void> {
    const client = this.clients[num]!;
    if (client.readyState !== WebSocket.CLOSED) await either(client, 'close');
  }

  /** Waits for a line on the serial port. */
  async logged(line: string): Promise<void> {
    await this.untilSerial(() => this.serial.includes(`serial: ${line}`));
  }

  async end(): Promise<void> {
    for (const client of this.clients) client.terminate();
    await this.board.close();
    this.sketchUnderTest.sketch.end?.();
  }

  private async untilSerial(isThere: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = () => {
        if (isThere()) resolve();
      };
      this.waiting.add(check);
      check();
    });
  }

  /**
   * The board answers in order: with a pong, everything before has been answered. With a second one, so has the ping that
   * the sketch itself may have sent before the first, for which it holds back what else is to be said.
   */
  async settled(num: number): Promise<void> {
    const client = this.clients[num]!;
    for (let count = 0; count < 2 && client.readyState === WebSocket.OPEN; count++) {
      client.ping();
      await either(client, 'pong', 'close');
    }
  }
}

function either(client: WebSocket, ...events: string[]): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      for (const event of events) client.off(event, settle);
      resolve();
    };
    for (const event of events) client.on(event, settle);
  });
}
