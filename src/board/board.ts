import { isDeepStrictEqual } from 'node:util';
import type { Cause } from '../link/cause.js';
import { Connection, type ConnectionOptions } from '../link/connection.js';
import type { ConnectionSettings } from '../link/connection-settings.js';
import { type Counters, copyOf } from '../link/counters.js';
import type { SendResult } from '../link/deliveries.js';
import type { Delivery } from '../link/delivery.js';
import type { DeliveryReason, DeliveryValues } from '../link/delivery-error.js';
import type { RebootObserver } from '../link/inbox.js';
import type { Reason } from '../link/reasons.js';
import type { Report } from '../link/report.js';
import type { User } from '../link/users.js';
import type { Answer } from '../message/answer.js';
import type { TopicMessage } from '../message/encode.js';
import type { Incoming } from '../message/incoming.js';
import { type AddressOwner, claim, release } from './address-registry.js';
import { BoardLog, type Log, placeOf, reasonsOf, type Translate } from './board-log.js';
import type { Description } from './description.js';
import { EchoDetector } from './echo-detector.js';
import { HeardTopics } from './heard-topics.js';
import { BoardHistory, type Moment } from './history.js';
import { BoardMemory } from './memory.js';
import { type Presence, PresenceWatch } from './presence.js';
import { type ReadingCounters, Readings } from './readings.js';
import { RebootDetector } from './reboot-detector.js';
import { type RequestCounters, Requests } from './requests.js';
import { Trends } from './trends.js';

/** What has happened on a board's connection, and to its messages; `ignored` is counted by each in node, too. */
export interface BoardCounters extends Counters {
  readonly received: Counters['received'] &
    ReadingCounters & {
      /** Last values that gave way to others, and are told to no node that starts. */
      readonly evicted: number;
    };
  readonly requests: RequestCounters;
}

/** States in which no answer can come any more. */
const disconnected: ReadonlySet<Report['state']> = new Set(['closing', 'connecting', 'disconnected', 'lost']);

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

/** What a board needs from outside. */
export interface BoardOptions extends Pick<ConnectionOptions, 'gate' | 'lookup' | 'tls'> {
  readonly presence?: Presence;
  /** One of several boards of its owner has a name of its own. */
  readonly name?: string;
  readonly withholdsLogin?: boolean;
}

/** One board as nodes see it: its name, its connection, and what the log says about it. */
export class Board {
  /** What `msg.board` says: the name that people gave it, else the address. */
  readonly name: string;
  readonly connection: Connection;
  /** What in nodes have read in its messages. */
  readonly topics = new HeardTopics();
  /** Whether the login is kept from it, since nobody has named it: it was found. */
  readonly withholdsLogin: boolean;
  private readonly tls: BoardOptions['tls'];
  private readonly log: BoardLog;
  private readonly presence: PresenceWatch | undefined;
  private readonly echoes = new EchoDetector();
  /** What it has said of itself and its values. */
  readonly memory = new BoardMemory((description) => {
    for (const listener of this.helloListeners) this.connection.guard(() => listener(description));
  });
  private readonly helloListeners = new Set<(description: Description) => void>();
  private readonly requests: Requests;
  private readonly readings: Readings;
  /** What has happened to it, and the numbers it sent in the last minutes. */
  readonly history = new BoardHistory();
  readonly trends = new Trends();

  /**
   * @param owner the config node: what connects to the address, and where lines about the board are logged
   */
  constructor(
    private readonly owner: AddressOwner & Log,
    readonly settings: ConnectionSettings,
    { gate, lookup, name, presence, tls, withholdsLogin = false }: BoardOptions,
    translate: Translate,
  ) {
    this.tls = tls;
    this.name = name || owner.name || settings.address;
    this.withholdsLogin = withholdsLogin;
    this.log = new BoardLog(owner, this.name, settings.address, translate);
    this.readings = new Readings(this.log);
    this.connection = new Connection(settings, {
      gate,
      lookup,
      tls,
      reboots: this.observer(),
      onFlood: () => this.onFlood(),
      onMessage: (data, isBinary) => this.onMessage(data, isBinary, performance.now()),
      onFault: (fault) => this.log.fault(fault),
      onReport: (report) => this.onReport(report),
    });
    const isByPong = settings.outbox.confirmBy === 'ping';
    this.requests = new Requests(isByPong ? this.connection.counters.sent : undefined);
    this.presence =
      presence &&
      new PresenceWatch(placeOf(settings.address).host, presence, () => this.connection.announced());
  }

  /** `host:port`, with the values of environment variables. */
  get address(): string {
    return this.settings.address;
  }

  /** Whether a board with these settings would be connected to in the same way. */
  isSame(settings: ConnectionSettings, { tls, withholdsLogin = false }: BoardOptions): boolean {
    return isDeepStrictEqual([this.settings, this.tls, this.withholdsLogin], [settings, tls, withholdsLogin]);
  }

  /** Whether messages go both ways, or went until a moment ago. */
  get isConnected(): boolean {
    return !disconnected.has(this.connection.report.state);
  }

  /** What has happened so far. */
  get counters(): BoardCounters {
    const { received, ...counters } = copyOf(this.connection.counters);
    const { ignored, repaired } = this.readings.counters;
    const { evicted } = this.memory;
    return {
      ...counters,
      requests: { ...this.requests.counters },
      received: { ...received, ignored: { ...ignored }, repaired: { ...repaired }, evicted },
    };
  }

  /** What people are told of a message that was not delivered: what happened, to which board, and what to do. */
  explain(reason: DeliveryReason, values: DeliveryValues): string {
    // In the sketch's own words: no catalogue may read what a board sent.
    return reason === 'refused' ? String(values.said) : this.log.undelivered(reason, values);
  }

  /** Sends a message: see {@link Connection.send}. */
  send(...sending: Parameters<Connection['send']>): ReturnType<Connection['send']> {
    this.echoes.sent(sending[0].data);
    return this.connection.send(...sending);
  }

  /**
   * Sends a topic message, and waits until the sketch has answered it: see {@link Requests.run}.
   *
   * @throws {DeliveryError} (rejects) also where the message cannot be sent.
   */
  request(
    { topic, withId }: TopicMessage,
    user: User,
    delivery: Delivery,
    answerMs: number,
  ): Promise<Answer | Exclude<SendResult, 'confirmed'>> {
    return this.requests.run((id) => this.send(withId(id), user, delivery, topic), user, answerMs);
  }

  /**
   * Tells when the board introduces itself.
   *
   * @returns how to end it
   */
  onHello(listener: (description: Description) => void): () => void {
    this.helloListeners.add(listener);
    return () => this.helloListeners.delete(listener);
  }

  /** Nobody waits any more for the answers to this user's requests. */
  cancelRequests(user: User): void {
    this.requests.cancel(user);
  }

  /** Ends the connection, within a second. */
  async close(): Promise<void> {
    release(this.address, this.owner);
    await this.connection.close();
    this.presence?.close();
    this.log.close();
  }

  /** What to tell people: why it is not connected or cannot confirm messages, and whether others go by its name. */
  reasonsOf(report: Report): readonly Reason[] {
    const addresses = this.presence?.twins ?? [];
    const reasons = [...reasonsOf(report)];
    if (report.cause === 'password' && this.withholdsLogin) reasons.push({ key: 'hint.patternLogin' });
    if (addresses.length > 0)
      reasons.push({ key: 'hint.sameName', values: { addresses: addresses.join(', ') } });
    return reasons;
  }

  describe(report: Report): BoardStatus {
    const { attempt, cause, roundTripMs, state } = report;
    const reason = this.log.explain(this.reasonsOf(report));
    return {
      state,
      ...(cause === undefined ? {} : { cause }),
      ...(reason === undefined ? {} : { reason }),
      attempt,
      ...(roundTripMs === undefined ? {} : { roundTripMs: Math.round(roundTripMs) }),
      counters: this.counters,
    };
  }

  /** Counts what an in node had to repair or ignore: see {@link Readings.count}. */
  count(incoming: Pick<Incoming, 'ignored' | 'repairs'>, data: Buffer): void {
    this.readings.count(incoming, data);
  }

  /** What looks at each message from the board. */
  private observer(): RebootObserver {
    const reboots = new RebootDetector();
    return {
      opened: (now) => {
        this.requests.opened();
        reboots.opened(now);
      },
      observe: (data, isBinary, now) => {
        this.echoes.received(data);
        if (!isBinary) this.requests.observe(data);
        const hasRestarted = reboots.observe(data, isBinary, now);
        if (hasRestarted) this.history.reboot(present());
        return hasRestarted;
      },
    };
  }

  private onMessage(data: Buffer, isBinary: boolean, now: number): void {
    this.trends.observe(this.memory, now);
    this.memory.observe(data, isBinary, now);
  }

  private onFlood(): void {
    this.history.flood(present());
    const { rate } = this.connection.counters.received.dropped;
    this.log.flood(rate, this.settings.maxInPerSecond, this.echoes.isLoop);
  }

  private onReport(report: Report): void {
    // Not sooner: a node that nothing uses takes no slot.
    if (report.state === 'connecting') this.warnIfShared();
    if (report.state === 'closing' || report.state === 'disconnected') release(this.address, this.owner);
    this.history.report(report, present(), this.connection.isPaused);
    this.presence?.update(report);
    if (disconnected.has(report.state)) {
      this.trends.sample(this.memory, performance.now());
      this.memory.clear();
      this.requests.connectionLost();
    }
    const reasons = this.reasonsOf(report);
    this.log.report(report, reasons);
    const sameName = reasons.find(({ key }) => key === 'hint.sameName');
    if (sameName !== undefined) this.log.warnOnce(sameName.key, sameName.values);
  }

  private warnIfShared(): void {
    const other = claim(this.address, this.owner);
    if (other === undefined) return;
    this.log.warnOnce('sameAddress', { one: labelOf(other), other: labelOf(this.owner) }, other.id);
  }
}

/** This moment, on both clocks. */
export function present(): Moment {
  return { now: performance.now(), wall: Date.now() };
}

/** What people tell config nodes apart by: the name, or else the id. */
function labelOf({ id, name }: AddressOwner): string {
  return name ? `"${name}"` : id;
}
