import type { BootSettings } from './options.js';
import type { Awaitable, Sketch, WStype } from './sketch.js';
import { Thread } from './thread.js';
import { type ServerEvents, WebSocketsServer } from './web-sockets-server.js';

/** What a running board reports. */
export interface BootEvents extends Omit<ServerEvents, 'event'> {
  /** The sketch threw: on a board, an exception that restarts it. */
  crashed(error: unknown): void;
  /** setup() has returned, or thrown. */
  started(): void;
  /** The sketch's event callback is about to be called. */
  event(num: number, type: WStype, payload: Buffer): void;
}

/** One run of the board, from power-up to power-down: a sketch, its server and the endless loop(). */
export class Boot {
  readonly server: WebSocketsServer;
  private readonly events: BootEvents;
  private readonly settings: BootSettings;
  private readonly sketch: Sketch;
  private readonly thread = new Thread();
  private hasPower = true;
  private hasStarted = false;
  /** Something has happened to the board for which its loop() must run once more. */
  private isTouched = false;
  private loopEndedMs = 0;
  private sketchDueMs: number | undefined;
  private stalledUntilMs = 0;

  constructor(sketch: Sketch, settings: BootSettings, events: BootEvents) {
    this.events = events;
    this.settings = settings;
    this.sketch = sketch;
    this.server = new WebSocketsServer(this.thread, settings, {
      ...events,
      event: (num, type, payload) => this.event(num, type, payload),
    });
  }

  /** Runs for ever. `startsInMs`: time the board takes until setup(). */
  async run(startsInMs: number): Promise<never> {
    this.stall(startsInMs);
    await this.waitUntil(() => this.stalledUntilMs);
    this.sketchDueMs = 0;
    await this.guard(() => this.sketch.setup(this.server));
    this.hasStarted = true;
    this.events.started();
    for (;;) {
      await this.waitForWork();
      await this.server.loop();
      this.isTouched = false;
      const dueMs = await this.guard(() => this.sketch.loop?.(this.server.millis()));
      this.sketchDueMs = this.isTouched ? 0 : dueMs;
      await this.server.perform();
      this.loopEndedMs = this.server.millis();
    }
  }

  /** One `delay(ms)`, beginning now. */
  stall(ms: number): void {
    this.stalledUntilMs = Math.max(this.stalledUntilMs, this.server.millis()) + ms;
  }

  freeze(): void {
    this.thread.freeze();
    this.server.flow();
  }

  thaw(): void {
    this.thread.thaw();
    this.server.flow();
  }

  /** A board that does not run its loop() just now misses it. */
  press(): void {
    if (!this.hasStarted || this.thread.frozen) return;
    if (!this.sketch.press?.()) {
      this.events.println('The button was pressed, but this sketch does not read it.');
      return;
    }
    this.isTouched = true;
    this.sketchDueMs = 0;
    this.thread.wake();
  }

  /** As the library's close(), whatever the thread is doing: it stops there, and every client is sent 1000. */
  hangUp(): void {
    this.thread.end();
    this.server.close();
  }

  /** The power is gone. */
  end(): void {
    this.hasPower = false;
    this.thread.end();
    this.sketch.end?.();
  }

  /** Idle boards wait here, and so do those whose loop() is in a `delay()`. */
  private async waitForWork(): Promise<void> {
    do await this.thread.wait(this.workDueMs());
    while (this.server.millis() < this.workDueMs());
    const startMs = this.nextLoopMs();
    await this.waitUntil(() => Math.max(startMs, this.stalledUntilMs));
  }

  private workDueMs(): number {
    return this.server.isBusy ? 0 : Math.min(this.server.dueMs, this.sketchDueMs ?? Infinity);
  }

  /** Loops that found nothing to do are left out, but those that count stay where they would have been. */
  private nextLoopMs(): number {
    const { loopDelayMs } = this.settings;
    if (loopDelayMs === 0) return 0;
    const loops = Math.ceil((this.server.millis() - this.loopEndedMs) / loopDelayMs);
    return this.loopEndedMs + Math.max(1, loops) * loopDelayMs;
  }

  private async waitUntil(dueMs: () => number): Promise<void> {
    while (this.server.millis() < dueMs()) await this.thread.wait(dueMs());
  }

  private async event(num: number, type: WStype, payload: Buffer): Promise<void> {
    if (!this.hasPower) return;
    this.events.event(num, type, payload);
    await this.guard(() => this.sketch.onEvent(num, type, payload, payload.length));
  }

  /** Calls the sketch, unless it has been started anew in the meantime. */
  private async guard<T>(sketchFunction: () => Awaitable<T>): Promise<T | undefined> {
    if (!this.hasPower) return undefined;
    try {
      return await sketchFunction();
    } catch (error) {
      if (this.hasPower) this.events.crashed(error);
      return undefined;
    }
  }
}
