import type { Report } from '../link/report.js';
import { EventRing, type HistoryEvent, isSecond, secondOf } from './event-ring.js';
import { type Segment, Timeline, type Uptime } from './timeline.js';

/** A moment on both clocks: `now` is monotonic, for durations; `wall` is that of people. Both in milliseconds. */
export interface Moment {
  readonly now: number;
  readonly wall: number;
}

export type Window = 'hour' | 'day';

/** Of what is saved: another one is not read. */
const version = 1;

/**
 * What happened to one board: its last 200 events, and how it was connected over the last hour and day. At most 32 KiB, whatever
 * happens: events that repeat count as one, and what the board said is cut. A board that is silent, but not given up, is
 * connected; time in which Node-RED was not running or nothing used the board counts as neither.
 */
export class BoardHistory {
  private readonly ring = new EventRing();
  private readonly timelines = { hour: new Timeline(60_000, 60), day: new Timeline(720_000, 120) };
  private state: 'down' | 'none' | 'up' = 'none';
  private since = Number.NEGATIVE_INFINITY;
  private downSince: number | undefined;
  private before: Report['state'] | undefined;
  private isPaused = false;
  private firstSecond: number | undefined;
  private lastSecond: number | undefined;
  private isRecalled = false;

  /** Oldest first, by when they happened first. */
  get events(): HistoryEvent[] {
    return this.ring.list;
  }

  /** When it was connected first; wall clock, in milliseconds, to the second. */
  get firstSeen(): number | undefined {
    return this.firstSecond === undefined ? undefined : 1_000 * this.firstSecond;
  }

  /** When it was connected last: now, if it is. Wall clock, in milliseconds, to the second. */
  lastSeen({ wall }: Moment): number | undefined {
    const second = this.state === 'up' ? secondOf(wall) : this.lastSecond;
    return second === undefined ? undefined : 1_000 * second;
  }

  /**
   * Takes in how the connection is now.
   *
   * @param isPaused whether a flow has disconnected it; only of meaning where it is disconnected
   */
  report({ cause, detail, state }: Report, moment: Moment, isPaused = false): void {
    if (state === 'lost') {
      this.enter('down', moment);
      this.ring.add('lost', moment.wall, cause, detail);
    } else if (state === 'closing' || state === 'disconnected') {
      this.enter('none', moment);
      this.pause(state === 'disconnected' && isPaused, moment);
    } else if (state === 'connecting') this.resume(moment);
    else this.connected(state, moment);
    this.before = state;
  }

  /** The board has restarted. */
  reboot({ wall }: Moment): void {
    this.ring.add('reboot', wall);
  }

  /** A message was dropped, since the board sends too many. Cheap: it is called for each one. */
  flood({ wall }: Moment): void {
    this.ring.add('flood', wall);
  }

  uptime(window: Window, { now }: Moment): Uptime {
    this.account(now);
    return this.timelines[window].uptime(now, this.downSince === undefined ? 0 : now - this.downSince);
  }

  /** The strip of a window: at most 61 pieces of an hour, 121 of a day. */
  strip(window: Window, { now }: Moment): Segment[] {
    this.account(now);
    return this.timelines[window].segments(now);
  }

  /** As JSON for {@link recall}: at most 32,000 bytes. */
  save(moment: Moment): object {
    const { now, wall } = moment;
    this.account(now);
    return {
      version,
      savedAt: secondOf(wall),
      first: this.firstSecond,
      last: this.state === 'up' ? secondOf(wall) : this.lastSecond,
      events: this.ring.save(),
      hour: this.timelines.hour.save(now),
      day: this.timelines.day.save(now),
    };
  }

  /**
   * Puts what was saved before what has happened since, once; what has passed between was neither. Never throws, whatever it is:
   * what cannot be read is left out.
   */
  recall(saved: unknown, { now, wall }: Moment): void {
    const { day, events, first, hour, last, savedAt, ...rest } = (saved ?? {}) as SavedHistory;
    if (this.isRecalled || rest.version !== version || !isSecond(savedAt)) return;
    this.isRecalled = true;
    this.ring.recall(events);
    // A clock that was put back since then tells nothing: no time has passed.
    const agoMs = 1_000 * Math.max(0, secondOf(wall) - savedAt);
    this.timelines.hour.recall(hour, agoMs, now);
    this.timelines.day.recall(day, agoMs, now);
    if (isSecond(first)) this.firstSecond = first;
    if (isSecond(last)) this.lastSecond ??= last;
  }

  private pause(isPaused: boolean, { wall }: Moment): void {
    if (isPaused && !this.isPaused) this.ring.add('paused', wall);
    this.isPaused = isPaused;
  }

  private resume({ wall }: Moment): void {
    if (this.isPaused) this.ring.add('resumed', wall);
    this.isPaused = false;
  }

  private connected(state: Report['state'], moment: Moment): void {
    const { wall } = moment;
    if (this.state !== 'up') this.ring.add('connected', wall);
    this.enter('up', moment);
    this.firstSecond ??= secondOf(wall);
    if (state === 'no pongs' && this.before !== state) this.ring.add('no pongs', wall);
  }

  /** The time up to now belongs to the state of before. */
  private enter(next: 'down' | 'none' | 'up', { now, wall }: Moment): void {
    this.account(now);
    if (this.state === 'up') this.lastSecond = secondOf(wall);
    for (const timeline of Object.values(this.timelines)) {
      if (next === 'down' && this.state !== 'down') timeline.count('outages', now);
      if (next === 'up' && this.downSince !== undefined) timeline.endOutage(now - this.downSince, now);
    }
    this.downSince = next === 'down' ? (this.downSince ?? now) : undefined;
    this.state = next;
  }

  private account(now: number): void {
    if (this.state !== 'none')
      for (const timeline of Object.values(this.timelines))
        timeline.add(this.state === 'up' ? 'upMs' : 'downMs', this.since, now);
    this.since = Math.max(this.since, now);
  }
}

type SavedHistory = Readonly<Record<string, unknown>>;
