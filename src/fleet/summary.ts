import { type NodeStatus, statusOf } from '../board/node-status.js';
import type { Report } from '../link/report.js';

/** States in which messages go both ways. */
const upStates: ReadonlySet<Report['state']> = new Set(['no pongs', 'ready', 'slow']);

/** A node whose boards have not been found yet. */
const noBoards: NodeStatus = { fill: 'grey', shape: 'ring', text: 'no boards yet' };

/**
 * The status of a node that uses any number of boards: of one as if there were no others, of several how many are connected,
 * and where only one is away, why.
 */
export class Summary {
  private readonly up = new Map<string, Report>();
  private readonly away = new Map<string, Report>();

  /** A board is like this now. @returns the status */
  update(name: string, report: Report): NodeStatus {
    this.forget(name);
    (upStates.has(report.state) ? this.up : this.away).set(name, report);
    return this.status;
  }

  /** The node does not use this board any more. @returns the status */
  delete(name: string): NodeStatus {
    this.forget(name);
    return this.status;
  }

  get isEmpty(): boolean {
    return this.up.size + this.away.size === 0;
  }

  get status(): NodeStatus {
    const all = this.up.size + this.away.size;
    const [up] = this.up.values();
    const [away] = this.away.values();
    const any = up ?? away;
    if (any === undefined) return noBoards;
    if (all === 1) return statusOf(any);
    const text = `${this.up.size}/${all}`;
    if (away === undefined) return { fill: 'green', shape: 'dot', text };
    if (up === undefined) return { fill: 'red', shape: 'ring', text };
    return { fill: 'yellow', shape: 'dot', text: this.away.size === 1 ? statusOf(away).text : text };
  }

  private forget(name: string): void {
    this.up.delete(name);
    this.away.delete(name);
  }
}
