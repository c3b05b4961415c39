import { type Cause, causes } from '../link/cause.js';
import { printable } from '../link/reasons.js';

const kinds = ['connected', 'lost', 'reboot', 'flood', 'no pongs', 'paused', 'resumed'] as const;

/** Something that happened to a board, perhaps several times in a row. */
export interface HistoryEvent {
  /** `flood`: messages were dropped, since the board sent too many. */
  readonly kind: (typeof kinds)[number];
  /** When it happened first and last; wall clock, in milliseconds, to the second. */
  readonly at: number;
  readonly lastAt: number;
  /** How often, 1 to 999,999,999. */
  readonly count: number;
  /** Only of `lost`. */
  readonly cause?: Cause;
  /** What exactly happened the last time: printable ASCII, at most 36 characters. Some of it may come from the board. */
  readonly detail?: string;
}

const mostEvents = 200;
const longestDetail = 36;
const mostCount = 999_999_999;
/** A board that comes and goes faster than this makes two lines, not hundreds; the longest wait for an attempt is 30 s. */
const flapSeconds = 120;
/** The year 2286; later ones are longer as text. */
const latestSecond = 9_999_999_999;

/** Whole seconds are small integers until 2038, which cost no memory of their own. */
interface Entry {
  readonly kind: HistoryEvent['kind'];
  readonly at: number;
  lastAt: number;
  count: number;
  readonly cause: Cause | undefined;
  detail: string | undefined;
}

/** The last 200 events of one board: at most 26 kB, and 22 kB as JSON, since events that repeat count as one. */
export class EventRing {
  private entries: Entry[] = [];

  /** Oldest first, by when they happened first. */
  get list(): HistoryEvent[] {
    return this.entries.map(({ at, cause, count, detail, kind, lastAt }) => ({
      kind,
      at: 1_000 * at,
      lastAt: 1_000 * lastAt,
      count,
      ...(cause !== undefined && { cause }),
      ...(detail !== undefined && { detail }),
    }));
  }

  /**
   * Adds an event, or joins it with an equal one: the last, or the last but one where that was a moment ago. Cheap.
   *
   * @param wall wall clock, in milliseconds
   */
  add(kind: HistoryEvent['kind'], wall: number, cause?: Cause, detail?: string): void {
    const at = secondOf(wall);
    const same = this.equalTo(kind, cause, at);
    const short = detail ? shortDetail(detail) : undefined;
    if (same === undefined) this.entries.push({ kind, at, lastAt: at, count: 1, cause, detail: short });
    else {
      same.count = Math.min(mostCount, same.count + 1);
      same.lastAt = at;
      same.detail = short;
    }
    if (this.entries.length > mostEvents) this.entries.shift();
  }

  /** As JSON, for {@link recall}. */
  save(): unknown[] {
    return this.entries.map(({ at, cause, count, detail, kind, lastAt }) => [
      ...[kind, at, lastAt, count],
      ...(cause === undefined && detail === undefined ? [] : [cause ?? '', detail ?? '']),
    ]);
  }

  /** Puts what was saved before what has happened since; what cannot be read is left out. */
  recall(saved: unknown): void {
    const list = Array.isArray(saved) ? saved.slice(-mostEvents) : [];
    this.entries = [...list.flatMap(readEntry), ...this.entries].slice(-mostEvents);
  }

  private equalTo(kind: HistoryEvent['kind'], cause: Cause | undefined, at: number): Entry | undefined {
    const [lastButOne, last] = [this.entries.at(-2), this.entries.at(-1)];
    const isEqual = (entry: Entry | undefined) => entry?.kind === kind && entry.cause === cause;
    if (isEqual(last)) return last;
    const isFlapping = lastButOne !== undefined && at - lastButOne.lastAt <= flapSeconds;
    return isFlapping && isEqual(lastButOne) ? lastButOne : undefined;
  }
}

/**
 * A text without what JSON would escape, in printable ASCII.
 *
 * @returns a copy, since a part of a text keeps the whole in memory
 */
export function shortDetail(text: string): string {
  const safe = printable(text).replace(/["\\]/g, "'").slice(0, longestDetail);
  return Buffer.from(safe, 'latin1').toString('latin1');
}

/** Whole seconds of a wall clock in milliseconds. */
export function secondOf(wall: number): number {
  return Math.min(latestSecond, Math.max(0, Math.floor(wall / 1_000)));
}

/** Whether a value can be a {@link secondOf}. */
export function isSecond(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= latestSecond;
}

function readEntry(saved: unknown): Entry[] {
  if (!Array.isArray(saved)) return [];
  const [kind, at, lastAt, count, cause, detail] = saved;
  const isCount = Number.isInteger(count) && count >= 1 && count <= mostCount;
  if (!kinds.includes(kind) || !isSecond(at) || !isSecond(lastAt) || !isCount) return [];
  return [
    {
      kind,
      ...{ at, lastAt, count },
      cause: kind === 'lost' && causes.includes(cause) ? cause : undefined,
      detail: typeof detail === 'string' && detail !== '' ? shortDetail(detail) : undefined,
    },
  ];
}
