import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import WebSocket from 'ws';
import type { SocketError } from './cause.js';
import type { ConnectionSettings } from './connection-settings.js';
import type { Disconnect } from './connection-state.js';
import { type DialOptions, openTcp, openWebSocket } from './dial.js';
import type { Gate } from './dial-gate.js';
import { disconnectByClose, disconnectByError } from './disconnects.js';
import type { OutgoingMessage } from './outgoing-message.js';
import { type ReadingEvents, ReadingPace } from './reading-pace.js';
import { markForReset } from './tcp-reset.js';

/** What a socket reports until it is muted, in the order of RFC 6455: `opened` at most once, `closed` exactly once and last. */
export interface SocketEvents extends ReadingEvents {
  /** There is a TCP connection, and no handshake yet. */
  connected?(): void;
  opened(): void;
  /** Any bytes from the board, before `message`: a picture that takes a minute raises no `message` until it is whole. */
  activity(): void;
  pong(payload: Buffer): void;
  message(data: Buffer, isBinary: boolean): void;
  /** @param closeCode the board's, where it closed */
  closed(disconnect: Disconnect, closeCode?: number): void;
}

/** For a socket that another one has replaced: drops what it reports. */
export const toNobody: SocketEvents = {
  opened() {},
  activity() {},
  pong() {},
  message() {},
  closed() {},
  readingPaused() {},
  isBehind: () => false,
};

/** One WebSocket to a board: used once, never again. Exceptions end here: one in a socket event would end the process. */
export class Socket implements ReadingEvents {
  private ws: WebSocket | undefined;
  private tcp: TcpSocket | undefined;
  /** Once it is open. */
  private pace: ReadingPace | undefined;
  private isSecure = false;
  private isCorked = false;
  private ending: NodeJS.Immediate | undefined;
  private goodbye: NodeJS.Timeout | undefined;
  private error: SocketError | undefined;
  /** Of the answer to the handshake. */
  private headers: IncomingHttpHeaders = {};
  private readonly leaveGate: () => void;

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly options: DialOptions,
    gate: Gate,
    private events: SocketEvents,
  ) {
    this.leaveGate = gate(() => this.guard(() => this.dial()));
  }

  /** Reports nothing any more. */
  mute(): void {
    this.events = toNobody;
  }

  get isOpen(): boolean {
    return this.ws?.readyState === WebSocket.OPEN;
  }

  /** Holds back what is written until {@link uncork}, so that it leaves together. */
  cork(): void {
    if (this.isCorked) return;
    this.isCorked = true;
    this.tcp?.cork();
  }

  uncork(): void {
    if (!this.isCorked) return;
    this.isCorked = false;
    this.tcp?.uncork();
  }

  /**
   * Writes a message in one frame, since the board's library does not reassemble fragments.
   *
   * @param onWritten called when the operating system has taken it
   */
  send({ data }: OutgoingMessage, onWritten?: () => void): void {
    if (!this.isOpen) return;
    this.ws?.send(data, (error) => {
      if (!error) onWritten?.();
    });
  }

  ping(payload: Buffer): void {
    if (this.isOpen) this.ws?.ping(payload);
  }

  /** Sends a close frame with 1001 (going away). `closed` follows when the board has answered. */
  close(): void {
    this.uncork();
    this.ws?.close(1001);
    // Sooner than ws itself, which ends it without a reset: that is the first to come after a stall of this process.
    this.goodbye ??= setTimeout(() => this.terminate(), this.settings.limits.closeMs + 50);
  }

  /** Closes at once, in whatever state; `closed` follows, and nothing that is still in flight is retransmitted. */
  terminate(): void {
    this.leaveGate();
    if (this.tcp === undefined) {
      this.reportClosed({ cause: 'lost', detail: 'cancelled before the attempt began' });
    } else if (this.ws === undefined) {
      this.tcp.destroy();
    } else {
      if (this.ws.readyState !== WebSocket.CONNECTING && !this.settings.tls) markForReset(this.tcp);
      this.ws.terminate();
    }
  }

  readingPaused(): void {
    this.events.readingPaused();
  }

  isBehind(): boolean {
    return this.events.isBehind();
  }

  /** Whether the attempt has its TCP connection, or still waits for its turn: another one would not be sooner. */
  get isUnderWay(): boolean {
    return this.tcp?.connecting !== true;
  }

  /** What the handshake still waits for, as the disconnect that it becomes at its deadline. */
  get stuck(): Disconnect {
    if (this.tcp?.connecting !== false) return { cause: 'no answer', detail: 'no TCP connection' };
    if (this.settings.tls && !this.isSecure)
      return { cause: 'no TLS here', detail: 'TCP connected, but no TLS' };
    return { cause: 'no answer', detail: 'TCP connected, but no reply to the WebSocket handshake' };
  }

  /**
   * The handshake begins when there is a TCP connection: what `ws` makes for it is nearly half of what an attempt costs, and a
   * board that is off is tried for days.
   */
  private dial(): void {
    const tcp = openTcp(this.settings, this.options, (chunk) => this.onRead(chunk));
    this.tcp = tcp;
    const onClose = () => this.events.closed(this.disconnectOf(1006));
    tcp.once('close', onClose);
    // Never taken away: without any, an error would end the process.
    tcp.on('error', (error: SocketError) => {
      if (this.ws === undefined) this.error ??= error;
    });
    tcp.once('connect', () => {
      tcp.off('close', onClose);
      this.guard(() => this.shakeHands(tcp));
    });
  }

  private onRead(chunk: Buffer): void {
    this.onBytes(chunk);
    this.tcp?.emit('data', chunk);
  }

  /** Before a message that ends with them is handled. Those of the handshake do not count. */
  private onBytes({ length }: Buffer): void {
    if (this.pace === undefined) return;
    this.events.activity();
    this.pace.onBytes(length);
  }

  private shakeHands(tcp: TcpSocket): void {
    this.events.connected?.();
    this.ws = openWebSocket(this.settings, this.options, tcp, (request) => this.finish(request));
    this.listen(this.ws);
  }

  /** Options of TLS that Node cannot use may throw at once. */
  private guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.tcp?.destroy();
      this.reportClosed({
        cause: this.settings.tls ? 'certificate' : 'this computer',
        detail: String(error),
      });
    }
  }

  private finish(request: ClientRequest): void {
    const note = ({ headers }: IncomingMessage) => {
      this.headers = headers;
    };
    request.prependOnceListener('response', note).prependOnceListener('upgrade', note);
    request.once('socket', (socket) => {
      // With TLS, a socket around the first one.
      this.tcp = socket;
      socket.once('secureConnect', () => {
        this.isSecure = true;
      });
    });
    request.end();
  }

  private reportClosed(disconnect: Disconnect): void {
    this.ending ??= setImmediate(() => this.events.closed(disconnect));
  }

  private listen(ws: WebSocket): void {
    const pace = new ReadingPace(ws, this);
    ws.once('open', () => {
      this.pace = pace;
      // Not before `open`: a data listener older than that of ws would take bytes away from it.
      if (this.settings.tls) this.tcp?.prependListener('data', (chunk: Buffer) => this.onBytes(chunk));
      this.events.opened();
    });
    ws.on('pong', (payload) => this.events.pong(payload));
    ws.on('message', (data, isBinary) => {
      this.events.message(data as Buffer, isBinary);
      pace.onMessage();
    });
    ws.on('error', (error: Error & SocketError) => {
      this.error ??= error;
    });
    ws.once('close', (code, reason) => {
      clearTimeout(this.goodbye);
      this.events.closed(this.disconnectOf(code, reason), this.error === undefined ? code : undefined);
    });
  }

  private disconnectOf(code: number, reason: Buffer = Buffer.alloc(0)): Disconnect {
    const { error, headers } = this;
    const { maxInBytes, outbox, url } = this.settings;
    return error === undefined
      ? disconnectByClose(code, reason, outbox.maxMessageBytes)
      : disconnectByError(error, { headers, maxInBytes, url });
  }
}
