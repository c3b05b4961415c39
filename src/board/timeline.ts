import { Bins, fields, places } from './bins.js';

/** How a board was connected over a window of time. */
export interface Uptime {
  /** The connected share in percent, 0 to 100, of the time in which a connection was wanted; missing where there was none. */
  readonly percent?: number;
  /** How often the connection was lost, or could not be made at first. */
  readonly outages: number;
  /** How many outages ended. */
  readonly reconnects: number;
  /** The longest outage that ended in the window, or still goes on; 0 without. */
  readonly longestOutageMs: number;
}

/** A piece of the strip that shows a window. Oldest first, pieces cover the window without gap or overlap. */
export interface Segment {
  /** Begin and end, as milliseconds before now; `fromAgoMs` > `toAgoMs`. */
  readonly fromAgoMs: number;
  readonly toAgoMs: number;
  /** `none`: Node-RED was not running, or nothing used the board. */
  readonly state: 'up' | 'down' | 'partly' | 'none';
  /** The connected share, 0 to 1; only where `state` is `partly`. */
  readonly share?: number;
}

/**
 * A window of time in bins of equal length, each with what happened in it. Costs the same however often a board comes and goes,
 * and next to nothing where it stays. All times are monotonic, in milliseconds.
 */
export class Timeline {
  private readonly size: number;
  private readonly data: Bins;
  private newest: number | undefined;

  /** @param bins how many make the window, at most 252; one more is kept, since the window begins within one */
  constructor(
    private readonly binMs: number,
    private readonly bins: number,
  ) {
    this.size = bins + 1;
    this.data = new Bins(this.size, binMs);
  }

  /** What its numbers take, in bytes. */
  get bytes(): number {
    return this.data.bytes;
  }

  /** Adds a time in which the board was connected, or was not. */
  add(kind: 'upMs' | 'downMs', from: number, to: number): void {
    this.advance(to);
    let at = Math.max(from, this.binMs * this.oldest);
    for (let bin = Math.floor(at / this.binMs); at < to; bin += 1) {
      const end = Math.min(to, this.binMs * (bin + 1));
      this.data.increase(bin, places[kind], end - at);
      if (bin < this.last) this.data.simplify(bin);
      at = end;
    }
  }

  /** Counts what happened at a moment. */
  count(kind: 'outages' | 'reconnects', now: number): void {
    this.advance(now);
    this.data.increase(this.last, places[kind], 1);
  }

  /** An outage has ended after so long. */
  endOutage(lastedMs: number, now: number): void {
    this.count('reconnects', now);
    this.data.raise(this.last, places.longestMs, lastedMs);
  }

  /** @param ongoingMs how long the board has been away by now; 0 where it is not */
  uptime(now: number, ongoingMs: number): Uptime {
    this.advance(now);
    const [upMs, downMs] = [this.sum(places.upMs), this.sum(places.downMs)];
    return {
      ...(upMs + downMs > 0 && { percent: (100 * upMs) / (upMs + downMs) }),
      outages: this.sum(places.outages),
      reconnects: this.sum(places.reconnects),
      longestOutageMs: this.reduce(places.longestMs, Math.max, ongoingMs),
    };
  }

  /** The window up to now, equal neighbours joined: at most one more than there are bins. */
  segments(now: number): Segment[] {
    this.advance(now);
    const windowMs = this.bins * this.binMs;
    const segments: Segment[] = [];
    for (let bin = this.oldest; bin <= this.last; bin += 1) {
      const fromAgoMs = Math.min(windowMs, now - bin * this.binMs);
      const toAgoMs = Math.max(0, now - (bin + 1) * this.binMs);
      if (fromAgoMs > toAgoMs) append(segments, { fromAgoMs, toAgoMs, ...this.lookOf(bin) });
    }
    return segments;
  }

  /** As text of a fixed length, for {@link recall}; 28 characters a bin at most. */
  save(now: number): string {
    this.advance(now);
    const ordered = Float32Array.from({ length: fields * this.size }, (_nothing, at) =>
      this.data.valueAt(this.oldest + Math.floor(at / fields), at % fields),
    );
    return Buffer.from(ordered.buffer).toString('base64');
  }

  /**
   * Adds what was saved so long ago. Anything else is left out.
   *
   * @param agoMs how long ago it was saved, in milliseconds
   */
  recall(saved: unknown, agoMs: number, now: number): void {
    this.advance(now);
    const values = typeof saved === 'string' ? readFloats(saved, fields * this.size) : [];
    const newestThen = Math.floor((now - agoMs) / this.binMs);
    values.forEach((value, at) => {
      const bin = newestThen - this.bins + Math.floor(at / fields);
      const place = at % fields;
      if (bin < this.oldest || value === 0) return;
      if (place === places.longestMs) this.data.raise(bin, place, value);
      else this.data.increase(bin, place, value);
    });
    for (let bin = this.oldest; bin < this.last; bin += 1) this.data.simplify(bin);
  }

  /** Makes the bin of a moment the newest one; those between are empty. */
  private advance(now: number): void {
    const bin = Math.floor(now / this.binMs);
    const before = this.newest ?? bin - this.size;
    const first = Math.max(before + 1, bin - this.bins);
    for (let each = first; each <= bin; each += 1) this.data.clear(each);
    this.newest = Math.max(before, bin);
  }

  private lookOf(bin: number): Pick<Segment, 'share' | 'state'> {
    const [upMs, downMs] = [this.data.valueAt(bin, places.upMs), this.data.valueAt(bin, places.downMs)];
    if (upMs + downMs === 0) return { state: 'none' };
    if (downMs === 0) return { state: 'up' };
    return upMs === 0 ? { state: 'down' } : { state: 'partly', share: upMs / (upMs + downMs) };
  }

  private sum(place: number): number {
    return this.reduce(place, (total, value) => total + value, 0);
  }

  private reduce(place: number, join: (result: number, value: number) => number, first: number): number {
    let result = first;
    for (let bin = this.oldest; bin <= this.last; bin += 1)
      result = join(result, this.data.valueAt(bin, place));
    return result;
  }

  private get last(): number {
    return this.newest ?? 0;
  }

  private get oldest(): number {
    return this.last - this.bins;
  }
}

/** Adds a piece, or makes the last one longer. */
function append(segments: Segment[], next: Segment): void {
  const before = segments.at(-1);
  if (before?.state !== next.state || before.share !== next.share) segments.push(next);
  else segments[segments.length - 1] = { ...before, toAgoMs: next.toAgoMs };
}

/** The numbers in a saved text; none where there are too many or too few, or where one can be none of ours. */
function readFloats(saved: string, count: number): number[] {
  if (saved.length > 8 * count) return [];
  const bytes = Buffer.from(saved, 'base64');
  if (bytes.length !== 4 * count) return [];
  const values = Array.from({ length: count }, (_nothing, at) => bytes.readFloatLE(4 * at));
  // No outage lasts longer than thirty years, and nothing else gets so far.
  return values.every((value) => value >= 0 && value <= 1e12) ? values : [];
}
