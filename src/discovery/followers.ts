import type { Sighting } from './sightings.js';

/** A board that announces itself says so in two packets, again each second: half of that is news enough. */
export const restMs = 1_000;

interface Follower {
  readonly listener: (boards: readonly Sighting[]) => void;
  /** When it was told of a host, the longest ago first; what is older than {@link restMs} goes. */
  readonly toldAt: Map<string, number>;
}

/** Who wants to know of all boards that are heard: pure, times are arguments, monotonic, in milliseconds. */
export class Followers {
  private readonly all = new Set<Follower>();

  /** @param onFault gets what a listener throws; the others are told all the same */
  constructor(private readonly onFault: (fault: unknown) => void) {}

  get size(): number {
    return this.all.size;
  }

  /**
   * @param listener called with the boards that were heard, each at most once in {@link restMs}
   * @returns how to end it
   */
  add(listener: (boards: readonly Sighting[]) => void): () => void {
    const follower = { listener, toldAt: new Map<string, number>() };
    this.all.add(follower);
    return () => void this.all.delete(follower);
  }

  /** These boards have been heard. */
  tell(boards: readonly Sighting[], now: number): void {
    for (const { listener, toldAt } of this.all) {
      const news = boards.filter(({ host }) => isNews(toldAt, host, now));
      if (news.length === 0) continue;
      try {
        listener(news);
      } catch (fault) {
        this.onFault(fault);
      }
    }
  }
}

function isNews(toldAt: Map<string, number>, host: string, now: number): boolean {
  for (const [old, at] of toldAt) {
    if (now - at < restMs) break;
    toldAt.delete(old);
  }
  if (toldAt.has(host)) return false;
  toldAt.set(host, now);
  return true;
}
