import type { Cause } from '../link/cause.js';
import { Connection, type ConnectionOptions } from '../link/connection.js';
import type { ConnectionSettings } from '../link/connection-settings.js';
import type { Counters } from '../link/counters.js';
import type { Report } from '../link/report.js';
import type { Repair } from '../message/decode.js';
import { type AddressOwner, claim, release } from './address-registry.js';
import { BoardLog, type Log, type Translate } from './board-log.js';
import { RebootDetector } from './reboot-detector.js';

/** How many messages from a board had to be repaired or left as text, counted by each in node that did so. */
type Repairs = { [repair in Repair]: number };

/** What has happened on a board's connection, and to its messages. */
export interface BoardCounters extends Counters {
  readonly received: Counters['received'] & { readonly repaired: Repairs };
}

/** How a board is doing, as flows and the editor get it. */
export interface BoardStatus {
  readonly state: Report['state'];
  /** Why it is not connected, as a word. */
  readonly cause?: Cause;
  /** Why it is not connected, or cannot confirm messages, as a sentence that says what to do. */
  readonly reason?: string;
  readonly attempt: number;
  readonly roundTripMs?: number;
  readonly counters: BoardCounters;
}

/** One board as nodes see it: its name, its connection, and what the log says about it. */
export class Board {
  /** What `msg.board` says: the name that people gave it, else the address. */
  readonly name: string;
  readonly connection: Connection;
  private readonly log: BoardLog;
  private readonly repairs: Repairs = { badjson: 0, depth: 0, keys: 0, utf8: 0 };

  /**
   * @param owner the config node: what connects to the address, and where lines about the board are logged
   * @param options what its Connection needs from outside
   */
  constructor(
    private readonly owner: AddressOwner & Log,
    private readonly settings: ConnectionSettings,
    options: Pick<ConnectionOptions, 'gate' | 'lookup' | 'tls'>,
    translate: Translate,
  ) {
    this.name = owner.name || settings.address;
    this.log = new BoardLog(owner, settings.address, translate);
    // Errors of messages name the board as people do.
    const named = { ...settings, address: this.name };
    this.connection = new Connection(named, {
      ...options,
      reboots: new RebootDetector(),
      onFlood: () => this.log.flood(this.connection.counters.received.dropped.rate, settings.maxInPerSecond),
      onFault: (fault) => this.log.fault(fault),
      onReport: (report) => this.onReport(report),
    });
  }

  /** `host:port`, with the values of environment variables. */
  get address(): string {
    return this.settings.address;
  }

  /** What has happened so far. */
  get counters(): BoardCounters {
    const { received, ...counters } = structuredClone(this.connection.counters);
    return { ...counters, received: { ...received, repaired: { ...this.repairs } } };
  }

  /** Ends the connection, within a second. */
  async close(): Promise<void> {
    release(this.address, this.owner);
    await this.connection.close();
    this.log.close();
  }

  describe(report: Report): BoardStatus {
    const { attempt, cause, roundTripMs, state } = report;
    const reason = this.log.explain(report);
    return {
      state,
      ...(cause === undefined ? {} : { cause }),
      ...(reason === undefined ? {} : { reason }),
      attempt,
      ...(roundTripMs === undefined ? {} : { roundTripMs: Math.round(roundTripMs) }),
      counters: this.counters,
    };
  }

  /** Counts what an in node had to repair in a message; the first text that is not UTF-8 gets a hint. */
  repaired(repairs: readonly Repair[]): void {
    for (const repair of repairs) this.repairs[repair] += 1;
    if (repairs.includes('utf8')) this.log.warnOnce('hint.utf8');
  }

  private onReport(report: Report): void {
    // Not sooner: a node that nothing uses takes no slot.
    if (report.state === 'connecting') this.warnIfShared();
    if (report.state === 'closing' || report.state === 'disconnected') release(this.address, this.owner);
    this.log.report(report);
  }

  private warnIfShared(): void {
    const other = claim(this.address, this.owner);
    if (other === undefined) return;
    this.log.warnOnce('sameAddress', { one: labelOf(other), other: labelOf(this.owner) }, other.id);
  }
}

/** What people tell config nodes apart by: the name, or else the id. */
function labelOf({ id, name }: AddressOwner): string {
  return name ? `"${name}"` : id;
}
