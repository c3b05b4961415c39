import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

/** A board's end of its link: over a WebSocket, or over an MQTT broker. Emits `text` with what it is told. */
export interface Link extends EventEmitter<{ text: [string] }> {
  readonly socket: Socket;
  /** The bytes that say this text. */
  frame(text: string): Buffer;
}

/** Boards that can be reached. */
export interface Shore {
  /** Whoever has connected, in no order. */
  readonly links: ReadonlySet<Link>;
  /** Calls back with each new link. */
  onLink(callBack: (link: Link) => void): void;
}
