import { type Ignored, type Incoming, nothingIgnored, sampleOf } from '../message/incoming.js';
import { type Repair, repairs } from '../message/repair.js';
import type { BoardLog } from './board-log.js';

/** How many messages from a board had to be repaired, left as text or ignored, counted by each in node that did so. */
export interface ReadingCounters {
  readonly repaired: { [repair in Repair]: number };
  readonly ignored: { -readonly [kind in keyof Ignored]: number };
}

/** The repairs after which something is missing, and what no flow gets: the first of each gets a hint in the log. */
export const hints = ['bom', 'keys', 'nan', 'tail', 'utf8', 'fields', 'unreadable'] as const;
const hinted: ReadonlySet<string> = new Set(hints);

/** How in nodes could read the messages of one board. */
export class Readings {
  readonly counters: ReadingCounters = {
    repaired: Object.fromEntries(repairs.map((repair) => [repair, 0])) as ReadingCounters['repaired'],
    ignored: { fields: 0, topic: 0, unreadable: 0 },
  };

  constructor(private readonly log: Pick<BoardLog, 'warnOnce' | 'warnOnceOf'>) {}

  /**
   * Counts what an in node had to repair in a message, or did not hand on. The first of each kind gets a hint in the log, except
   * what another topic is: a topic filter is there for that.
   *
   * @param data the message, of which the hint shows the beginning
   */
  count({ ignored, repairs }: Pick<Incoming, 'ignored' | 'repairs'>, data: Buffer): void {
    if (ignored === nothingIgnored && repairs.length === 0) return;
    const counters = this.counters;
    for (const repair of repairs) {
      counters.repaired[repair] += 1;
      if (hinted.has(repair)) this.log.warnOnce(`hint.${repair}`);
    }
    counters.ignored.topic += ignored.topic;
    for (const kind of ['fields', 'unreadable'] as const) {
      counters.ignored[kind] += ignored[kind];
      if (ignored[kind] > 0) this.log.warnOnceOf(`hint.${kind}`, () => sampleOf(data));
    }
  }
}
