import { ok } from 'node:assert/strict';
import type { Report } from '../../src/link/report.js';
import type { FakeSocket } from './fake-socket.js';
import type { Play } from './play.js';

const slackMs = 20;

/** The invariants of sockets, attempts and verdicts. */
export class LinkInvariants {
  private dialledAt = Number.NEGATIVE_INFINITY;
  private announcedAt = Number.NEGATIVE_INFINITY;
  private lostAt = Number.NEGATIVE_INFINITY;
  private haveUsersChanged = false;
  private stalledUntil = Number.NEGATIVE_INFINITY;
  private report: Report | undefined;

  constructor(
    private readonly play: Play,
    private readonly complain: (about: string) => void,
  ) {}

  /** Users have come or gone, which may end waits. */
  onUsers(): void {
    this.haveUsersChanged = true;
  }

  /** The board is heard, which ends its wait. */
  onAnnounced(): void {
    this.announcedAt = this.play.time.now;
  }

  onStall(ms: number): void {
    this.stalledUntil = this.play.time.now + ms;
  }

  /** 9, 10: one socket at a time, and not too often. */
  onDial(): void {
    const { settings, sockets, time } = this.play;
    if (sockets.filter(({ isLive }) => isLive).length > 1) this.complain('9: two sockets');
    const gapMs = time.now - this.dialledAt;
    if (!this.haveUsersChanged && gapMs < settings.limits.minDelayMs)
      this.complain(`10: dialled again after ${gapMs} ms`);
    this.dialledAt = time.now;
    this.haveUsersChanged = false;
  }

  onReport(report: Report): void {
    const before = this.report;
    this.report = report;
    if (report.state === 'lost') this.onLost(report, before?.attempt ?? 0);
    if (report.state === 'connecting' && before?.state === 'lost') this.onRetry();
  }

  /** 15, 19: after a command in which the process has kept up with time. */
  check(isSettled: boolean): void {
    const socket = this.play.sockets.at(-1);
    if (!isSettled || socket === undefined) return;
    const { now } = this.play.time;
    const { connectMs, deadMs, pingMs } = this.play.settings.limits;
    const { state } = this.play.connection.report;
    if (state === 'connecting')
      ok(now <= Math.max(this.dialledAt + connectMs, this.stalledUntil) + slackMs, '15: an attempt lasts');
    if (!['ready', 'slow', 'no pongs', 'silent'].includes(state)) return;
    const excused = this.stalledUntil + (2 * pingMs) / 3 + 1_000;
    ok(now <= Math.max(activityOf(socket) + deadMs, excused) + slackMs, '19: dead, and not noticed');
  }

  /** 18, 19: the count of attempts goes on unless the link held; a verdict of silence is true. */
  private onLost({ attempt, cause }: Report, attemptBefore: number): void {
    const { settings, sockets, time } = this.play;
    const socket = sockets.at(-1)!;
    const { deadMs, pingMs, stableMs } = settings.limits;
    this.lostAt = time.now;
    const livedMs = time.now - (socket.openedAt ?? time.now);
    const wasStable = livedMs >= stableMs && socket.activityAt > socket.openedAt!;
    if (attempt !== (wasStable ? 1 : attemptBefore + 1)) this.complain(`18: attempt ${attempt}`);
    if (cause !== 'silent') return;
    const unanswered = socket.pingedAt.filter((at) => at >= socket.activityAt);
    if (time.now - activityOf(socket) < deadMs) this.complain('19: called dead too soon');
    if (unanswered.length < 2 || time.now - unanswered[0]! < pingMs / 3)
      this.complain('20: called dead without a chance to answer');
  }

  /** 17: how long it waits before it tries again. */
  private onRetry(): void {
    const { settings, time } = this.play;
    const { maxDelayMs, minDelayMs } = settings.limits;
    const waitedMs = time.now - this.lostAt;
    const isSlow = time.now > Math.max(this.lostAt + maxDelayMs, this.stalledUntil) + slackMs;
    // A board starts anew for 8 s: the connection of before its start may break meanwhile.
    const isHeard = this.announcedAt > this.lostAt - 8_000;
    if ((waitedMs < minDelayMs && !isHeard) || isSlow) this.complain(`17: waited ${waitedMs} ms`);
  }
}

/** When it last showed life, or else was opened. */
function activityOf({ activityAt, openedAt = 0 }: FakeSocket): number {
  return Math.max(activityAt, openedAt);
}
