import { decode } from './message.js';

/** A sketch says which start this is right after the connection is open, or within its first reports. */
const listenMs = 60_000;
/** `uptime` counts whole seconds, and a link is a moment younger than the board. */
const slackMs = 2_000;
/** A board's crystal is off by up to 0.005 %, one without calibration by more. */
const drift = 0.001;

/** What such topic messages hold and most others do not: as bytes they are sought in a third of the time. */
const dollar = '$'.charCodeAt(0);
const uptime = Buffer.from('"uptime"');
/** A topic message that holds a number alone has some 40 bytes; the rest is for blanks. */
const uptimeBytes = 64;

/**
 * Tells from what a board says whether it has started anew since we last knew it: by the `boot` number of its `$hello`,
 * else by its `uptime` (PROTOCOL.md). Times are monotonic, in milliseconds.
 */
export class BootWatch {
  private boot: number | undefined;
  /** Since when the board is known to run without a restart. */
  private upSince: number | undefined;
  private listenUntil: number | undefined;

  opened(now: number): void {
    this.upSince ??= now;
    this.listenUntil = now + listenMs;
  }

  /** Whether this message shows that the board has started anew. */
  hears(data: Buffer, isBinary: boolean, now: number): boolean {
    if (this.listenUntil === undefined || now > this.listenUntil) return false;
    // Only what could be such a topic message is worth parsing.
    if (isBinary || !(data.includes(dollar) || isAboutUptime(data))) return false;
    const { payload, topic } = decode(data, false, 'json');
    if (topic === '$hello') return this.hearsBoot((payload as { boot?: unknown } | null)?.boot, now);
    return topic === 'uptime' && isUptime(payload) && this.hearsUptime(1_000 * payload, now);
  }

  private hearsBoot(boot: unknown, now: number): boolean {
    if (typeof boot !== 'number') return false;
    const known = this.boot;
    this.boot = boot;
    // A sketch that says it for the first time may have come with a restart: its uptime will tell.
    if (known === undefined) return false;
    this.listenUntil = undefined;
    if (boot === known) return false;
    this.upSince = now;
    return true;
  }

  private hearsUptime(uptimeMs: number, now: number): boolean {
    this.listenUntil = undefined;
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

/** A sketch that keeps time in an `int` says less than 0 after 24.8 days; JSON may hold 1e999. */
function isUptime(payload: unknown): payload is number {
  return typeof payload === 'number' && payload >= 0 && payload < Number.POSITIVE_INFINITY;
}
