import { isDeepStrictEqual } from 'node:util';
import type { DeliveryReason, DeliveryValues } from '../link/delivery-error.js';
import type { Reason } from '../link/reasons.js';
import type { Report } from '../link/report.js';
import { ThrottledLog, throttleMs } from './throttled-log.js';

/** Where lines about a board go: a Node-RED node. */
export interface Log {
  warn(text: string): void;
  log(text: string): void;
  debug(text: string): void;
  error(text: string): void;
}

export type Values = Readonly<Record<string, string | number>>;

/** The text of a catalogue key, in the server's language. */
export type Translate = (key: string, values: Values) => string;

/** What to tell people of a board that is not connected, or cannot confirm messages; empty if all is well. */
export function reasonsOf({ cause, reasons, state }: Report): readonly Reason[] {
  if (state === 'no pongs') return [{ key: 'hint.noPongs' }];
  return reasons ?? (cause === undefined ? [] : [{ key: `cause.${cause}` }]);
}

/** Takes `host:port` apart; an IPv6 address has colons of its own. */
export function placeOf(address: string): { host: string; port: string } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: address.slice(colon + 1) };
}

/**
 * Values for a sentence in which nothing looks like a gap to fill (`__remedy__`): a catalogue would fill it, and a board may call
 * itself so. An invisible character (U+2060) parts the two underscores.
 */
export function unfilled(values: Values): Values {
  const part = (value: string | number) =>
    typeof value === 'string' ? value.replaceAll('__', '_\u2060_') : value;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, part(value)]));
}

/** An exception for the log: with where it was thrown, if it tells. */
export function faultText(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

/** What the log says about one board, and how often. */
export class BoardLog {
  private readonly warned = new Set<string>();
  private lostAt: number | undefined;
  /** How the last attempt, or the link, ended. */
  private lastLoss = '';
  private floodReportedAt = Number.NEGATIVE_INFINITY;
  private faults: ThrottledLog | undefined;
  /** What was told last: a board that is off gives the same reasons at each attempt. */
  private explained: { readonly reasons: readonly Reason[]; readonly text: string } | undefined;

  /**
   * @param name what people call the board
   * @param address `host:port`, where every text can name it, and its `host` and `port`
   */
  constructor(
    private readonly log: Log,
    private readonly name: string,
    private readonly address: string,
    private readonly translate: Translate,
  ) {}

  /** In the server's language; undefined if there is nothing to tell. */
  explain(reasons: readonly Reason[]): string | undefined {
    if (reasons.length === 0) return undefined;
    if (this.explained === undefined || !isDeepStrictEqual(this.explained.reasons, reasons)) {
      const text = reasons.map(({ key, values }) => this.text(key, values)).join(' ');
      this.explained = { reasons, text };
    }
    return this.explained.text;
  }

  /** What became of a message, and what to do about it. */
  undelivered(reason: DeliveryReason, { why, ...values }: DeliveryValues): string {
    return this.text(`undelivered.${reason}`, {
      ...values,
      ...(why && { remedy: this.remedyOf(String(why)) }),
    });
  }

  /**
   * Logs the first failure in a row as a warning, and the return once. A later one that differs from the one before is a line for
   * debugging, in no language of a catalogue: a hundred boards without power would write the same seven times a second.
   */
  report({ cause, detail, state }: Report, reasons: readonly Reason[]): void {
    if (state === 'no pongs') {
      const remedy = this.remedyOf(state);
      this.once('no pongs', `${this.text('unconfirming', { remedy })} ${this.explain(reasons)}`);
    }
    if (cause !== undefined) {
      const loss = `${cause} (${detail})`;
      if (this.lostAt === undefined) {
        const remedy = this.remedyOf(cause);
        this.log.warn(`${this.text('offline', { remedy })} ${this.explain(reasons)} (${detail})`);
      } else if (loss !== this.lastLoss) this.log.debug(`${this.name} at ${this.address}: ${loss}`);
      this.lastLoss = loss;
      this.lostAt ??= performance.now();
    } else if (state === 'ready' && this.lostAt !== undefined) {
      const seconds = Math.round((performance.now() - this.lostAt) / 1_000);
      this.log.log(this.text('back', { seconds }));
      this.lostAt = undefined;
    }
  }

  /**
   * Warns of dropped messages: at once, then every 10 s with the count.
   *
   * @param isLoop whether they are what the flow itself has sent
   */
  flood(dropped: number, limit: number, isLoop: boolean): void {
    const now = performance.now();
    if (now - this.floodReportedAt < throttleMs) return;
    this.floodReportedAt = now;
    this.log.warn(this.text(isLoop ? 'loop' : 'flood', { dropped, limit }));
  }

  /** Warns once, however often it happens. @param about what counts as the same warning */
  warnOnce(key: string, values?: Values, about = key): void {
    this.once(about, this.text(key, values));
  }

  /** An exception in a node of the flow: at once, then every 10 s with the count. */
  fault(fault: unknown): void {
    this.throttled.add(String(fault), fault);
  }

  /** Writes what is not written yet. */
  close(): void {
    this.faults?.close();
  }

  /** Made when it is needed: nearly no board needs it, and there may be a thousand. */
  private get throttled(): ThrottledLog {
    this.faults ??= new ThrottledLog((fault, count) => {
      const line = faultText(fault);
      const repeated = () => this.text('repeated', { count, seconds: throttleMs / 1_000 });
      this.log.error(count === 1 ? line : `${line} (${repeated()})`);
    });
    return this.faults;
  }

  private once(about: string, line: string): void {
    if (!this.warned.has(about)) this.log.warn(line);
    this.warned.add(about);
  }

  /** Warns once, and shows what it is about. It stands behind the text, since no catalogue may read what a board sent. */
  warnOnceOf(key: string, sample: () => string): void {
    if (!this.warned.has(key)) this.once(key, `${this.text(key)} "${sample()}"`);
  }

  /** What to do about a cause or a state, in a few words. */
  private remedyOf(why: string): string {
    return this.text(`remedy.${why}`);
  }

  private text(key: string, values: Values = {}): string {
    const place = { board: this.name, address: this.address, ...placeOf(this.address) };
    return this.translate(key, unfilled({ ...place, ...values }));
  }
}
