import type { LookupFunction } from 'node:net';
import { Listener } from './listener.js';
import { LocalNames, type NameTimes } from './local-names.js';
import { ask } from './question.js';
import { type BoardRecord, services } from './records.js';
import { type Hearing, type Sighting, Sightings } from './sightings.js';
import { Watches } from './watches.js';

export interface DiscoveryOptions {
  /** The operating system's own resolver, as `dns.lookup`. */
  readonly system: LookupFunction;
  /** Multicast cannot be used on this computer: told once. */
  onDeaf(error: Error): void;
  readonly times?: NameTimes;
  /** How often the network interfaces are looked at, in milliseconds: see {@link Listener}. */
  readonly interfacesMs?: number;
}

/** What a search has found so far. */
export interface Found {
  readonly boards: readonly Sighting[];
  /** Whether this computer can ask in its network at all. */
  readonly canAsk: boolean;
}

/** A search ends so long after its last look. */
const searchMs = 10_000;

/**
 * Which boards are in this computer's networks, for all boards of a process. It listens only while somebody needs it: a
 * board by its name, a connection that waits, or a search in the editor.
 */
export class Discovery {
  private readonly sightings = new Sightings();
  private readonly watches = new Watches();
  private readonly names: LocalNames;
  private readonly needs = new Set<object>();
  private listener: Listener | undefined;
  private isDeaf = false;
  private search: Search | undefined;

  constructor(private readonly options: DiscoveryOptions) {
    this.names = new LocalNames(this.sightings, options.system, options.times);
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

  /** The addresses of boards that go by this name now. */
  addressesOf(host: string): string[] {
    return this.sightings.addressesOf(host.toLowerCase(), performance.now());
  }

  /** Who is there, as far as it is known; starts to ask, and goes on for 10 s after the last call. */
  look(): Found {
    this.search ??= new Search(
      (records, sender) => this.hear(records, sender, 'answered'),
      () => this.endSearch(),
    );
    this.need(this.search);
    this.search.extend();
    return { boards: this.sightings.list(performance.now()), canAsk: this.search.canAsk };
  }

  /** Ends everything: afterwards there is no socket and no timer. */
  close(): void {
    this.endSearch();
    this.needs.clear();
    this.listener?.close();
    this.listener = undefined;
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
    this.watches.tell(present, now);
  }

  private onFailed(error: Error): void {
    if (!this.isDeaf) this.options.onDeaf(error);
    this.isDeaf = true;
  }
}

/** Asks for all boards while somebody looks. */
class Search {
  canAsk = true;
  private readonly stop: () => void;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    answer: (records: readonly BoardRecord[], sender: string) => void,
    private readonly onEnd: () => void,
  ) {
    const names = services.map((service) => `${service}.local`);
    this.stop = ask(
      { names, type: 'PTR' },
      {
        answer,
        unable: () => {
          this.canAsk = false;
        },
      },
    );
  }

  extend(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onEnd, searchMs);
  }

  close(): void {
    clearTimeout(this.timer);
    this.stop();
  }
}
