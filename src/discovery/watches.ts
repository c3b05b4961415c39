/** RFC 6762: a board says eight times that it is there. One new attempt each 5 s is enough, and a liar gets no more. */
export const restMs = 5_000;

interface Watch {
  readonly key: string;
  readonly onPresent: () => void;
  toldAt: number;
}

/** Who wants to know when a board is heard: pure, times are arguments, monotonic, in milliseconds. */
export class Watches {
  private readonly byKey = new Map<string, Set<Watch>>();

  /**
   * @param key the board's name (`kitchen.local`, in small letters) or IPv4 address
   * @param onPresent called when it is heard, at most once in {@link restMs}
   * @returns how to end it
   */
  add(key: string, onPresent: () => void): () => void {
    const watch = { key, onPresent, toldAt: Number.NEGATIVE_INFINITY };
    const others = this.byKey.get(key) ?? new Set();
    this.byKey.set(key, others.add(watch));
    return () => {
      others.delete(watch);
      if (others.size === 0 && this.byKey.get(key) === others) this.byKey.delete(key);
    };
  }

  /** These names and addresses have been heard. */
  tell(present: ReadonlySet<string>, now: number): void {
    for (const key of present) {
      for (const watch of this.byKey.get(key) ?? []) {
        if (now - watch.toldAt < restMs) continue;
        watch.toldAt = now;
        watch.onPresent();
      }
    }
  }
}
