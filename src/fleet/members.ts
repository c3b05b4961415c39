import { matches } from './glob.js';

/** A board that has been heard in the network. */
export interface Heard {
  /** `plant-1.local` */
  readonly host: string;
  readonly addresses: readonly string[];
  /** Where its WebSocket server is; undefined where it does not say. */
  readonly port: number | undefined;
}

/** A board that a pattern has found. */
export interface Member extends Heard {
  readonly name: string;
  heardAt: number;
}

type IsConnected = (name: string) => boolean;

/** What has come of what was heard. */
export interface Hearing {
  readonly joined: readonly Member[];
  readonly refused: number;
}

/** Boards found by patterns at most: anybody in the network can announce names, and each costs a connection. */
export const mostFound = 256;

/** So long may a board be silent and unannounced before it is forgotten, in milliseconds: longer than any update over the air. */
export const forgetMs = 3_600_000;

/** Which boards the patterns of a config node have found: pure, times are arguments, monotonic, in milliseconds. */
export class Members {
  private readonly found = new Map<string, Member>();

  /**
   * @param patterns for names without `.local`
   * @param isKnown whether a board is one of those that were named one by one
   */
  constructor(
    private readonly patterns: readonly string[],
    private readonly isKnown: (name: string, heard: Heard) => boolean,
  ) {}

  get list(): readonly Member[] {
    return [...this.found.values()];
  }

  /**
   * Takes in boards that have been heard.
   *
   * @param isConnected asked of a board whose server is said to be at another port: while it is connected, that is not so
   * @returns those that are new, or at another port now; and how many found no place
   */
  hear(boards: readonly Heard[], isConnected: IsConnected, now: number): Hearing {
    const joined: Member[] = [];
    let refused = 0;
    for (const heard of boards) {
      const name = heard.host.replace(/\.local$/i, '');
      if (this.isMember(name, heard, isConnected, now) || !this.isWanted(name, heard)) continue;
      if (!this.found.has(name) && this.found.size >= mostFound) {
        refused += 1;
        continue;
      }
      const member = { ...heard, name, heardAt: now };
      this.found.set(name, member);
      joined.push(member);
    }
    return { joined, refused };
  }

  /**
   * Forgets boards that have not been heard for {@link forgetMs}.
   *
   * @param isConnected asked of these only: a board that is connected stays
   * @returns the names of those that are forgotten
   */
  forget(isConnected: IsConnected, now: number): string[] {
    const gone: string[] = [];
    for (const [name, member] of this.found) {
      if (now - member.heardAt < forgetMs) continue;
      if (isConnected(name)) member.heardAt = now;
      else gone.push(name);
    }
    for (const name of gone) this.found.delete(name);
    return gone;
  }

  /** Whether it is one already, where it was found. */
  private isMember(name: string, { port }: Heard, isConnected: IsConnected, now: number): boolean {
    const member = this.found.get(name);
    if (member === undefined) return false;
    member.heardAt = now;
    return port === undefined || port === member.port || isConnected(name);
  }

  private isWanted(name: string, heard: Heard): boolean {
    return this.patterns.some((pattern) => matches(pattern, name)) && !this.isKnown(name, heard);
  }
}
