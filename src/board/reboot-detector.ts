import type { RebootObserver } from '../link/inbox.js';
import { decode } from '../message/decode.js';

/** For how long after opening: a sketch reports its boot number or uptime right away, or with its first readings. */
const observeMs = 60_000;
/** `uptime` counts whole seconds, and a connection is a moment younger than the board. */
const slackMs = 2_000;
/** A board's crystal is off by up to 0.005 %, without calibration by more. */
const drift = 0.001;

/** What these topic messages contain and most others do not: searching the bytes takes a third of the time of parsing. */
const dollar = '$'.charCodeAt(0);
const uptime = Buffer.from('"uptime"');
/** A topic message with a single number has some 40 bytes; the rest is for blanks. */
const uptimeBytes = 64;

/**
 * Detects from a board's messages that the board has restarted since it was last connected: by the `boot` number of its
 * `$hello`, else by its `uptime` (PROTOCOL.md). Times are monotonic, in milliseconds.
 */
export class RebootDetector implements RebootObserver {
  private boot: number | undefined;
  /** Since when the board is known to run without a restart. */
  private upSince: number | undefined;
  private observeUntil: number | undefined;

  opened(now: number): void {
    this.upSince ??= now;
    this.observeUntil = now + observeMs;
  }

  /** Whether this message shows that the board has restarted. */
  observe(data: Buffer, isBinary: boolean, now: number): boolean {
    if (this.observeUntil === undefined || now > this.observeUntil) return false;
    // Only what could be such a topic message is worth parsing.
    if (isBinary || !(data.includes(dollar) || isAboutUptime(data))) return false;
    const { payload, topic } = decode(data, false, 'json');
    if (topic === '$hello') return this.observeBoot((payload as { boot?: unknown } | null)?.boot, now);
    return topic === 'uptime' && isUptime(payload) && this.observeUptime(1_000 * payload, now);
  }

  private observeBoot(boot: unknown, now: number): boolean {
    if (typeof boot !== 'number') return false;
    const known = this.boot;
    this.boot = boot;
    // A sketch that reports it for the first time may have been flashed just now: its uptime decides.
    if (known === undefined) return false;
    this.observeUntil = undefined;
    if (boot === known) return false;
    this.upSince = now;
    return true;
  }

  private observeUptime(uptimeMs: number, now: number): boolean {
    this.observeUntil = undefined;
    const startedAt = now - uptimeMs;
    const knownMs = now - (this.upSince ?? now);
    if (knownMs - uptimeMs <= slackMs + drift * knownMs) return false;
    this.upSince = startedAt;
    return true;
  }
}

function isAboutUptime(data: Buffer): boolean {
  return data.length <= uptimeBytes && data.includes(uptime);
}

/** A sketch that keeps time in an `int` reports less than 0 after 24.8 days; JSON may hold 1e999. */
function isUptime(payload: unknown): payload is number {
  return typeof payload === 'number' && payload >= 0 && payload < Number.POSITIVE_INFINITY;
}
