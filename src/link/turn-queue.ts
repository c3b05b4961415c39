/**
 * A queue that delivers a limited number of items in each turn of the event loop, in order; items within the limit are
 * delivered at once. Node-RED delivers each message in a turn of its own: without a limit messages would pile up there.
 */
export class TurnQueue<T> {
  private queue: T[] = [];
  private delivered = 0;
  private turn: NodeJS.Immediate | undefined;

  constructor(
    private readonly perTurn: number,
    private readonly deliver: (item: T) => void,
  ) {}

  /** How many items wait. */
  get length(): number {
    return this.queue.length;
  }

  push(item: T): void {
    if (this.delivered === this.perTurn) this.queue.push(item);
    else this.deliverNow(item);
  }

  /** Discards what waits. */
  clear(): void {
    this.queue = [];
  }

  /** The end of the turn is awaited from half of the limit on: single items then cost no turn of their own. */
  private deliverNow(item: T): void {
    this.delivered += 1;
    if (this.delivered >= this.perTurn / 2) this.turn ??= setImmediate(() => this.nextTurn());
    this.deliver(item);
  }

  private nextTurn(): void {
    this.turn = undefined;
    this.delivered = 0;
    for (const item of this.queue.splice(0, this.perTurn)) this.deliverNow(item);
  }
}
