import type { LookupFunction } from 'node:net';
import { Followers } from './followers.js';
import { Listener } from './listener.js';
import { LocalNames, type NameTimes } from './local-names.js';
import type { BoardRecord } from './records.js';
import { Search } from './search.js';
import { type Hearing, type Sighting, Sightings } from './sightings.js';
import { Watches } from './watches.js';

export interface DiscoveryOptions {
  /** The operating system's own resolver, as `dns.lookup`. */
  readonly system: LookupFunction;
  /** Multicast cannot be used on this computer: told once. */
  onDeaf(error: Error): void;
  /** A listener of {@link Discovery.follow} has thrown this. */
  onFault?(fault: unknown): void;
  readonly times?: NameTimes;
  /** How often the network interfaces are looked at, in milliseconds: see {@link Listener}. */
  readonly interfacesMs?: number;
  /** How often a search asks, in milliseconds: see {@link Search}. */
  readonly searchAgainMs?: number;
}

/** What a search has found so far. */
export interface Found {
  readonly boards: readonly Sighting[];
  /** Whether this computer can ask in its network at all. */
  readonly canAsk: boolean;
}

/**
 * Which boards are in this computer's networks, for all boards of a process. It listens only while somebody needs it: a
 * board by its name, a connection that waits, a pattern that is followed, or a search in the editor.
 */
export class Discovery {
  private readonly sightings = new Sightings();
  private readonly watches = new Watches();
  private readonly followers: Followers;
  private readonly names: LocalNames;
  private readonly needs = new Set<object>();
  private listener: Listener | undefined;
  private isDeaf = false;
  private search: Search | undefined;

  constructor(private readonly options: DiscoveryOptions) {
    this.names = new LocalNames(this.sightings, options.system, options.times);
    this.followers = new Followers((fault) => options.onFault?.(fault));
  }

  /** Resolves names that end in `.local`, in the words of Node's `net.connect`. */
  get lookup(): LookupFunction {
    return this.names.lookup;
  }

  /**
   * Listens for one board.
   *
   * @param host its name (`kitchen.local`) or IPv4 address
   * @param onPresent called when it says that it is there, at most once in 5 s
   * @returns how to end it
   */
  watch(host: string, onPresent: () => void): () => void {
    const need = {};
    const end = this.watches.add(host.toLowerCase(), onPresent);
    this.need(need);
    return () => {
      end();
      this.leave(need);
    };
  }

  /**
   * Listens for all boards, and asks for them at the start and whenever an interface has appeared.
   *
   * @param listener called with the boards that have just been heard, each at most once in a second; what it throws ends here
   * @returns how to end it
   */
  follow(listener: (boards: readonly Sighting[]) => void): () => void {
    const end = this.followers.add(listener);
    this.need(end);
    this.startSearch();
    return () => {
      end();
      this.leave(end);
      if (this.followers.size === 0) this.endSearch();
    };
  }

  /** The addresses of boards that go by this name now. */
  addressesOf(host: string): string[] {
    return this.sightings.addressesOf(host.toLowerCase(), performance.now());
  }

  /** Who is there, as far as it is known; starts to ask, and goes on for 10 s after the last call. */
  look(): Found {
    const search = this.search ?? this.startSearch();
    search.extend();
    return { boards: this.sightings.list(performance.now()), canAsk: search.canAsk };
  }

  /** Ends everything: afterwards there is no socket and no timer. */
  close(): void {
    this.endSearch();
    this.needs.clear();
    this.listener?.close();
    this.listener = undefined;
  }

  /** Asks anew, also where a search goes on: an interface may have appeared, and a follower has not heard the answers. */
  private startSearch(): Search {
    this.endSearch();
    const search = new Search(
      (records, sender) => this.hear(records, sender, 'answered'),
      () => this.endSearch(),
      this.options.searchAgainMs,
    );
    this.search = search;
    this.need(search);
    return search;
  }

  private endSearch(): void {
    const { search } = this;
    this.search = undefined;
    search?.close();
    if (search !== undefined) this.leave(search);
  }

  private need(need: object): void {
    this.needs.add(need);
    this.listener ??= new Listener(
      {
        heard: (records, sender) => this.hear(records, sender, 'announced'),
        appeared: () => {
          if (this.search !== undefined || this.followers.size > 0) this.startSearch();
        },
        failed: (error) => this.onFailed(error),
      },
      this.options.interfacesMs,
    );
  }

  private leave(need: object): void {
    this.needs.delete(need);
    if (this.needs.size > 0) return;
    this.listener?.close();
    this.listener = undefined;
  }

  private hear(records: readonly BoardRecord[], sender: string, how: Hearing): void {
    const now = performance.now();
    const present = this.sightings.observe(records, sender, how, now);
    if (how === 'announced') this.names.announced(present, now);
    this.watches.tell(present, now);
    if (this.followers.size > 0) this.followers.tell(this.sightings.touched(records, now), now);
  }

  private onFailed(error: Error): void {
    if (!this.isDeaf) this.options.onDeaf(error);
    this.isDeaf = true;
  }
}
