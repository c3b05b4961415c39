import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isAllowedAddress } from './address-policy.js';
import { ask, askAtMs } from './question.js';
import { hostOf } from './records.js';
import type { Sightings } from './sightings.js';

/** What to tell people, beside the error's code: a key of the board's catalogue. */
interface Reason {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Why a name has no address; `code` is that of `dns.lookup`. */
export class NameError extends Error {
  readonly code = 'ENOTFOUND';

  constructor(
    name: string,
    /** Where more is known than that nobody answers. */
    readonly reasons?: readonly Reason[],
  ) {
    super(`nobody in this network answers to ${name}`);
  }
}

/** Times in milliseconds. */
export interface NameTimes {
  readonly askAtMs: readonly number[];
  /** So long after the first question nobody answers any more. */
  readonly giveUpMs: number;
  /** For a second board of the same name. */
  readonly settleMs: number;
}

const defaultTimes: NameTimes = {
  askAtMs,
  // 1.5 s after the last question: a board in the middle of a delay() answers then.
  giveUpMs: 4_500,
  // Boards answer within 6 ms of each other.
  settleMs: 20,
};

/** An announcement as old as this is as good as an answer. */
const freshMs = 5_000;

/**
 * Resolves names that end in `.local`: asks the boards themselves, and at the same time the operating system, which may know
 * the name from elsewhere. Where nobody answers, the last address that was found is tried.
 */
export class LocalNames {
  private readonly pending = new Map<string, Promise<string>>();
  private readonly lastGood = new Map<string, string>();
  /** Ends a question, by host. */
  private readonly finders = new Map<string, (address: string) => void>();

  /** @param system the operating system's own resolver, as `dns.lookup` */
  constructor(
    private readonly sightings: Sightings,
    private readonly system: LookupFunction,
    private readonly times = defaultTimes,
  ) {}

  /** In the words of Node's `net.connect`: IPv4 only, since the boards' responder has nothing else. */
  readonly lookup: LookupFunction = (name, options, callback) => {
    const host = hostOf(name);
    // What boards have is one label and `.local`; other names may stand in a name server.
    if (host === undefined) return this.system(name, options, callback);
    this.find(host).then(
      (address) => {
        const found: LookupAddress = { address, family: 4 };
        if (options.all) callback(null, [found]);
        else callback(null, address, 4);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };

  /** These names have just been announced: who waits for the answer to a question about one of them has it. */
  announced(names: ReadonlySet<string>, now: number): void {
    for (const [host, found] of this.finders) {
      const [address] = names.has(host) ? this.sightings.addressesOf(host, now) : [];
      if (address !== undefined) found(address);
    }
  }

  /** One question for all who ask meanwhile. */
  private find(host: string): Promise<string> {
    const asked = this.pending.get(host);
    if (asked !== undefined) return asked;
    const finding = this.resolve(host).finally(() => this.pending.delete(host));
    this.pending.set(host, finding);
    return finding;
  }

  private async resolve(host: string): Promise<string> {
    const fresh = this.sightings.announced(host, freshMs, performance.now());
    const address = fresh ?? (await this.askAround(host));
    this.lastGood.set(host, address);
    return address;
  }

  private askAround(host: string): Promise<string> {
    const { askAtMs: times, giveUpMs, settleMs } = this.times;
    return new Promise((resolve, reject) => {
      const refused = new Set<string>();
      let isSystemDone = false;
      let isAbleToAsk = true;
      const end = () => {
        this.finders.delete(host);
        stop();
        clearTimeout(timer);
      };
      const found = (address: string) => {
        end();
        // Of two boards of one name the one that has started last is meant.
        resolve(this.sightings.addressesOf(host, performance.now())[0] ?? address);
      };
      const giveUp = () => {
        end();
        const lastGood = this.lastGood.get(host);
        if (lastGood === undefined) reject(new NameError(host, reasonsOf(refused)));
        else resolve(lastGood);
      };
      const stop = ask(
        { names: [host], type: 'A' },
        {
          answer: (records, sender) => {
            this.sightings.observe(records, sender, 'answered', performance.now());
            for (const record of records) {
              if (record.type !== 'host' || record.host !== host) continue;
              if (isAllowedAddress(record.address, sender)) setTimeout(found, settleMs, record.address);
              else refused.add(record.address);
            }
          },
          unable: () => {
            isAbleToAsk = false;
            if (isSystemDone) giveUp();
          },
        },
        times,
      );
      const timer = setTimeout(giveUp, giveUpMs);
      this.finders.set(host, found);
      this.system(host, { family: 4 }, (error, address) => {
        isSystemDone = true;
        if (error === null && typeof address === 'string') found(address);
        else if (!isAbleToAsk) giveUp();
      });
    });
  }
}

function reasonsOf(refused: ReadonlySet<string>): Reason[] | undefined {
  if (refused.size === 0) return undefined;
  return [{ key: 'reason.addressRefused', values: { addresses: [...refused].join(', ') } }];
}
