import type { Disconnect } from '../../src/link/connection-state.js';
import type { FakeSocket } from './fake-socket.js';
import type { FakeTime } from './fake-time.js';

/** What a client puts on the wire. */
export type Frame =
  | { readonly kind: 'hello' }
  | { readonly kind: 'close' }
  | { readonly kind: 'ping'; readonly payload: Buffer }
  | { readonly kind: 'message'; readonly id: number; readonly bytes: number };

/** How a client uses a TCP connection. */
export interface Line {
  write(frame: Frame): void;
  /** What the system holds of it is not sent any more. */
  reset(): void;
}

/** A TCP connection, seen from outside of both its ends. */
interface Wire {
  readonly socket: FakeSocket;
  received: Frame[];
  /** What a black hole has swallowed; TCP repeats it when the network is back. */
  readonly swallowed: (() => void)[];
  /** As the board sees it: a board that has started anew knows nothing of it. */
  isAlive: boolean;
  isBusy: boolean;
  toBoardAt: number;
  toClientAt: number;
}

/** The board's WebSocketsServer as the model needs it, and the network before it: frames in order, one per loop(). */
export class FakeBoard {
  /** The messages that the sketch has handled, by their ids. */
  readonly log: number[] = [];
  /** What its system held, unseen by the sketch, when a reset got lost: nobody can call that back (decision 015). */
  readonly beyondRecall = new Set<number>();
  /** How long one loop() takes, and one way through the network. */
  loopMs = 1;
  latencyMs = 2;
  maxFrameBytes = 15_360;
  /** The next message finds no memory. */
  isOutOfMemory = false;
  private isFrozen = false;
  private isListening = true;
  private isPowered = true;
  private isBlackHole = false;
  private spoken = 0;
  private wires: Wire[] = [];

  constructor(private readonly time: FakeTime) {}

  /** A client dials. */
  dial(socket: FakeSocket): Line {
    const wire: Wire = {
      socket,
      received: [],
      swallowed: [],
      isAlive: true,
      isBusy: false,
      toBoardAt: 0,
      toClientAt: 0,
    };
    this.wires.push(wire);
    const line: Line = {
      reset: () => this.drop(wire),
      write: (frame) => this.toBoard(wire, frame),
    };
    line.write({ kind: 'hello' });
    return line;
  }

  freeze(): void {
    this.isFrozen = true;
  }

  thaw(): void {
    this.isFrozen = false;
    for (const wire of this.wires) this.loop(wire);
  }

  /** Loses its power: nothing is sent to anybody. */
  powerOff(): void {
    this.isPowered = false;
    this.forget();
  }

  powerOn(): void {
    this.isPowered = true;
  }

  /** Its port is closed while the sketch does something else. */
  stopListening(): void {
    this.isListening = false;
  }

  listen(): void {
    this.isListening = true;
  }

  /** Ends all connections, with a close frame, or with a reset (1006). */
  hangUp(code: number): void {
    for (const wire of this.wires.filter(({ isAlive }) => isAlive)) this.close(wire, code);
  }

  /** Sends each client one more message. */
  speak(): void {
    if (this.isFrozen) return;
    this.spoken += 1;
    const data = Buffer.from(String(this.spoken));
    for (const wire of this.wires.filter(({ isAlive }) => isAlive))
      this.toClient(wire, () => wire.socket.receive(data));
  }

  /** Nothing passes any more, in either direction. */
  swallow(): void {
    this.isBlackHole = true;
  }

  /** The network and the board are well again. */
  heal(): void {
    this.isBlackHole = false;
    for (const wire of this.wires) for (const pass of wire.swallowed.splice(0)) pass();
    Object.assign(this, { isOutOfMemory: false, latencyMs: 2, loopMs: 1 });
    this.powerOn();
    this.listen();
    this.thaw();
  }

  private forget(): void {
    for (const wire of this.wires) Object.assign(wire, { isAlive: false, received: [] });
  }

  private toBoard(wire: Wire, frame: Frame): void {
    if (this.isBlackHole) {
      wire.swallowed.push(() => this.toBoard(wire, frame));
      return;
    }
    wire.toBoardAt = Math.max(wire.toBoardAt, this.time.now + this.latencyMs);
    this.time.happen(wire.toBoardAt, () => this.arrive(wire, frame));
  }

  private toClient(wire: Wire, act: () => void): void {
    if (this.isBlackHole) {
      wire.swallowed.push(() => this.toClient(wire, act));
      return;
    }
    wire.toClientAt = Math.max(wire.toClientAt, this.time.now + this.latencyMs);
    this.time.happen(wire.toClientAt, () => this.time.arrive(act));
  }

  /** A reset that is swallowed is not repeated. */
  private drop(wire: Wire): void {
    wire.swallowed.length = 0;
    if (this.isBlackHole) {
      for (const frame of wire.received) if (frame.kind === 'message') this.beyondRecall.add(frame.id);
      return;
    }
    this.time.happen(Math.max(wire.toBoardAt, this.time.now + this.latencyMs), () => {
      if (this.isPowered) Object.assign(wire, { isAlive: false, received: [] });
    });
  }

  private arrive(wire: Wire, frame: Frame): void {
    if (!this.isPowered) return;
    if (frame.kind === 'hello' && !this.isListening) this.reset(wire, 'refused');
    else if (wire.isAlive) {
      wire.received.push(frame);
      this.loop(wire);
    } else this.reset(wire, 'lost');
  }

  private loop(wire: Wire): void {
    if (this.isFrozen || wire.isBusy || wire.received.length === 0) return;
    wire.isBusy = true;
    this.time.happen(this.time.now + this.loopMs, () => {
      wire.isBusy = false;
      if (this.isFrozen || !wire.isAlive) return;
      const frame = wire.received.shift();
      if (frame !== undefined) this.handle(wire, frame);
      this.loop(wire);
    });
  }

  private handle(wire: Wire, frame: Frame): void {
    const { socket } = wire;
    if (frame.kind === 'hello') this.toClient(wire, () => socket.opened());
    else if (frame.kind === 'ping') this.toClient(wire, () => socket.pong(frame.payload));
    else if (frame.kind === 'close') this.close(wire, 1000);
    else if (frame.bytes > this.maxFrameBytes) this.close(wire, 1009);
    else if (this.isOutOfMemory) this.close(wire, 1011);
    else this.log.push(frame.id);
  }

  private close(wire: Wire, code: number): void {
    wire.isAlive = false;
    if (code === 1006) this.reset(wire, 'lost');
    else this.toClient(wire, () => wire.socket.end({ cause: 'closed by board', detail: '' }, code));
  }

  private reset(wire: Wire, cause: Disconnect['cause']): void {
    this.toClient(wire, () => wire.socket.end({ cause, detail: '' }));
  }
}
