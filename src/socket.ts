import type { ClientRequest } from 'node:http';
import type { LookupFunction, Socket as TcpSocket } from 'node:net';
import WebSocket, { type ClientOptions } from 'ws';
import { causeOfClose, causeOfError, detailOfError, type SocketError } from './cause.js';
import type { Loss } from './connection-state.js';
import type { Outgoing } from './message.js';
import type { Settings } from './settings.js';

/** What a socket reports, in the order of RFC 6455: `opened` at most once, `closed` exactly once and last. */
export interface SocketEvents {
  opened(): void;
  /** Any bytes from the board, before what they say: a picture that takes a minute raises no `message` until it is whole. */
  life(): void;
  pong(payload: Buffer): void;
  message(data: Buffer, isBinary: boolean): void;
  /** @param closeCode the board's, where it closed */
  closed(loss: Loss, closeCode?: number): void;
  /** Whether what was read is still being taken in: nothing more is read meanwhile, and the board, if it sends on, waits. */
  isBehind(): boolean;
}

/** Options that ws 8.23 has and its type package has not yet. */
interface NewerOptions {
  closeTimeout: number;
  lookup?: LookupFunction;
  maxBufferedChunks: number;
  maxFragments: number;
  maxPendingAutoPongs: number;
}

/** What a socket needs from outside. */
export interface SocketOptions {
  /** TLS options in Node's words, for a `wss:` board. */
  readonly tls?: ClientOptions | undefined;
  /** How names are resolved, in the words of Node's `net.connect`. */
  readonly lookup?: LookupFunction | undefined;
}

/** Lets a dial happen, now or when its turn comes; returns how to take it back. */
export type Gate = (dial: () => void) => () => void;

/** What Node.js reads at a time; where it has got so much, more is waiting. */
const largestChunkBytes = 65_536;

/** One WebSocket to a board: used once, never again. Exceptions end here: one in a socket event would end the process. */
export class Socket {
  private ws: WebSocket | undefined;
  private tcp: TcpSocket | undefined;
  private isSecure = false;
  private ending: NodeJS.Immediate | undefined;
  private error: SocketError | undefined;
  private readonly leaveGate: () => void;

  constructor(
    private readonly settings: Settings,
    private readonly options: SocketOptions,
    gate: Gate,
    private readonly events: SocketEvents,
  ) {
    this.leaveGate = gate(() => this.dial());
  }

  get isOpen(): boolean {
    return this.ws?.readyState === WebSocket.OPEN;
  }

  /**
   * Writes messages, each whole and in one frame: the board's library does not put fragments together. What is written in
   * one go costs one call of the operating system, not one for each message.
   */
  send(messages: readonly Outgoing[]): void {
    if (!this.isOpen) return;
    this.tcp?.cork();
    for (const { data } of messages) this.ws?.send(data);
    this.tcp?.uncork();
  }

  ping(payload: Buffer): void {
    if (this.isOpen) this.ws?.ping(payload);
  }

  /** Says goodbye with 1001: Node-RED is going away from this board. `closed` follows when the board has answered. */
  close(): void {
    this.ws?.close(1001);
  }

  /** Lets go at once, in whatever state; `closed` follows, and nothing that is still on the way is repeated. */
  terminate(): void {
    this.leaveGate();
    if (this.ws === undefined) {
      this.closeSoon({ cause: 'lost', detail: 'given up before it was dialled' });
      return;
    }
    if (this.ws.readyState !== WebSocket.CONNECTING) this.endByReset();
    this.ws.terminate();
  }

  /** What the handshake still waits for. */
  get stuck(): Loss {
    if (this.tcp?.connecting !== false) return { cause: 'no answer', detail: 'no TCP connection' };
    if (this.settings.tls && !this.isSecure)
      return { cause: 'no TLS here', detail: 'TCP connected, but no TLS' };
    return { cause: 'no answer', detail: 'TCP connected, but no reply to the WebSocket handshake' };
  }

  private dial(): void {
    try {
      this.ws = this.open();
      this.listen(this.ws);
    } catch (error) {
      // Options of TLS that Node cannot use may throw at once.
      this.closeSoon({ cause: this.settings.tls ? 'certificate' : 'this computer', detail: String(error) });
    }
  }

  private open(): WebSocket {
    const { authorization, limits, maxInBytes, subprotocol, url } = this.settings;
    const { lookup, tls } = this.options;
    const options: ClientOptions & NewerOptions = {
      ...tls,
      ...(lookup === undefined ? {} : { lookup }),
      ...(authorization === undefined ? {} : { auth: authorization }),
      // For a board that says goodbye and does not hang up: ws itself would wait 30 s. Where the goodbye is ours, we are sooner.
      closeTimeout: limits.closeMs + 100,
      finishRequest: (request) => this.finish(request),
      followRedirects: false,
      // A picture in small frames still passes; a bomb of one-byte pieces does not (CVE-2026-48779).
      maxBufferedChunks: 16_384,
      maxFragments: 1_024,
      maxPayload: maxInBytes,
      // A board that pings in a flood and does not read is let go.
      maxPendingAutoPongs: 8,
      perMessageDeflate: false,
      // A sketch that sends a Latin-1 "°" must not flap for ever: message.ts repairs and tells.
      skipUTF8Validation: true,
    };
    return new WebSocket(url, subprotocol === undefined ? [] : [subprotocol], options);
  }

  private finish(request: ClientRequest): void {
    request.once('socket', (tcp) => {
      this.tcp = tcp;
      tcp.once('secureConnect', () => {
        this.isSecure = true;
      });
    });
    request.end();
  }

  /**
   * After a plain end the system would repeat what was written for minutes, and a message told of as unknown could reach the
   * board after newer ones. Node's own `resetAndDestroy()` waits for a board that is gone; this is the mark that it sets. An
   * end that is on its way already excludes it: Node would not let go of the socket.
   */
  private endByReset(): void {
    if (this.settings.tls || this.tcp === undefined || this.tcp.writableEnded) return;
    Object.assign(this.tcp, { resetAndClosing: true });
  }

  private closeSoon(loss: Loss): void {
    this.ending ??= setImmediate(() => this.events.closed(loss));
  }

  private listen(ws: WebSocket): void {
    const { events } = this;
    ws.once('open', () => {
      // Not sooner: a listener for data that is there before that of ws would take bytes away from it. First of all, so that
      // the board is known to live before what it said is acted on.
      this.tcp?.prependListener('data', (chunk: Buffer) => {
        events.life();
        if (chunk.length >= largestChunkBytes) this.rest(ws);
      });
      events.opened();
    });
    ws.on('pong', (payload) => events.pong(payload));
    ws.on('message', (data, isBinary) => {
      events.message(data as Buffer, isBinary);
      if (events.isBehind()) this.rest(ws);
    });
    ws.on('error', (error: Error & SocketError) => {
      this.error ??= error;
    });
    ws.once('close', (code, reason) =>
      events.closed(this.lossOf(code, reason), this.error === undefined ? code : undefined),
    );
  }

  /**
   * Reads nothing for a turn, or until what was read is taken in. Without it libuv reads 32 chunks in a row, some 20,000
   * messages, before anything else has its turn. A board that is not listened to cannot be called silent.
   */
  private rest(ws: WebSocket): void {
    if (ws.isPaused) return;
    ws.pause();
    const goOn = () => {
      if (!this.events.isBehind()) return ws.resume();
      this.events.life();
      setImmediate(goOn);
    };
    setImmediate(goOn);
  }

  private lossOf(code: number, reason: Buffer): Loss {
    if (this.error !== undefined) {
      return { cause: causeOfError(this.error), detail: detailOfError(this.error) };
    }
    const words = reason
      .toString('latin1')
      .replace(/[^\x20-\x7e]/g, '?')
      .slice(0, 64);
    return {
      cause: causeOfClose(code),
      detail: words === '' ? `closed with ${code}` : `closed with ${code}: ${words}`,
    };
  }
}
