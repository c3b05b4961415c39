import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { type ArduinoServer, chipIdDigits, type Identity, type Sketch, type WStype } from '../sketch.js';
import { ButtonPress } from './button.js';

/** What a line says that a program writes; test/firmware/README.md describes them. */
interface Line {
  call?: string;
  serial?: string;
  done?: true;
  [argument: string]: unknown;
}

/** The program has done what it was told, and waits. Times are its 32-bit `millis()`. */
interface Done {
  millis: number;
  /** When its loop() has to run again if nothing happens before. */
  due: number;
}

/** What the board measures, by the names that test/firmware/README.md gives. */
interface Inputs {
  readonly button?: boolean;
}

/** The pin of the board's button: GPIO0. */
const buttonPin = 0;

/** What `pinMode` makes an output; all else is some kind of input. */
const output = 1;

/** The calls that reach clients. Others, such as those for pins, have no effect here. */
const calls: Readonly<Record<string, (server: ArduinoServer, line: Line) => void>> = {
  disconnect: (server, { num }) => server.disconnect(Number(num)),
  enableHeartbeat: (server, { pingMs, pongMs, count }) =>
    server.enableHeartbeat(Number(pingMs), Number(pongMs), Number(count)),
  sendBIN: (server, { num, payload }) => server.sendBIN(Number(num), fromBase64(payload)),
  sendPing: (server, { num, payload }) => server.sendPing(Number(num), fromBase64(payload)),
  sendTXT: (server, { num, payload }) => server.sendTXT(Number(num), fromBase64(payload)),
  setAuthorization: (server, { user, password }) => server.setAuthorization(String(user), String(password)),
};

/**
 * A sketch that is a program, such as an `.ino` compiled for this computer. It is told what happens in lines of JSON, and
 * tells what it does. Until it has, loop() stands still, as on a board; its end is an exception, which restarts the board.
 */
export class ProcessSketch implements Sketch {
  /** What it has announced over mDNS since it started: its name as `board`, and what else is said of it. */
  private announced: Partial<Identity> = {};
  private readonly args: readonly string[];
  private buttonPress = new ButtonPress();
  private readonly command: string;
  private readonly inputs: Inputs;
  private program: Program | undefined;
  private readsButton = false;
  private server!: ArduinoServer;

  /** @param inputs what the board measures, by the names that test/firmware/README.md gives; may change at any time */
  constructor(command: string, args: readonly string[] = [], inputs: Inputs = {}) {
    this.args = args;
    this.command = command;
    this.inputs = inputs;
  }

  async setup(server: ArduinoServer): Promise<void> {
    this.end();
    this.server = server;
    this.announced = {};
    this.buttonPress = new ButtonPress();
    this.readsButton = false;
    const chipId = chipIdDigits(server.ESP.getChipId());
    this.program = new Program(this.command, this.args, chipId, (line) => {
      this.announced = { ...this.announced, ...announcedIn(line) };
      if (line.call === 'pinMode' && line.pin === buttonPin) this.readsButton = line.mode !== output;
      perform(server, line);
    });
    await this.program.started;
  }

  async loop(millis: number): Promise<number> {
    const { isDown, dueMs } = this.buttonPress.next(millis);
    const { due } = await this.tell(millis, { button: isDown || this.inputs.button === true });
    return Math.min(millis + ((due - millis) >>> 0), dueMs);
  }

  press(): boolean {
    if (this.readsButton) this.buttonPress.start();
    return this.readsButton;
  }

  async onEvent(num: number, type: WStype, payload: Buffer): Promise<void> {
    const event = type.slice('WStype_'.length).toLowerCase();
    const ip = this.server.remoteIP(num);
    await this.tell(this.server.millis(), { event, num, ip, payload: payload.toString('base64') });
  }

  identity(): Identity | undefined {
    const { board, sketch, version, id } = this.announced;
    const isWhole = board !== undefined && sketch !== undefined && version !== undefined && id !== undefined;
    return isWhole ? { board, sketch, version, id } : undefined;
  }

  end(): void {
    this.program?.end();
    this.program = undefined;
  }

  private async tell(millis: number, what: object = {}): Promise<Done> {
    if (!this.program) throw new Error('the sketch does not run');
    return this.program.tell({ ...this.inputs, millis, ...what });
  }
}

/** One run of a program, in lock step: a line goes in when the last one's `done` has come out. */
class Program {
  /** Settles when setup() has returned. */
  readonly started: Promise<Done>;
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly over = new AbortController();
  private lastTurn: Promise<Done>;
  private turn: { resolve(done: Done): void; reject(error: unknown): void } | undefined;

  constructor(command: string, args: readonly string[], chipId: string, onLine: (line: Line) => void) {
    const env = { ...process.env, CHIP_ID: chipId };
    this.child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(this.child.stdout).on('line', (text) => this.take(text, onLine));
    // What goes wrong while writing does not matter: 'close' follows.
    this.child.stdin.on('error', () => {});
    this.child.on('error', (error) => this.fail(error));
    this.child.on('close', (code, signal) => this.fail(new Error(`the sketch ended with ${signal ?? code}`)));
    this.started = this.done(0);
    this.lastTurn = this.started;
  }

  /** Once one turn has failed, all others do. */
  tell(line: { millis: number }): Promise<Done> {
    this.lastTurn = this.lastTurn.then(() => {
      this.child.stdin.write(`${JSON.stringify(line)}\n`);
      return this.done(line.millis);
    });
    return this.lastTurn;
  }

  end(): void {
    this.fail(new Error('the sketch was ended'));
  }

  /** Waits for `done` and, if it comes with a later clock because the sketch called delay(), for that time. */
  private async done(millis: number): Promise<Done> {
    const { signal } = this.over;
    signal.throwIfAborted();
    const done = await new Promise<Done>((resolve, reject) => {
      this.turn = { resolve, reject };
    });
    const aheadMs = (done.millis - millis) | 0;
    if (aheadMs > 0) await setTimeout(aheadMs, undefined, { signal });
    return done;
  }

  private fail(error: Error): void {
    if (this.over.signal.aborted) return;
    this.over.abort(error);
    this.turn?.reject(error);
    this.child.kill('SIGKILL');
  }

  private take(text: string, onLine: (line: Line) => void): void {
    try {
      const line: Line = JSON.parse(text);
      if (line.done) this.turn?.resolve({ millis: Number(line.millis), due: Number(line.due) });
      else if (!this.over.signal.aborted) onLine(line);
    } catch {
      this.fail(new Error(`the sketch wrote what is no line for its board: ${text}`));
    }
  }
}

function perform(server: ArduinoServer, line: Line): void {
  if (line.serial !== undefined) server.Serial.println(line.serial);
  else if (line.call !== undefined) calls[line.call]?.(server, line);
}

/** What a line tells of the board's identity. */
function announcedIn({ call, key, name, value }: Line): Partial<Identity> {
  if (call === 'MDNS.begin') return { board: String(name) };
  return call === 'MDNS.addServiceTxt' ? { [String(key)]: String(value) } : {};
}

function fromBase64(payload: unknown): Buffer {
  return Buffer.from(String(payload), 'base64');
}
