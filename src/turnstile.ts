/**
 * Lets so many pass in each turn of the event loop, at once while they can and in order; the rest waits in line. Node-RED
 * delivers each message in a turn of its own, so what passes without limit piles up there, and is slow to be thrown away.
 */
export class Turnstile<T> {
  /** Who waits, in the portions that will pass: all but the last are full. */
  private portions: T[][] = [];
  private passed = 0;
  private turn: NodeJS.Immediate | undefined;

  constructor(
    private readonly perTurn: number,
    private readonly pass: (item: T) => void,
  ) {}

  get waiting(): number {
    const last = this.portions.at(-1);
    return last === undefined ? 0 : (this.portions.length - 1) * this.perTurn + last.length;
  }

  enter(item: T): void {
    if (this.passed === this.perTurn || this.portions.length > 0) this.queue(item);
    else this.let(item);
  }

  /** Forgets who waits. */
  clear(): void {
    this.portions = [];
  }

  private queue(item: T): void {
    const last = this.portions.at(-1);
    if (last !== undefined && last.length < this.perTurn) last.push(item);
    else this.portions.push([item]);
  }

  private let(item: T): void {
    this.passed += 1;
    this.turn ??= setImmediate(() => this.nextTurn());
    this.pass(item);
  }

  private nextTurn(): void {
    this.turn = undefined;
    this.passed = 0;
    for (const item of this.portions.shift() ?? []) this.let(item);
  }
}
