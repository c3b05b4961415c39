import type { Connection } from '../../src/connection.js';
import type { Report } from '../../src/status.js';
import { Watcher } from '../support/watcher.js';

interface Stamped {
  readonly report: Report;
  readonly at: number;
}

/** A watcher that also knows when it was told what. */
export class Witness extends Watcher {
  readonly history: Stamped[] = [];

  static override of(connection: Connection): Witness {
    const witness = new Witness(connection);
    connection.register(witness);
    return witness;
  }

  override onReport(report: Report): void {
    this.history.push({ report, at: performance.now() });
    super.onReport(report);
  }

  /** When the board came into a state for the `nth` time, from 1 on, once it has. */
  async when(state: Report['state'], nth = 1): Promise<number> {
    await this.until(() => this.count(state) >= nth);
    return this.history.filter(({ report }) => report.state === state)[nth - 1]!.at;
  }

  /** The `nth` report, from 1 on, of a loss. */
  async loss(nth = 1): Promise<Report> {
    await this.until(() => this.count('lost') >= nth);
    return this.reports.filter(({ state }) => state === 'lost')[nth - 1]!;
  }

  count(state: Report['state']): number {
    return this.states.filter((one) => one === state).length;
  }

  /** How long it waited before each attempt but the first, in milliseconds. */
  waitsMs(): number[] {
    return this.history.flatMap(({ report, at }, index) => {
      const before = this.history[index - 1];
      return report.state === 'connecting' && before?.report.state === 'lost' ? [at - before.at] : [];
    });
  }
}
