import { join } from 'node:path';
import { type Item, NodeRed } from '../support/node-red.js';
import type { Holding } from './holding.js';

/** Longer than Node keeps a connection of HTTP that nobody uses. */
const quietMs = 7_000;

/** A Node-RED that can be asked what it holds. */
export class WatchedNodeRed {
  private constructor(
    private readonly nodeRed: NodeRed,
    private readonly pid: number,
  ) {}

  static async start(): Promise<WatchedNodeRed> {
    process.env.NODE_OPTIONS = `--require ${JSON.stringify(join(__dirname, 'probe.js'))}`;
    try {
      const nodeRed = await NodeRed.start();
      const line = nodeRed.log.find((printed) => printed.startsWith('probed '));
      return new WatchedNodeRed(nodeRed, Number(line?.split(' ')[1]));
    } finally {
      delete process.env.NODE_OPTIONS;
    }
  }

  deploy(flows: readonly Item[], type: 'full' | 'flows' | 'nodes' = 'full'): Promise<void> {
    return this.nodeRed.deploy(flows, type);
  }

  /** Waits until so many boards are ready. */
  async ready(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.nodeRed.status(id, 'ready');
  }

  /** What the editor gets of a board. */
  async board(id: string): Promise<{ readonly counters: { readonly sent: Record<string, number> } }> {
    return (await fetch(`${this.nodeRed.url}/esp8266-ws/boards/${id}`)).json() as never;
  }

  /** What it holds now. */
  async holding(): Promise<Holding> {
    const { log } = this.nodeRed;
    const count = () => log.filter((line) => line.startsWith('holding ')).length;
    const before = count();
    process.kill(this.pid, 'SIGWINCH');
    await this.nodeRed.until(() => count() > before);
    const line = log.findLast((printed) => printed.startsWith('holding '))!;
    return JSON.parse(line.slice('holding '.length)) as Holding;
  }

  /** The least that it holds within a second: an attempt that is under way has timers and a socket of its own. */
  async holdingAtLeast(): Promise<Holding> {
    let least = await this.holding();
    for (let look = 0; look < 5; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const now = await this.holding();
      const [timers, sockets] = [Math.min(least.timers, now.timers), Math.min(least.sockets, now.sockets)];
      least = { ...now, timers, sockets };
    }
    return least;
  }

  /** What it holds without any flow, after a quiet time. */
  async holdingAtRest(): Promise<Holding> {
    await this.deploy([]);
    await new Promise((resolve) => setTimeout(resolve, quietMs));
    return this.holding();
  }

  stop(): Promise<void> {
    return this.nodeRed.stop();
  }
}
