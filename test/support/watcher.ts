import type { Connection } from '../../src/link/connection.js';
import type { Report } from '../../src/link/report.js';
import type { User } from '../../src/link/users.js';
import { encode } from '../../src/message/encode.js';
import { readDelivery } from '../../src/settings/delivery-settings.js';
import { mayHaveInFlight } from './pace.js';

/**
 * A report and when it was noted, in milliseconds: whoever waits for it may be late to look. What it tells of has happened a
 * little before, on a busy machine more than that; and after the report before.
 */
type Stamped = Report & { at: number };

/** A user of a Connection that keeps what it is told, and can be waited for. */
export class Watcher implements User {
  readonly reports: Stamped[] = [];
  readonly messages: (string | Buffer)[] = [];
  reboots = 0;
  private readonly waiting = new Set<() => void>();

  constructor(readonly connection: Connection) {}

  /** A watcher that is registered already. */
  static of(connection: Connection): Watcher {
    const watcher = new Watcher(connection);
    connection.register(watcher);
    return watcher;
  }

  get states(): string[] {
    return this.reports.map(({ state }) => state);
  }

  onReport(report: Report): void {
    this.reports.push({ ...report, at: performance.now() });
    this.check();
  }

  onReboot(): void {
    this.reboots += 1;
    this.check();
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    this.messages.push(isBinary ? data : data.toString());
    this.check();
  }

  /**
   * Sends a payload, and tells how it ended: `ok`, `replaced`, `dropped`, or the error's code.
   *
   * @param saved the terms of delivery, as the editor saves them
   */
  async send(payload: unknown, saved: object = {}, topic?: string): Promise<string> {
    return this.connection.send(encode(payload), this, readDelivery({ ...saved }), topic).then(
      (outcome) => (outcome === 'confirmed' ? 'ok' : outcome),
      (error: { code: string }) => error.code,
    );
  }

  /** Waits until the newest report, or the one a condition picks, is there; mocha's time limit ends a wait in vain. */
  async report(isMeant: (report: Report) => boolean): Promise<Stamped> {
    await this.until(() => this.reports.some(isMeant));
    return this.reports.find(isMeant)!;
  }

  /** Waits until the board is in this state, now. */
  async state(state: Report['state']): Promise<Stamped> {
    await this.until(() => this.reports.at(-1)?.state === state);
    return this.reports.at(-1)!;
  }

  /** Waits until the board seems so fast that so many messages may be in flight, and 64 may wait. */
  mayHaveInFlight(messages: number): Promise<void> {
    return mayHaveInFlight(this.connection, messages);
  }

  async until(isSo: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = () => {
        if (!isSo()) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
  }

  private check(): void {
    for (const waiter of this.waiting) waiter();
  }
}
