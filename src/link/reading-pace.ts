import type WebSocket from 'ws';

/** What is read at a time, in bytes: as much as Node.js does. After so many, more are waiting. */
export const largestReadBytes = 65_536;

/** What the pace of reading depends on, and what it reports. */
export interface ReadingEvents {
  /** Called while reading is paused: a board that is not read from must not be judged by what was not read. */
  readingPaused(): void;
  /** Whether messages still wait to be delivered. */
  isBehind(): boolean;
}

/**
 * Pauses reading for a turn of the event loop after a full chunk, and for as long as messages wait to be delivered. Without
 * it libuv reads 32 chunks in a row, some 20,000 messages, before anything else gets its turn.
 */
export class ReadingPace {
  constructor(
    private readonly ws: WebSocket,
    private readonly events: ReadingEvents,
  ) {}

  onBytes(length: number): void {
    if (length >= largestReadBytes) this.pause();
  }

  onMessage(): void {
    if (this.events.isBehind()) this.pause();
  }

  private pause(): void {
    if (this.ws.isPaused) return;
    this.ws.pause();
    setImmediate(() => this.resumeOrWait());
  }

  private resumeOrWait(): void {
    if (this.events.isBehind()) {
      this.events.readingPaused();
      setImmediate(() => this.resumeOrWait());
    } else this.ws.resume();
  }
}
