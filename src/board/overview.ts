import type { Cause } from '../link/cause.js';
import type { Reason } from '../link/reasons.js';
import type { Report } from '../link/report.js';
import { plainText } from '../message/plain-text.js';
import type { BoardCounters } from './board.js';
import type { HistoryEvent } from './event-ring.js';
import type { HeardTopics } from './heard-topics.js';
import type { BoardHistory, Moment, Window } from './history.js';
import { type KnownTopic, knownTopics } from './known-topics.js';
import type { BoardMemory } from './memory.js';
import type { Segment, Uptime } from './timeline.js';
import { numbersOf, type Trend, type Trends } from './trends.js';

/** What is shown of a board is read from it; a `Board` is one. */
export interface BoardFacts {
  readonly name: string;
  readonly address: string;
  readonly connection: { readonly report: Report };
  readonly counters: BoardCounters;
  readonly history: BoardHistory;
  readonly memory: BoardMemory;
  readonly topics: Pick<HeardTopics, 'list'>;
  readonly trends: Trends;
  reasonsOf(report: Report): readonly Reason[];
}

/** A row of the list of boards, as JSON. Every text is bounded, and text: no HTML, no control characters, no secret. */
export interface BoardRow {
  readonly name: string;
  readonly address: string;
  readonly state: Report['state'];
  readonly cause?: Cause;
  /** Keys of the board's catalogue, and what their sentences name: see `Board.reasonsOf`. */
  readonly reasons: readonly Reason[];
  readonly roundTripMs?: number;
  /** How strongly the board hears its access point, in dBm; only where it sends that, see {@link overviewOf}. */
  readonly signalDbm?: number;
  /** How long ago its last message came, in milliseconds. */
  readonly lastWordMs?: number;
  /** The connected share over the last hour and day, in percent: see {@link Uptime}. */
  readonly uptimeHour?: number;
  readonly uptimeDay?: number;
  /** In the last day. */
  readonly outages: number;
}

/** A topic with its last value, and its numbers of the last minutes where it has any. */
export interface TopicNow extends KnownTopic {
  readonly trend?: Trend;
}

/** An opened board, as JSON; as bounded as a {@link BoardRow}. */
export interface BoardDetail extends BoardRow {
  /** What the board calls itself. */
  readonly board?: string;
  readonly sketch?: string;
  readonly version?: string;
  readonly id?: string;
  /** The attempt that is under way or comes next: 0 is the first. */
  readonly attempt: number;
  readonly topics: readonly TopicNow[];
  readonly uptime: Readonly<Record<Window, Uptime>>;
  readonly strips: Readonly<Record<Window, readonly Segment[]>>;
  /** Newest first. */
  readonly events: readonly HistoryEvent[];
  /** Wall clock, in milliseconds. */
  readonly firstSeen?: number;
  readonly lastSeen?: number;
  readonly counters: BoardCounters;
}

/** In characters: names and addresses (RFC 1035: 253 and a port), and what a sentence repeats. */
const longestText = 260;
/** By its unit, or else by what sketches call it: `rssi`, `wifi/rssi`, `signal_dbm`. */
const signalName = /(^|[/_-])(rssi|dbm)$/i;

/** The row of a board. The signal is the newest number with the unit dBm, or of a topic whose name ends in `rssi` or `dbm`. */
export function overviewOf(facts: BoardFacts, moment: Moment): BoardRow {
  const { address, connection, history, memory, name } = facts;
  const { report } = connection;
  const { cause, roundTripMs, state } = report;
  const day = history.uptime('day', moment);
  const { percent: uptimeHour } = history.uptime('hour', moment);
  const signalDbm = signalOf(memory);
  return {
    name: text(name),
    address: text(address),
    state,
    ...(cause !== undefined && { cause }),
    reasons: facts.reasonsOf(report).map(boundReason),
    ...(roundTripMs !== undefined && { roundTripMs: Math.round(roundTripMs) }),
    ...(signalDbm !== undefined && { signalDbm }),
    ...(memory.heardAt !== undefined && { lastWordMs: Math.round(moment.now - memory.heardAt) }),
    ...(uptimeHour !== undefined && { uptimeHour }),
    ...(day.percent !== undefined && { uptimeDay: day.percent }),
    outages: day.outages,
  };
}

/** All that is known of a board. */
export function detailOf(facts: BoardFacts, moment: Moment): BoardDetail {
  const { connection, counters, history, memory } = facts;
  const { topics: _topics, ...introduction } = memory.lastDescription ?? { topics: [] };
  const { firstSeen } = history;
  const lastSeen = history.lastSeen(moment);
  return {
    ...introduction,
    ...overviewOf(facts, moment),
    attempt: connection.report.attempt,
    topics: topicsNow(facts, moment),
    uptime: { hour: history.uptime('hour', moment), day: history.uptime('day', moment) },
    strips: { hour: history.strip('hour', moment), day: history.strip('day', moment) },
    events: history.events.toSorted((one, other) => other.lastAt - one.lastAt),
    ...(firstSeen !== undefined && { firstSeen }),
    ...(lastSeen !== undefined && { lastSeen }),
    counters,
  };
}

function topicsNow({ memory, topics, trends }: BoardFacts, { now }: Moment): TopicNow[] {
  trends.sample(memory, now);
  const heard = [...topics.list, ...trends.topics(now)];
  return knownTopics(memory.lastDescription, memory.lastValues, heard, now).map((known) => {
    const trend = trends.trend(known.topic, now);
    return { ...known, topic: text(known.topic), ...(trend && { trend }) };
  });
}

function signalOf({ lastDescription, lastValues }: BoardMemory): number | undefined {
  const inDbm = lastDescription?.topics.find(({ unit }) => unit?.toLowerCase() === 'dbm')?.topic;
  const isSignal = (topic: string) => (inDbm === undefined ? signalName.test(topic) : topic === inDbm);
  for (const value of lastValues.toReversed()) {
    // Only what can have it is worth parsing: this is asked of each board once a second.
    const numbers = value.topic === undefined || isSignal(value.topic) ? numbersOf(value) : [];
    const signal = numbers.find(([topic]) => isSignal(topic));
    if (signal !== undefined) return signal[1];
  }
  return undefined;
}

function boundReason({ key, values }: Reason): Reason {
  if (values === undefined) return { key };
  const bound = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? text(value) : value,
  ]);
  return { key, values: Object.fromEntries(bound) };
}

function text(value: string): string {
  return plainText(value, longestText);
}
