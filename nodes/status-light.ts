import type { Node } from 'node-red';
import type { NodeStatus } from '../src/status.js';

/** A person sees no more than this, and each status goes to every open editor. */
const restMs = 250;

/** Shows a node's status: at once after a quiet time, else the newest one after a rest. */
export class StatusLight {
  private next: NodeStatus | undefined;
  private rest: NodeJS.Timeout | undefined;

  constructor(private readonly node: Node) {}

  show(status: NodeStatus): void {
    if (this.rest !== undefined) this.next = status;
    else this.light(status);
  }

  /** Shows nothing any more: flows may stay stopped, and green must not stay with them. */
  off(): void {
    clearTimeout(this.rest);
    this.rest = undefined;
    this.node.status({});
  }

  private light(status: NodeStatus): void {
    this.node.status(status);
    this.next = undefined;
    this.rest = setTimeout(() => {
      this.rest = undefined;
      if (this.next !== undefined) this.light(this.next);
    }, restMs);
  }
}
