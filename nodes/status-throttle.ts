import type { Node } from 'node-red';
import type { NodeStatus } from '../src/board/node-status.js';

/** The shortest time between two statuses, in milliseconds: each one is sent to every open editor. */
const intervalMs = 250;

/**
 * Shows a node's status: at once, or the newest one when the last is 250 ms old. An attempt to connect is shown once it has lasted
 * as long: the status of a board that refuses stays what it was.
 */
export class StatusThrottle {
  private shown: NodeStatus | undefined;
  private next: NodeStatus | undefined;
  private interval: NodeJS.Timeout | undefined;
  /** Whether it waits only because an attempt may fail at once. */
  private isPostponed = false;
  private isCleared = false;

  constructor(private readonly node: Node) {}

  show(status: NodeStatus): void {
    if (this.isCleared) return;
    this.next = status;
    // It has not lasted. A board that is off is tried for days: its timer would wake the process each time for nothing.
    if (this.isPostponed && status.text !== 'connecting') this.stopWaiting();
    if (this.interval !== undefined) return;
    if (this.shown !== undefined && status.text === 'connecting') {
      this.isPostponed = true;
      this.wait();
    } else this.display(status);
  }

  /** Shows nothing any more: flows may stay stopped, and must not stay green. */
  clear(): void {
    this.isCleared = true;
    this.stopWaiting();
    this.node.status({});
  }

  private display(status: NodeStatus): void {
    this.next = undefined;
    if (isSame(status, this.shown)) return;
    this.shown = status;
    this.node.status(status);
    this.wait();
  }

  private wait(): void {
    this.interval = setTimeout(() => {
      this.stopWaiting();
      if (this.next !== undefined) this.display(this.next);
    }, intervalMs);
  }

  private stopWaiting(): void {
    clearTimeout(this.interval);
    this.interval = undefined;
    this.isPostponed = false;
  }
}

function isSame(one: NodeStatus, other: NodeStatus | undefined): boolean {
  return one.text === other?.text && one.fill === other.fill && one.shape === other.shape;
}
