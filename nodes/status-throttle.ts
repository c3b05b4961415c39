import type { Node } from 'node-red';
import type { NodeStatus } from '../src/board/node-status.js';

/** The shortest time between two statuses, in milliseconds: each one is sent to every open editor. */
const intervalMs = 250;

/** Shows a node's status: at once, or the newest one when the last is 250 ms old. */
export class StatusThrottle {
  private next: NodeStatus | undefined;
  private interval: NodeJS.Timeout | undefined;
  private isCleared = false;

  constructor(private readonly node: Node) {}

  show(status: NodeStatus): void {
    if (this.isCleared) return;
    if (this.interval !== undefined) this.next = status;
    else this.display(status);
  }

  /** Shows nothing any more: flows may stay stopped, and must not stay green. */
  clear(): void {
    this.isCleared = true;
    clearTimeout(this.interval);
    this.interval = undefined;
    this.node.status({});
  }

  private display(status: NodeStatus): void {
    this.node.status(status);
    this.next = undefined;
    this.interval = setTimeout(() => {
      this.interval = undefined;
      if (this.next !== undefined) this.display(this.next);
    }, intervalMs);
  }
}
