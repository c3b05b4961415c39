import type { WStype } from './sketch.js';

const maxBytes = 16_000_000;

const maxEntries = 10_000;

/** What the sketch's event callback was given. */
export interface Received {
  num: number;
  type: EventName;
  payload: Buffer;
}

/** An event type in lower case and without the library's prefix: `text`, `bin`, `fragment_fin`, `ping` ... */
export type EventName = NameOf<WStype>;

type NameOf<Type> = Type extends `WStype_${infer Name}` ? Lowercase<Name> : never;

export function toReceived(num: number, type: WStype, payload: Buffer): Received {
  return { num, type: type.slice('WStype_'.length).toLowerCase() as EventName, payload };
}

/** Whether it is a text, a binary or a fragment of one. */
export function isMessage({ type }: Received): boolean {
  return /^(text|bin|fragment)/.test(type);
}

/** The newest entries, bounded in number and in bytes: a board may run for months. */
export class ReceivedLog {
  readonly entries: Received[] = [];
  private bytes = 0;

  add(received: Received): void {
    this.entries.push(received);
    this.bytes += received.payload.length;
    while (this.entries.length > maxEntries || this.bytes > maxBytes) {
      this.bytes -= this.entries.shift()!.payload.length;
    }
  }
}
