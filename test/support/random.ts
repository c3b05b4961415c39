/** Luck that a seed repeats. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Uniform in [0, 1): mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.integer(0, list.length - 1)]!;
  }

  isTrue(chance: number): boolean {
    return this.next() < chance;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.integer(0, 255)));
  }
}

/** A seed from the environment, to repeat what failed, or else one of now. */
export function seedOf(variable: string): number {
  return Number(process.env[variable] ?? Math.floor(Math.random() * 1_000_000_000));
}

/** How many times more than in CI the heavy tests are to do: `TIMES=20` fills an hour. */
export const times = Number(process.env.TIMES ?? 1);
