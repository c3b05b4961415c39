import { deepEqual } from 'node:assert/strict';
import type { Connection } from '../../src/link/connection.js';
import type { Report } from '../../src/link/report.js';
import { Watcher } from '../support/watcher.js';

/** A watcher that counts, and tells times. */
export class Recorder extends Watcher {
  static override of(connection: Connection): Recorder {
    const recorder = new Recorder(connection);
    connection.register(recorder);
    return recorder;
  }

  /** Sends until a whole window may be in flight: 1, 2, 4 and 8 messages, each after the last is confirmed. */
  async openWindow(): Promise<void> {
    for (const count of [1, 2, 4, 8]) {
      const ends = await Promise.all(Array.from({ length: count }, () => this.send('.')));
      deepEqual(new Set(ends), new Set(['ok']));
    }
    await this.mayHaveInFlight(16);
  }

  /** When the board came into a state for the `nth` time, from 1 on, once it has. */
  async when(state: Report['state'], nth = 1): Promise<number> {
    await this.until(() => this.count(state) >= nth);
    return this.reports.filter((report) => report.state === state)[nth - 1]!.at;
  }

  /** The `nth` report, from 1 on, of a loss. */
  async loss(nth = 1): Promise<Report> {
    await this.until(() => this.count('lost') >= nth);
    return this.reports.filter(({ state }) => state === 'lost')[nth - 1]!;
  }

  count(state: Report['state']): number {
    return this.states.filter((one) => one === state).length;
  }

  /**
   * How long it was at least from each loss to the next attempt, in milliseconds. From the report before the loss on: it was
   * noted before the wait began, and the one of the loss itself may have been noted later than that.
   */
  waitsMs(): number[] {
    return this.reports.flatMap(({ at, state }, index) => {
      const [before, loss] = this.reports.slice(Math.max(0, index - 2), index);
      return state === 'connecting' && loss?.state === 'lost' ? [at - before!.at] : [];
    });
  }
}
