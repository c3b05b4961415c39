/**
 * Lets so many pass in a turn of the event loop, at once while they can and in order; the rest waits in line. Node-RED
 * delivers each message in a turn of its own, so what passes without limit piles up there, and is slow to be thrown away.
 */
export class Turnstile<T> {
  private line: T[] = [];
  private passed = 0;
  private turn: NodeJS.Immediate | undefined;

  constructor(
    private readonly perTurn: number,
    private readonly pass: (item: T) => void,
  ) {}

  get waiting(): number {
    return this.line.length;
  }

  enter(item: T): void {
    if (this.passed === this.perTurn) this.line.push(item);
    else this.let(item);
  }

  /** Forgets who waits. */
  clear(): void {
    this.line = [];
  }

  /** Halfway is soon enough to await the end of the turn: who comes by ones and twos finds the count begun anew by then. */
  private let(item: T): void {
    this.passed += 1;
    if (this.passed >= this.perTurn / 2) this.turn ??= setImmediate(() => this.nextTurn());
    this.pass(item);
  }

  private nextTurn(): void {
    this.turn = undefined;
    this.passed = 0;
    for (const item of this.line.splice(0, this.perTurn)) this.let(item);
  }
}
