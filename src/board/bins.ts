/** What a bin counts, by its place: connected and not connected in milliseconds, outages, those that ended, the longest. */
export const places = { upMs: 0, downMs: 1, outages: 2, reconnects: 3, longestMs: 4 } as const;

/** How many numbers a bin has. */
export const fields = 5;

/** The kinds of bins in which nothing changed: no connection was wanted, or there was one, or none, the whole time. */
const [unused, wholeUp, wholeDown] = [0, 1, 2];
/** The kind of any other bin says where its numbers are: this is the first place. */
const firstSlot = 3;

/**
 * The newest bins of equal length, by their number; of one that is over and in which nothing changed, one byte is kept, of any other
 * 21. Pure.
 */
export class Bins {
  private readonly kinds: Uint8Array;
  /** The numbers of the bins in which something changed; grows with them. */
  private slots = new Float32Array(4 * fields);

  /**
   * @param size how many are kept, at most 253: the kind of a bin is a byte
   * @param binMs how long each is, in milliseconds
   */
  constructor(
    private readonly size: number,
    private readonly binMs: number,
  ) {
    this.kinds = new Uint8Array(size);
  }

  /** What the numbers take, in bytes. */
  get bytes(): number {
    return this.kinds.byteLength + this.slots.byteLength;
  }

  valueAt(bin: number, place: number): number {
    const kind = this.kinds[this.indexOf(bin)] ?? unused;
    if (kind >= firstSlot) return this.slots[fields * (kind - firstSlot) + place] ?? 0;
    const isWhole =
      (kind === wholeUp && place === places.upMs) || (kind === wholeDown && place === places.downMs);
    return isWhole ? this.binMs : 0;
  }

  increase(bin: number, place: number, by: number): void {
    const at = this.slotOf(bin) + place;
    this.slots[at] = (this.slots[at] ?? 0) + by;
  }

  raise(bin: number, place: number, atLeast: number): void {
    const at = this.slotOf(bin) + place;
    this.slots[at] = Math.max(this.slots[at] ?? 0, atLeast);
  }

  /** A new bin takes the place of the oldest. */
  clear(bin: number): void {
    this.kinds[this.indexOf(bin)] = unused;
  }

  /** The bin is over: keeps it as one byte, where nothing changed in it. */
  simplify(bin: number): void {
    const [upMs = 0, downMs = 0, ...events] = this.valuesOf(bin);
    // A thousandth of a bin may have been lost in rounding.
    const isWhole = Math.max(upMs, downMs) > 0.999 * this.binMs && Math.min(upMs, downMs) === 0;
    if (isWhole && events.every((event) => event === 0))
      this.kinds[this.indexOf(bin)] = upMs > 0 ? wholeUp : wholeDown;
  }

  /** Where the numbers of a bin are that is to change; its kind says so from now on. */
  private slotOf(bin: number): number {
    const index = this.indexOf(bin);
    const kind = this.kinds[index] ?? unused;
    if (kind >= firstSlot) return fields * (kind - firstSlot);
    let free = firstSlot;
    while (this.kinds.includes(free)) free += 1;
    const at = fields * (free - firstSlot);
    if (at === this.slots.length) this.grow();
    this.slots.set(this.valuesOf(bin), at);
    this.kinds[index] = free;
    return at;
  }

  private grow(): void {
    const larger = new Float32Array(2 * this.slots.length);
    larger.set(this.slots);
    this.slots = larger;
  }

  private valuesOf(bin: number): readonly number[] {
    return Object.values(places).map((place) => this.valueAt(bin, place));
  }

  /** Where a bin is in the ring. */
  private indexOf(bin: number): number {
    return ((bin % this.size) + this.size) % this.size;
  }
}
