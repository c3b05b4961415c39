import type { EventEmitter } from 'node:events';
import type { Gate } from '../src/socket.js';

/** Knows from Node-RED whether flows are being started. */
export class FlowStart {
  private isWatched = false;
  /** Runs while flows are being started. */
  private patience: NodeJS.Timeout | undefined;
  private readonly waiting = new Set<() => void>();

  /** @param longestMs how long a start counts as one: one that fails halfway is never told to be over */
  constructor(private readonly longestMs: number) {}

  /** Listens from now on; once, however often it is asked. */
  watch(events: EventEmitter): void {
    if (this.isWatched) return;
    this.isWatched = true;
    events.on('flows:starting', () => {
      clearTimeout(this.patience);
      this.patience = setTimeout(() => this.end(), this.longestMs).unref();
    });
    events.on('flows:started', () => this.end());
  }

  /** A gate before another one: while flows start it is shut, since a virtual board may come after those who dial it. */
  gateBefore(gate: Gate): Gate {
    return (dial) => {
      if (this.patience === undefined) return gate(dial);
      let leave = () => {
        this.waiting.delete(enter);
      };
      const enter = () => {
        leave = gate(dial);
      };
      this.waiting.add(enter);
      return () => leave();
    };
  }

  private end(): void {
    clearTimeout(this.patience);
    this.patience = undefined;
    const dials = [...this.waiting];
    this.waiting.clear();
    for (const dial of dials) dial();
  }
}

/** The flows of this process. Constructors of nodes take no 10 s; a dial that comes too early is only made again. */
export const flowStart = new FlowStart(10_000);
