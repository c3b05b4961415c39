import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Announced } from './announcement.js';
import { Boot } from './boot.js';
import { chipIdAt, type Settings, type VirtualBoardOptions, withDefaults } from './options.js';
import { isMessage, type Received, ReceivedLog, toReceived } from './received.js';
import { reset } from './reset.js';
import { Responder, type ResponderSettings, realResponder } from './responder.js';
import type { Identity, Sketch } from './sketch.js';
import { sketches } from './sketches/index.js';

export type { VirtualBoardOptions } from './options.js';
export type { Received } from './received.js';
export type { Identity } from './sketch.js';
export type { SketchName } from './sketches/index.js';

interface VirtualBoardEvents {
  /** Every call of the sketch's event callback. */
  event: [Received];
  /** A text, a binary or a fragment for the sketch. */
  message: [Received];
  /** A line on the serial port. */
  serial: [string];
  /** How many client slots are taken now. */
  slots: [number];
}

/** Time from an exception in the sketch to setup(), about what the boot loader takes. */
const rebootMs = 300;

/** How long the library waits for what it still has to send before it drops a connection. */
const flushMs = 300;

/** A stand-in for an ESP8266 that runs the Arduino library WebSockets' WebSocketsServer, with its limits and quirks. */
export class VirtualBoard extends EventEmitter<VirtualBoardEvents> {
  private readonly received = new ReceivedLog();
  private readonly responderSettings: ResponderSettings;
  private readonly settings: Settings;
  private readonly sketch: Sketch;
  private readonly sketchName: string | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly tcp: Server;
  private boot: Boot | undefined;
  private lastTurn: Promise<unknown> = Promise.resolve();
  private responder: Responder | undefined;

  /**
   * @param responder for tests: how the board announces itself, where not as a real one
   * @throws {RangeError} naming the option, where one cannot be used
   */
  constructor(options: VirtualBoardOptions, responder: Partial<ResponderSettings> = {}) {
    super();
    this.responderSettings = { ...realResponder, ...responder };
    this.settings = withDefaults(options);
    this.sketch = typeof options.sketch === 'string' ? sketches[options.sketch]() : options.sketch;
    this.sketchName = typeof options.sketch === 'string' ? options.sketch : undefined;
    this.tcp = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
    this.tcp.on('connection', (socket) => this.accept(socket));
    // listen() reports what goes wrong while starting; later errors are single connections that failed.
    this.tcp.on('error', () => {});
  }

  /** The port in use or, when not listening, the one asked for. */
  get port(): number {
    return (this.tcp.address() as AddressInfo | null)?.port ?? this.settings.port;
  }

  /** Whether it is switched on. */
  get isListening(): boolean {
    return this.tcp.listening;
  }

  /** The chip's id. With port 0 and without the option, it is known when the board is switched on. */
  get chipId(): number {
    return this.settings.chipId ?? chipIdAt(this.port);
  }

  /** How its sketch introduces it: undefined if the sketch does not, or is a program that has not done so yet. */
  get identity(): Identity | undefined {
    return this.sketch.identity?.(this.chipId, this.settings.announce);
  }

  get slots(): number {
    return this.settings.slots;
  }

  get slotsInUse(): number {
    return this.boot?.server.slotsInUse ?? 0;
  }

  /** Every call of the sketch's event callback, in order; the newest 10,000 or 16 MB. */
  get log(): readonly Received[] {
    return this.received.entries;
  }

  /** Switches the board on. Rejects with the error of net's `listen()`, after which it may be tried again. */
  listen(): Promise<{ host: string; port: number }> {
    return this.inTurn(() => this.open());
  }

  /** As the library's `close()`: 1000 and FIN to every client, no more listening. Afterwards nothing is left running. */
  close(): Promise<void> {
    return this.inTurn(() => this.shutDown());
  }

  /** One `delay(ms)` in loop(). */
  stall(ms: number): void {
    this.boot?.stall(ms);
  }

  /** A hung loop(): connections are still accepted and bytes acknowledged, by the kernel; nothing else happens. */
  freeze(): void {
    this.boot?.freeze();
    this.responder?.freeze();
  }

  thaw(): void {
    this.boot?.thaw();
    this.responder?.thaw();
  }

  /** The reset button: every connection is gone at once, and the sketch starts anew. */
  reset(): void {
    if (this.boot) this.restart(0);
  }

  /**
   * Presses the board's button once, for 100 ms. A board that is switched off, starting or frozen misses it. For a sketch that
   * does not read a button, a line on the serial port says so.
   */
  press(): void {
    this.boot?.press();
  }

  /** Closes one client, or all, with code 1000. */
  disconnect(num?: number): void {
    this.boot?.server.disconnect(num);
  }

  /** Sends a string as text and a Buffer as binary to every client. */
  broadcast(message: string | Buffer): void {
    if (typeof message === 'string') this.boot?.server.broadcastTXT(message);
    else this.boot?.server.broadcastBIN(message);
  }

  /** Puts bytes on one client's wire as they are. */
  sendRaw(num: number, bytes: Buffer): void {
    this.boot?.server.sendRaw(num, bytes);
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    // What went wrong does not matter to the board: 'close' follows.
    socket.on('error', () => {});
    this.boot?.server.accept(socket);
  }

  /** listen() and close() never overlap. */
  private inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.lastTurn.then(step);
    this.lastTurn = turn.catch(() => {});
    return turn;
  }

  /** What it says of itself now, by mDNS. */
  private announced(name: string, boot: Boot): Omit<Announced, 'address'> {
    const { board, ...text } = this.identity ?? {};
    const sketch = this.sketchName === undefined ? {} : { sketch: this.sketchName };
    const auth = boot.server.wantsLogin ? 'basic' : 'none';
    return { name, port: this.port, txt: { auth, ...sketch, ...text } };
  }

  private async open(): Promise<{ host: string; port: number }> {
    const { host, port } = this.settings;
    this.tcp.listen({ host, port });
    await once(this.tcp, 'listening');
    this.start();
    return { host, port: this.port };
  }

  private record(received: Received): void {
    this.received.add(received);
    this.emit('event', received);
    if (isMessage(received)) this.emit('message', received);
  }

  private restart(startsInMs: number): void {
    this.boot?.end();
    void this.responder?.end();
    for (const socket of this.sockets) reset(socket);
    this.start(startsInMs);
    this.emit('slots', 0);
  }

  private async shutDown(): Promise<void> {
    if (!this.tcp.listening) return;
    const closed = once(this.tcp, 'close');
    this.tcp.close();
    const boot = this.boot;
    this.boot = undefined;
    boot?.hangUp();
    const silenced = this.responder?.end();
    const timer = setTimeout(() => {
      for (const socket of this.sockets) socket.destroy();
    }, flushMs);
    await closed;
    clearTimeout(timer);
    boot?.end();
    await silenced;
  }

  private start(startsInMs = 0): void {
    const settings = { ...this.settings, chipId: this.chipId };
    const boot = new Boot(this.sketch, settings, {
      crashed: (error) => {
        this.emit('serial', `Exception: ${error}`);
        if (this.boot === boot) this.restart(rebootMs);
      },
      event: (...event) => this.record(toReceived(...event)),
      started: () => {
        if (this.boot === boot) this.responder?.start((this.tcp.address() as AddressInfo).address);
      },
      println: (line) => this.emit('serial', line),
      slotsChanged: () => this.emit('slots', this.slotsInUse),
    });
    this.boot = boot;
    const { announce } = this.settings;
    if (announce !== undefined) {
      this.responder = new Responder(
        () => this.announced(announce, boot),
        this.responderSettings,
        (line) => this.emit('serial', line),
      );
    }
    void boot.run(startsInMs);
  }
}
