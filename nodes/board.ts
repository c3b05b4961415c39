import type { Node, NodeAPI } from 'node-red';
import type { ClientOptions } from 'ws';
import type { Cause } from '../src/cause.js';
import { Connection } from '../src/connection.js';
import type { Counters } from '../src/counters.js';
import type { Repair } from '../src/message.js';
import type { Settings } from '../src/settings.js';
import type { Report } from '../src/status.js';
import { dialGate } from './dial-gate.js';
import { flowStart } from './flow-start.js';
import { lookup } from './lookup.js';
import { moveIn, moveOut } from './neighbours.js';

/** A config node: where its settings cannot work, it has a `fault` in place of a `board`. */
export interface BoardNode extends Node {
  board?: Board;
  fault?: string;
}

/** The board that an in or out node has chosen; undefined where none is, or its settings cannot work. */
export function boardOf(RED: NodeAPI, id: string): Board | undefined {
  const { board } = (RED.nodes.getNode(id) ?? {}) as BoardNode;
  // Other nodes may call something a board, too.
  return board instanceof Board ? board : undefined;
}

/** Why a node has no {@link boardOf}, for an error. */
export function faultOf(RED: NodeAPI, id: string): string {
  if (!id) return 'no board is chosen';
  const { fault } = (RED.nodes.getNode(id) ?? {}) as BoardNode;
  return fault === undefined
    ? 'the board is not there: choose another'
    : `the board cannot be used: ${fault}`;
}

/** Words from the config node's catalogue, in the server's language. */
type Translate = (key: string, values: Readonly<Record<string, string | number>>) => string;

/** How a board is doing, as flows and the editor get it. */
export interface Description {
  readonly state: Report['state'];
  /** Why it is not connected, as a word and as a sentence that says what to do. */
  readonly cause?: Cause;
  readonly reason?: string;
  readonly attempt: number;
  readonly roundTripMs?: number;
  readonly counters: Counters;
}

/** How often a flood is told of. */
const floodWarningMs = 10_000;

/** One board as nodes see it: its name, its connection, and what is said of it in the log. */
export class Board {
  /** What `msg.board` says: the node's name, else the address. */
  readonly name: string;
  readonly connection: Connection;
  private readonly warnedOf = new Set<string>();
  private lostAt: number | undefined;
  private floodToldAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly node: Node,
    private readonly settings: Settings,
    tls: ClientOptions,
    private readonly translate: Translate,
  ) {
    this.name = node.name || settings.address;
    // What could not be sent is told of by the board's name, as people gave it.
    const named = { ...settings, address: this.name };
    this.connection = new Connection(named, {
      gate: flowStart.gateBefore(dialGate),
      lookup,
      onFlood: () => this.tellFlood(),
      onFault: (fault) => node.error(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)),
      onReport: (report) => this.onReport(report),
      tls,
    });
  }

  /** `host:port`, without what stands for environment variables. */
  get address(): string {
    return this.settings.address;
  }

  /** Ends the connection, within a second. */
  close(): Promise<void> {
    moveOut(this.settings.address, this.node);
    return this.connection.close();
  }

  /** Why the board is not connected and what to do about it. */
  explain(cause: Cause): string {
    return this.say(`cause.${cause}`);
  }

  describe({ attempt, cause, roundTripMs, state }: Report): Description {
    return {
      state,
      ...(cause === undefined ? {} : { cause, reason: this.explain(cause) }),
      attempt,
      ...(roundTripMs === undefined ? {} : { roundTripMs: Math.round(roundTripMs) }),
      counters: structuredClone(this.connection.counters),
    };
  }

  /** Counts what an in node had to mend in a message; the first text that is not UTF-8 gets a hint. */
  repaired(repairs: readonly Repair[]): void {
    for (const repair of repairs) this.connection.counters.received.repaired[repair] += 1;
    if (repairs.includes('utf8')) this.warnOnce('hint.utf8');
  }

  /** Says something about this board once, however often it happens. */
  private warnOnce(key: string, values?: Readonly<Record<string, string>>, about = key): void {
    if (!this.warnedOf.has(about)) this.node.warn(this.say(key, values));
    this.warnedOf.add(about);
  }

  private tellFlood(): void {
    const now = performance.now();
    if (now - this.floodToldAt < floodWarningMs) return;
    this.floodToldAt = now;
    const dropped = this.connection.counters.received.dropped.rate;
    this.node.warn(this.say('flood', { dropped, limit: this.settings.maxInPerSecond }));
  }

  private onReport(report: Report): void {
    // Not sooner: a node that nothing uses takes no slot.
    if (report.state === 'connecting') this.greetNeighbour();
    if (report.state === 'closing' || report.state === 'disconnected')
      moveOut(this.settings.address, this.node);
    this.log(report);
  }

  private greetNeighbour(): void {
    const neighbour = moveIn(this.settings.address, this.node);
    if (neighbour === undefined) return;
    const labels = { one: labelOf(neighbour), other: labelOf(this.node) };
    this.warnOnce('sameAddress', labels, neighbour.id);
  }

  /** The first failure in a row is worth a warning, the others are not; the return is told once. */
  private log({ state, cause, detail }: Report): void {
    if (cause !== undefined) {
      const line = `${this.explain(cause)} (${detail})`;
      if (this.lostAt === undefined) this.node.warn(line);
      else this.node.debug(line);
      this.lostAt ??= performance.now();
    } else if (state === 'ready' && this.lostAt !== undefined) {
      this.node.log(this.say('back', { seconds: Math.round((performance.now() - this.lostAt) / 1_000) }));
      this.lostAt = undefined;
    }
  }

  private say(key: string, values: Readonly<Record<string, string | number>> = {}): string {
    const { address } = this.settings;
    // An IPv6 address has colons of its own.
    const colon = address.lastIndexOf(':');
    const place = { address, host: address.slice(0, colon), port: address.slice(colon + 1) };
    return this.translate(key, { ...place, ...values });
  }
}

/** What tells one config node from another: its name, or else its id. */
function labelOf({ id, name }: Node): string {
  return name ? `"${name}"` : id;
}
