import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

/** A board's end of its link: over a WebSocket, or over an MQTT broker. Emits `text` with what it is told. */
export interface Link extends EventEmitter<{ text: [string] }> {
  readonly socket: Socket;
  /** How long it takes to answer a ping, in milliseconds, where it can be slow. */
  pongMs?: number;
  /** The bytes that say this text. */
  frame(text: string): Buffer;
}

/** Boards that can be reached. */
export interface Peer {
  /** Whoever has connected, in no order. */
  readonly links: ReadonlySet<Link>;
  /** How many boards somebody is connected to. */
  readonly linked: number;
  /** Calls back when a board has a new link; with it, where messages of its own can be said on it. */
  onLink(callBack: (link?: Link) => void): void;
}
