import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { reset } from '../../src/virtual-board/reset.js';
import { type Ending, FaultPipe, type Faults, noFaults } from './fault-pipe.js';

/** Which way the bytes go: from the client to the board, or from the board to the client. */
export type Direction = 'toBoard' | 'toClient';

interface Link {
  readonly client: Socket;
  readonly board: Socket;
  readonly pipes: readonly FaultPipe[];
}

const both: readonly Direction[] = ['toBoard', 'toClient'];

/**
 * A TCP proxy between a client and a board, and the network at its worst in between. Faults add up, may change while
 * connections live, and last until {@link heal}; what has no direction given is wrong both ways.
 */
export class FaultProxy {
  /** How many connections clients have made so far. */
  accepted = 0;
  /** How many clients have hung up, whether or not the board was let know. */
  left = 0;
  private readonly faults: Record<Direction, Faults> = {
    toBoard: { ...noFaults },
    toClient: { ...noFaults },
  };
  private readonly links = new Set<Link>();
  private readonly server: Server;
  private readonly stalled = new Set<Socket>();
  private isStalling = false;

  constructor(private readonly boardPort: number) {
    this.server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
      this.accepted += 1;
      client.on('error', () => {});
      let isGone = false;
      for (const event of ['end', 'error', 'close']) {
        client.on(event, () => {
          if (!isGone) this.left += 1;
          isGone = true;
        });
      }
      if (this.isStalling) this.stalled.add(client);
      else this.join(client);
    });
  }

  /** A proxy in front of a board that listens on this machine; clients connect to its `port`. */
  static async to(boardPort: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(boardPort);
    await new Promise<void>((resolve) => {
      proxy.server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many clients it is joining to the board now. */
  get live(): number {
    return this.links.size;
  }

  /** How many bytes are on their way, both directions together. */
  get held(): number {
    const pipes = [...this.links].flatMap((link) => link.pipes);
    return pipes.reduce((bytes, { queuedBytes }) => bytes + queuedBytes, 0);
  }

  latency(ms: number, direction?: Direction): void {
    this.change({ latencyMs: ms }, direction);
  }

  /** Up to so much latency more, another for each piece. */
  jitter(ms: number, direction?: Direction): void {
    this.change({ jitterMs: ms }, direction);
  }

  bandwidth(bytesPerSecond: number, direction?: Direction): void {
    this.change({ bytesPerSecond }, direction);
  }

  slicer(bytes: number, direction?: Direction): void {
    this.change({ sliceBytes: bytes }, direction);
  }

  /** Nothing passes any more. What was sent meanwhile arrives after {@link heal}, as TCP repeats it. */
  blackhole(direction?: Direction): void {
    this.change({ isBlackHole: true }, direction);
  }

  /** Who leaves is not seen to leave. Without a direction: clients, so that their slots stay taken. */
  hold(direction: Direction = 'toBoard'): void {
    this.change({ isHeld: true }, direction);
  }

  /** Each connection, live ones too, ends as soon as it has carried so many bytes; 0: at the next one. */
  limit(bytes: number, by: Ending, direction: Direction): void {
    this.change({ limit: { bytes, by } }, direction);
  }

  /** Flips the byte at this place of each connection, counted from its start. */
  corrupt(offset: number, direction: Direction): void {
    this.change({ corruptAt: offset }, direction);
  }

  /** TCP accepts new clients, and there it ends: the board hears of them after {@link heal}. */
  acceptStall(): void {
    this.isStalling = true;
  }

  /** Resets every connection, on both sides, at once. */
  reset(): void {
    this.each(reset);
  }

  /** Ends every connection, on both sides, at once. */
  fin(): void {
    this.each((socket) => socket.end());
  }

  /** The network is well again. */
  heal(): void {
    this.isStalling = false;
    for (const client of this.stalled) this.join(client);
    this.stalled.clear();
    this.change({ ...noFaults });
  }

  async close(): Promise<void> {
    this.each((socket) => socket.destroy());
    for (const client of this.stalled) client.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private each(act: (socket: Socket) => void): void {
    for (const { client, board } of [...this.links]) for (const socket of [client, board]) act(socket);
  }

  private change(faults: Partial<Faults>, direction?: Direction): void {
    for (const one of both) if (one === (direction ?? one)) Object.assign(this.faults[one], faults);
    for (const { pipes } of this.links) for (const pipe of pipes) pipe.wake();
  }

  private join(client: Socket): void {
    const board = connect({ allowHalfOpen: true, host: '127.0.0.1', noDelay: true, port: this.boardPort });
    const pipes = [
      new FaultPipe(client, board, this.faults.toBoard),
      new FaultPipe(board, client, this.faults.toClient),
    ];
    const link = { client, board, pipes };
    this.links.add(link);
    for (const socket of [client, board]) {
      socket.on('close', () => {
        if (client.destroyed && board.destroyed) this.links.delete(link);
      });
    }
    client.resume();
  }
}
