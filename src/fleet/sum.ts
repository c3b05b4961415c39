/** What was counted, in groups or alone. */
export interface Counts {
  readonly [name: string]: number | Counts;
}

/** What several boards have counted together. */
export function sumOf(all: readonly Counts[]): Counts {
  const sum: Record<string, number | Counts> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) {
      const before = sum[name];
      if (typeof count === 'number') sum[name] = (typeof before === 'number' ? before : 0) + count;
      else sum[name] = sumOf(typeof before === 'object' ? [before, count] : [count]);
    }
  }
  return sum;
}
