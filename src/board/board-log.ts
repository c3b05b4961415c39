import type { Cause } from '../link/cause.js';
import type { Report } from '../link/report.js';

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

/** How often a flood is reported, in milliseconds. */
const floodIntervalMs = 10_000;

/** What the log says about one board, and how often. */
export class BoardLog {
  private readonly warned = new Set<string>();
  private lostAt: number | undefined;
  private floodReportedAt = Number.NEGATIVE_INFINITY;

  /** @param address `host:port`, where every text can name it, and its `host` and `port` */
  constructor(
    private readonly log: Log,
    private readonly address: string,
    private readonly translate: Translate,
  ) {}

  /** Why the board is not connected, and what to do about it. */
  explain(cause: Cause): string {
    return this.text(`cause.${cause}`);
  }

  /** Logs the first failure in a row as a warning, the others for debugging, and the return once. */
  report({ state, cause, detail }: Report): void {
    if (cause !== undefined) {
      const line = `${this.explain(cause)} (${detail})`;
      if (this.lostAt === undefined) this.log.warn(line);
      else this.log.debug(line);
      this.lostAt ??= performance.now();
    } else if (state === 'ready' && this.lostAt !== undefined) {
      const seconds = Math.round((performance.now() - this.lostAt) / 1_000);
      this.log.log(this.text('back', { seconds }));
      this.lostAt = undefined;
    }
  }

  /** Warns of dropped messages: at once, then every 10 s with the count. */
  flood(dropped: number, limit: number): void {
    const now = performance.now();
    if (now - this.floodReportedAt < floodIntervalMs) return;
    this.floodReportedAt = now;
    this.log.warn(this.text('flood', { dropped, limit }));
  }

  /** Warns once, however often it happens. @param about what counts as the same warning */
  warnOnce(key: string, values?: Values, about = key): void {
    if (!this.warned.has(about)) this.log.warn(this.text(key, values));
    this.warned.add(about);
  }

  /** Warns once, and shows what it is about. It stands behind the text, since no catalogue may read what a board sent. */
  warnOnceOf(key: string, sample: () => string): void {
    if (!this.warned.has(key)) this.log.warn(`${this.text(key)} "${sample()}"`);
    this.warned.add(key);
  }

  /** An exception in a node of the flow. */
  fault(fault: unknown): void {
    this.log.error(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
  }

  private text(key: string, values: Values = {}): string {
    // An IPv6 address has colons of its own.
    const colon = this.address.lastIndexOf(':');
    const place = {
      address: this.address,
      host: this.address.slice(0, colon),
      port: this.address.slice(colon + 1),
    };
    return this.translate(key, { ...place, ...values });
  }
}
