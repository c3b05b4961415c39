import { Alarm } from './alarm.js';
import type { Cause } from './cause.js';
import type { Effect, Event, Loss, State } from './connection-state.js';
import { type Counters, countedAs, noCounts } from './counters.js';
import type { Delivery } from './delivery.js';
import { type ConnectionCode, type DeliveryError, undelivered } from './delivery-error.js';
import { Inbox } from './inbox.js';
import type { Outgoing } from './message.js';
import { Outbox } from './outbox.js';
import type { Settings } from './settings.js';
import { type Gate, Socket, type SocketOptions } from './socket.js';
import { isSameReport, type Report, reportOf } from './status.js';
import { deadlineOf, step } from './transitions.js';
import { type Overseer, type User, Users } from './users.js';
import type { End, Ended, Entry } from './waiting-line.js';

export interface ConnectionOptions extends Overseer, SocketOptions {
  /** Shared by all Connections of a process, so that a thousand boards do not dial as one wave. */
  readonly gate?: Gate;
}

/** How a message ended without an error. */
export type Outcome = Extract<End, 'confirmed' | 'dropped' | 'replaced'>;

interface Sending extends Entry {
  end(end: End): void;
}

/** A deploy takes its nodes away and brings them back within this time; the link need not notice. */
const lingerMs = 1_000;

/**
 * The link to one board that outlives sockets: it dials, notices, waits, dials again, while it has users. Owns one socket
 * and one timer; what to do is decided by transitions.ts and outbox.ts.
 */
export class Connection {
  /** What has happened so far. */
  readonly counters: Counters = noCounts();
  private state: State = { name: 'idle' };
  private lastReport: Report = reportOf(this.state);
  private socket: Socket | undefined;
  private readonly inbox: Inbox;
  private readonly outbox: Outbox<Sending>;
  private readonly users: Users;
  private readonly alarm = new Alarm((lateMs) => this.onAlarm(lateMs));
  /** Until when a user that left may come back. */
  private lingerUntil: number | undefined;
  private barrier: NodeJS.Immediate | undefined;
  private closing: Promise<void> | undefined;
  private onSettled: (() => void)[] = [];

  constructor(
    private readonly settings: Settings,
    private readonly options: ConnectionOptions = {},
  ) {
    this.users = new Users(options, this.counters);
    this.inbox = new Inbox(settings.maxInPerSecond, this.users, this.counters.received);
    this.outbox = new Outbox(settings.outbox, Math.floor(Math.random() * 2 ** 32));
  }

  /** How it is at this moment. */
  get report(): Report {
    return reportOf(this.state);
  }

  /** Adds a user; the first one starts the connection. */
  register(user: User): void {
    if (this.closing !== undefined) return;
    this.users.add(user, this.report);
    this.dispatch({ type: 'start' });
  }

  /**
   * Takes a user away. Its waiting messages fail, its messages on the way get a last grace for their confirmation.
   *
   * @param removed whether it is gone for good. When the last one is, and none is expected back from a deploy, the
   *   connection ends at once
   */
  deregister(user: User, removed: boolean): void {
    if (!this.users.delete(user)) return;
    this.withdraw(user);
    if (!removed) this.lingerUntil = performance.now() + lingerMs;
    if (this.users.size === 0 && this.lingerUntil === undefined) this.stop();
    this.arm();
  }

  /**
   * Sends a message. Resolves when the board has taken it, or when the user's own terms took it away.
   *
   * @param delivery what to do while the board is away, and with what it has not confirmed
   * @param topic by which *latest* replaces
   * @throws {DeliveryError} (rejects) where it was not sent, or not confirmed: the code tells which.
   */
  send(message: Outgoing, user: User, delivery: Delivery, topic?: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const end = (how: End) => (isOutcome(how) ? resolve(how) : reject(this.errorOf(how)));
      const entry = { message, user, delivery, topic, end };
      if (message.repaired) this.counters.sent.repaired += 1;
      if (!this.users.has(user)) return this.endAll([{ entry, end: 'ERR_CLOSED' }]);
      this.endAll(this.outbox.accept(entry, this.isConnected, performance.now()));
      this.flush();
      this.arm();
    });
  }

  /** Leaves the board alone, so that its slot is free, until {@link connect}; what waits ends by its own terms. */
  disconnect(): Promise<void> {
    this.dispatch({ type: 'hold' });
    return this.settled();
  }

  /** Takes back a {@link disconnect}; does nothing else. Twice in a row waits the shortest wait in between. */
  connect(): void {
    this.dispatch({ type: 'release' });
  }

  /** Ends everything, within `closeMs`; afterwards there is no socket, timer or listener of ours. */
  close(): Promise<void> {
    if (this.closing === undefined) {
      this.users.clear();
      this.stop();
      this.closing = this.settled();
    }
    return this.closing;
  }

  private get isConnected(): boolean {
    return this.state.name === 'open' || this.state.name === 'silent';
  }

  private endLinger(): void {
    this.lingerUntil = undefined;
    if (this.users.size === 0) this.stop();
  }

  private stop(): void {
    this.lingerUntil = undefined;
    this.withdraw();
    this.dispatch({ type: 'stop' });
  }

  private withdraw(user?: User): void {
    this.endAll(this.outbox.withdraw('ERR_CLOSED', performance.now(), this.settings.limits.closeMs, user));
  }

  private settled(): Promise<void> {
    if (this.state.name !== 'closing') return Promise.resolve();
    return new Promise((resolve) => {
      this.onSettled.push(resolve);
    });
  }

  private dispatch(event: Event): void {
    const around = { now: performance.now(), random: Math.random(), limits: this.settings.limits };
    const { state, effects } = step(this.state, event, around);
    if (state.name === 'backoff' && state !== this.state) this.count(state.cause);
    this.state = state;
    for (const effect of effects) this.perform(effect);
    this.flush();
    this.arm();
    this.publish();
  }

  private perform(effect: Effect): void {
    switch (effect) {
      case 'dial':
        this.counters.attempts += 1;
        this.socket = this.dial();
        return;
      case 'ping':
        this.socket?.ping(this.outbox.ping(performance.now()));
        return;
      case 'close':
        this.socket?.close();
        return;
      case 'abort':
      case 'terminate':
        this.endAll(this.outbox.lost(performance.now()));
        this.socket?.terminate();
    }
  }

  /** Events of a socket that is no longer the current one are dropped. */
  private dial(): Socket {
    const current = <A extends unknown[]>(act: (...args: A) => void) => {
      return (...args: A) => {
        if (socket === this.socket) act(...args);
      };
    };
    const socket: Socket = new Socket(this.settings, this.options, this.options.gate ?? dialAtOnce, {
      opened: current(() => this.onOpened()),
      life: current(() => this.dispatch({ type: 'life' })),
      pong: current((payload) => this.onPong(payload)),
      message: current((data, isBinary) => this.inbox.receive(data, isBinary)),
      closed: current((loss, closeCode) => this.onClosed(loss, closeCode)),
    });
    return socket;
  }

  private onPong(payload: Buffer): void {
    const answer = this.outbox.pong(payload, performance.now());
    if (answer === undefined) return;
    this.endAll(answer.ended);
    this.dispatch({ type: 'pong', roundTripMs: answer.roundTripMs });
  }

  private onOpened(): void {
    this.counters.connects += 1;
    this.inbox.opened();
    this.dispatch({ type: 'opened' });
  }

  private onClosed(loss: Loss, closeCode?: number): void {
    // Without a code of the board's, it was ourselves who found its message too large.
    if (loss.cause === 'message too large' && closeCode === undefined)
      this.counters.received.dropped.oversize += 1;
    const ended = this.outbox.lost(performance.now(), closeCode);
    // First the state, so that the errors can tell why the board is away.
    this.dispatch({ type: 'lost', ...loss });
    this.endAll(ended);
  }

  private onAlarm(lateMs: number): void {
    const { limits } = this.settings;
    const now = performance.now();
    if (lateMs > limits.lateMs) this.outbox.excuse(lateMs, now);
    this.endAll(this.outbox.expire(now));
    if (isDue(this.lingerUntil, now)) this.endLinger();
    if (isDue(deadlineOf(this.state, limits), now))
      this.dispatch({ type: 'timeout', lateMs, stuck: this.socket?.stuck });
    this.flush();
    this.arm();
  }

  /** Messages go at once; the ping that confirms them goes at the end of the turn, so that a burst costs one. */
  private flush(): void {
    if (!this.isConnected || this.socket?.isOpen !== true) return;
    for (const { message } of this.outbox.take(performance.now())) this.socket.send(message);
    if (!this.outbox.needsBarrier) return;
    this.barrier ??= setImmediate(() => {
      this.barrier = undefined;
      if (this.isConnected && this.outbox.needsBarrier) this.perform('ping');
    });
  }

  private arm(): void {
    const deadlines = [deadlineOf(this.state, this.settings.limits), this.outbox.deadline, this.lingerUntil];
    const soonest = Math.min(...deadlines.map((deadline) => deadline ?? Number.POSITIVE_INFINITY));
    this.alarm.set(Number.isFinite(soonest) ? soonest : undefined);
  }

  private publish(): void {
    const before = this.lastReport;
    this.lastReport = this.report;
    if (!isSameReport(before, this.lastReport)) this.users.onReport(this.lastReport);
    if (this.state.name === 'closing') return;
    for (const settle of this.onSettled.splice(0)) settle();
  }

  private count(cause: Cause): void {
    const { disconnects } = this.counters;
    disconnects[cause] = (disconnects[cause] ?? 0) + 1;
  }

  private endAll(list: readonly Ended<Sending>[]): void {
    for (const { entry, end } of list) {
      this.counters.sent[countedAs(end)] += 1;
      entry.end(end);
    }
  }

  private errorOf(code: ConnectionCode): DeliveryError {
    const { cause, state } = this.report;
    return undelivered(code, this.settings.address, cause ?? state);
  }
}

function isOutcome(end: End): end is Outcome {
  return end === 'confirmed' || end === 'dropped' || end === 'replaced';
}

function isDue(deadline: number | undefined, now: number): boolean {
  return deadline !== undefined && deadline <= now;
}

function dialAtOnce(dial: () => void): () => void {
  dial();
  return () => {};
}
