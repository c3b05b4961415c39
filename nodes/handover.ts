import type { EventEmitter } from 'node:events';
import type { Fleet } from '../src/fleet/fleet.js';

/**
 * Keeps the boards of a config node from the moment at which a deploy removes it to the one at which it creates it anew: those
 * that are in both stay connected. Only for a deploy of what was modified, which is sure to create it again.
 */
export class Handover {
  private isWatched = false;
  private isPartialDeploy = false;
  private readonly waiting = new Map<string, Fleet>();
  /** Runs while a config node waits to be created again. */
  private timeout: NodeJS.Timeout | undefined;

  /** @param longestMs after which nobody is waited for any more, in milliseconds: a deploy that fails never reports its end */
  constructor(private readonly longestMs: number) {}

  /** Listens from now on; once, however often it is asked. */
  watch(events: EventEmitter): void {
    if (this.isWatched) return;
    this.isWatched = true;
    events.on('flows:stopping', ({ type }: { type?: unknown } = {}) => {
      this.isPartialDeploy = type === 'nodes' || type === 'flows';
    });
    events.on('flows:started', () => this.end());
  }

  /** The config node of this id is closed, and not for good. Ends once the boards are kept, or closed. */
  async give(id: string, fleet: Fleet): Promise<void> {
    if (!this.isPartialDeploy) return fleet.close();
    fleet.detach();
    this.waiting.set(id, fleet);
    this.timeout ??= setTimeout(() => this.end(), this.longestMs);
  }

  /** The boards that the config node of this id had before. */
  take(id: string): Fleet | undefined {
    const fleet = this.waiting.get(id);
    this.waiting.delete(id);
    return fleet;
  }

  private end(): void {
    clearTimeout(this.timeout);
    this.timeout = undefined;
    this.isPartialDeploy = false;
    for (const fleet of this.waiting.values()) void fleet.close();
    this.waiting.clear();
  }
}

/** The config nodes of this process. */
export const handover = new Handover(10_000);
