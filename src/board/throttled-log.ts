/** How often lines of one kind are written, in milliseconds. */
export const throttleMs = 10_000;

/** More kinds than this count as one: what tells kinds apart may come from a flow. */
const mostKinds = 16;

interface Repeats {
  /** The newest of its kind. */
  line: unknown;
  /** How many have come since the last line that was written. */
  count: number;
  readonly interval: NodeJS.Timeout;
}

/** Keeps a log readable: the first line of a kind is written at once, the others every 10 s as one, with their number. */
export class ThrottledLog {
  private readonly kinds = new Map<string, Repeats>();
  private isClosed = false;

  /** @param write writes a line; `count` is how many of its kind it stands for */
  constructor(private readonly write: (line: unknown, count: number) => void) {}

  /** @param kind what counts as the same line */
  add(kind: string, line: unknown): void {
    if (this.isClosed) {
      this.write(line, 1);
      return;
    }
    const key = this.kinds.has(kind) || this.kinds.size < mostKinds ? kind : 'others';
    const repeats = this.kinds.get(key);
    if (repeats !== undefined) {
      repeats.line = line;
      repeats.count += 1;
      return;
    }
    const interval = setInterval(() => this.summarise(key), throttleMs).unref();
    this.kinds.set(key, { line, count: 0, interval });
    this.write(line, 1);
  }

  /** Writes what is not written yet, and leaves no timer: what comes later is written at once. */
  close(): void {
    this.isClosed = true;
    for (const [kind, { interval }] of this.kinds) {
      this.summarise(kind);
      clearInterval(interval);
    }
    this.kinds.clear();
  }

  private summarise(kind: string): void {
    const repeats = this.kinds.get(kind);
    if (repeats === undefined) return;
    const { count, interval, line } = repeats;
    repeats.count = 0;
    if (count > 0) this.write(line, count);
    else {
      clearInterval(interval);
      this.kinds.delete(kind);
    }
  }
}
