import { BoardHistory } from '../../src/board/history.js';
import { BoardMemory } from '../../src/board/memory.js';
import type { BoardFacts } from '../../src/board/overview.js';
import { Readings } from '../../src/board/readings.js';
import { Requests } from '../../src/board/requests.js';
import { Trends } from '../../src/board/trends.js';
import type { Cause } from '../../src/link/cause.js';
import { noCounts } from '../../src/link/counters.js';
import type { Reason } from '../../src/link/reasons.js';
import type { Report } from '../../src/link/report.js';

export interface KnownFacts {
  readonly name?: string;
  readonly history?: BoardHistory;
  readonly report?: Report;
  readonly reasons?: readonly Reason[];
}

export function reportOf(state: Report['state'], cause?: Cause): Report {
  return { state, cause, detail: cause, attempt: 0, roundTripMs: undefined };
}

/** A board of which this is known, and nothing else; its lists are there to be filled. */
export function factsOf({ history, name, reasons = [], report }: KnownFacts) {
  const { received, ...counters } = noCounts();
  const readings = new Readings({ warnOnce() {}, warnOnceOf() {} });
  return {
    name: name ?? 'kitchen',
    address: '192.168.1.50:81',
    connection: { report: report ?? reportOf('disconnected') },
    counters: {
      ...counters,
      received: { ...received, ...readings.counters, evicted: 0 },
      requests: new Requests().counters,
    },
    history: history ?? new BoardHistory(),
    memory: new BoardMemory(() => {}),
    topics: { list: [] as string[] },
    trends: new Trends(),
    reasonsOf: () => reasons,
  } satisfies BoardFacts;
}

/** The board sends messages: text as it is, anything else as JSON. */
export function hear({ memory, trends }: BoardFacts, now: number, ...messages: unknown[]): void {
  for (const message of messages) {
    trends.observe(memory, now);
    const text = typeof message === 'string' ? message : (JSON.stringify(message) ?? '');
    memory.observe(Buffer.from(text), false, now);
  }
}
