import type { ConnectionSettings } from '../../src/link/connection-settings.js';
import type { Disconnect } from '../../src/link/connection-state.js';
import type { Gate } from '../../src/link/dial-gate.js';
import type { OutgoingMessage } from '../../src/link/outgoing-message.js';
import * as socketFile from '../../src/link/socket.js';
import type { FakeBoard, Frame, Line } from './fake-board.js';

type Public = Pick<
  socketFile.Socket,
  'close' | 'cork' | 'isOpen' | 'isUnderWay' | 'mute' | 'ping' | 'send' | 'stuck' | 'terminate' | 'uncork'
>;
type Arguments = ConstructorParameters<typeof socketFile.Socket>;

interface Sent {
  readonly id: number;
  readonly bytes: number;
}

/** Stands in for src/socket.ts, and keeps its promises: `opened` at most once, `closed` exactly once and last. */
export class FakeSocket implements Public {
  state: 'dialling' | 'open' | 'closing' | 'closed' = 'dialling';
  isTerminated = false;
  /** Of the process, when it saw them. */
  openedAt: number | undefined;
  activityAt = Number.NEGATIVE_INFINITY;
  readonly pingedAt: number[] = [];
  /** When two pongs had come back, so that the loop time can be known, and the longest round trip so far. */
  knownAt: number | undefined;
  longestMs = 0;
  private readonly pingedAtOf = new Map<string, number>();
  readonly pongs: Buffer[] = [];
  /** Messages that no pong which has come back covers. */
  unconfirmed: Sent[] = [];
  private readonly covered = new Map<string, number>();
  private sent = 0;
  private line: Line | undefined;
  private isCorked = false;
  private readonly corked: Frame[] = [];
  private closeTimer: NodeJS.Timeout | undefined;
  private readonly leaveGate: () => void;

  constructor(
    private readonly settings: ConnectionSettings,
    gate: Gate,
    public events: socketFile.SocketEvents,
    board: FakeBoard,
    private readonly complain: (about: string) => void,
  ) {
    this.leaveGate = gate(() => {
      this.line = board.dial(this);
    });
  }

  mute(): void {
    this.events = socketFile.toNobody;
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  get isLive(): boolean {
    return this.state !== 'closed' && !this.isTerminated;
  }

  get isUnderWay(): boolean {
    return false;
  }

  get stuck(): Disconnect {
    return { cause: 'no answer', detail: '' };
  }

  cork(): void {
    this.isCorked = true;
  }

  uncork(): void {
    this.isCorked = false;
    for (const frame of this.corked.splice(0)) this.line?.write(frame);
  }

  send({ bytes, data }: OutgoingMessage, onWritten?: () => void): void {
    if (!this.isOpen) return;
    const id = Number(data);
    this.sent += 1;
    this.unconfirmed.push({ id, bytes });
    this.checkWindow();
    this.write({ kind: 'message', id, bytes });
    if (onWritten) setImmediate(onWritten);
  }

  ping(payload: Buffer): void {
    if (!this.isOpen) return;
    this.pingedAt.push(performance.now());
    this.pingedAtOf.set(payload.toString('hex'), performance.now());
    this.covered.set(payload.toString('hex'), this.sent);
    this.write({ kind: 'ping', payload });
  }

  close(): void {
    if (this.state !== 'open') return;
    this.state = 'closing';
    this.uncork();
    this.line?.write({ kind: 'close' });
    this.closeTimer = setTimeout(() => this.terminate(), this.settings.limits.closeMs + 100);
  }

  terminate(): void {
    this.leaveGate();
    if (!this.isLive) return;
    this.isTerminated = true;
    this.line?.reset();
    setImmediate(() => this.finish({ cause: 'lost', detail: '' }));
  }

  opened(): void {
    if (!this.isLive || this.state !== 'dialling') return;
    this.state = 'open';
    this.openedAt = performance.now();
    this.events.opened();
  }

  pong(payload: Buffer): void {
    if (!this.isLive) return;
    this.pongs.push(payload);
    if (this.pongs.length === 2) this.knownAt = performance.now();
    const pingedAt = this.pingedAtOf.get(payload.toString('hex')) ?? performance.now();
    this.longestMs = Math.max(this.longestMs, performance.now() - pingedAt);
    const covered = this.covered.get(payload.toString('hex')) ?? 0;
    const handled = covered - (this.sent - this.unconfirmed.length);
    if (handled > 0) this.unconfirmed = this.unconfirmed.slice(handled);
    this.live();
    this.events.pong(payload);
  }

  receive(data: Buffer): void {
    if (!this.isLive || this.state === 'dialling') return;
    this.live();
    this.events.message(data, false);
  }

  end(loss: Disconnect, code?: number): void {
    if (this.isLive) this.finish(loss, code);
  }

  private write(frame: Frame): void {
    if (this.isCorked) this.corked.push(frame);
    else this.line?.write(frame);
  }

  private checkWindow(): void {
    const { windowBytes, windowMessages } = this.settings.outbox;
    const bytes = this.unconfirmed.reduce((sum, sent) => sum + sent.bytes, 0);
    const { length } = this.unconfirmed;
    if (length > windowMessages || (bytes > windowBytes && length > 1))
      this.complain(`5: ${length} messages, ${bytes} bytes on the way`);
  }

  private live(): void {
    this.activityAt = performance.now();
    this.events.activity();
  }

  private finish(loss: Disconnect, code?: number): void {
    if (this.state === 'closed') return;
    clearTimeout(this.closeTimer);
    this.state = 'closed';
    this.events.closed(loss, code);
  }
}

const { Socket } = socketFile;

/** From now on, each Connection gets its sockets from here, until the returned function is called. */
export function replaceSockets(make: (...args: Arguments) => FakeSocket): () => void {
  const replacement = function replacement(...args: Arguments) {
    return make(...args);
  };
  Object.assign(socketFile, { Socket: replacement });
  return () => Object.assign(socketFile, { Socket });
}
