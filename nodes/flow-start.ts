import type { EventEmitter } from 'node:events';
import type { Gate } from '../src/link/dial-gate.js';

/** Knows from Node-RED whether flows are being started. */
export class FlowStart {
  private isWatched = false;
  /** Runs while flows are being started. */
  private timeout: NodeJS.Timeout | undefined;
  private ending: NodeJS.Immediate | undefined;
  private readonly waiting = new Set<() => void>();

  /** @param longestMs after which a start counts as over, in milliseconds: one that fails halfway never reports its end */
  constructor(private readonly longestMs: number) {}

  /** Listens from now on; once, however often it is asked. */
  watch(events: EventEmitter): void {
    if (this.isWatched) return;
    this.isWatched = true;
    events.on('flows:starting', () => {
      clearTimeout(this.timeout);
      clearImmediate(this.ending);
      this.timeout = setTimeout(() => this.end(), this.longestMs).unref();
    });
    // A virtual board that has been created in this turn listens in the next one.
    events.on('flows:started', () => {
      this.ending = setImmediate(() => this.end());
    });
  }

  /** A gate before another one, closed while flows start: a virtual board may be created after the nodes that use it. */
  gateBefore(gate: Gate): Gate {
    return (dial) => {
      if (this.timeout === undefined) return gate(dial);
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
    clearTimeout(this.timeout);
    this.timeout = undefined;
    const dials = [...this.waiting];
    this.waiting.clear();
    for (const dial of dials) dial();
  }
}

/** The flows of this process. Constructors of nodes take no 10 s; a dial that comes too early is only made again. */
export const flowStart = new FlowStart(10_000);
