import { Alarm } from './alarm.js';
import type { Cause } from './cause.js';
import type { Effect, Event, Loss, Open, Silent, State } from './connection-state.js';
import { type Counters, noCounts } from './counters.js';
import { Deliveries, type Outcome } from './deliveries.js';
import type { Delivery } from './delivery.js';
import { type ConnectionCode, undelivered } from './delivery-error.js';
import { Inbox } from './inbox.js';
import type { Outgoing } from './message.js';
import type { Settings } from './settings.js';
import { type Gate, Socket, type SocketOptions } from './socket.js';
import { isSameReport, type Report, reportOf } from './status.js';
import { deadlineOf, step } from './transitions.js';
import { type Overseer, type User, Users } from './users.js';

export interface ConnectionOptions extends Overseer, SocketOptions {
  /** Shared by all Connections of a process, so that a thousand boards do not dial as one wave. */
  readonly gate?: Gate;
}

/** A deploy takes its nodes away and brings them back within this time; the link need not notice. */
const lingerMs = 1_000;

/**
 * The link to one board that outlives sockets: it dials, notices, waits, dials again, while it has users. Owns one socket
 * and one timer; what to do is decided by transitions.ts, and by outbox.ts for messages.
 */
export class Connection {
  /** What has happened so far. */
  readonly counters: Counters = noCounts();
  private state: State = { name: 'idle' };
  private lastReport: Report = reportOf(this.state);
  private socket: Socket | undefined;
  private readonly inbox: Inbox;
  private readonly deliveries: Deliveries;
  private readonly users: Users;
  /** When the board was last heard, whatever it said. */
  private heardAt = Number.NEGATIVE_INFINITY;
  private readonly alarm = new Alarm((lateMs) => this.onAlarm(lateMs));
  /** Until when a user that left may come back. */
  private lingerUntil: number | undefined;
  private closing: Promise<void> | undefined;
  private onSettled: (() => void)[] = [];

  constructor(
    private readonly settings: Settings,
    private readonly options: ConnectionOptions = {},
  ) {
    this.users = new Users(options, this.counters);
    this.inbox = new Inbox(settings.maxInPerSecond, this.users, this.counters.received);
    this.deliveries = new Deliveries(settings.outbox, this.counters.sent, (code, bytes) =>
      this.errorOf(code, bytes),
    );
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
    const { sent } = this.counters;
    if (message.repaired) sent.repaired += 1;
    if (!this.users.has(user)) {
      sent.notSent += 1;
      return Promise.reject(this.errorOf('ERR_CLOSED', message.bytes));
    }
    const ending = this.deliveries.accept(message, user, delivery, topic, this.isConnected);
    this.flush();
    this.arm();
    return ending;
  }

  /** Leaves the board alone, so that its slot is free, until {@link connect}; what waits ends by its own terms. */
  disconnect(): Promise<void> {
    // A node that is gone may still be handed a message: it must not make the end of this connection a mere rest.
    if (this.users.size > 0) this.dispatch({ type: 'hold' });
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
      this.inbox.close();
      this.stop();
      this.closing = this.settled();
    }
    return this.closing;
  }

  private get isConnected(): boolean {
    return this.link !== undefined;
  }

  private get link(): Open | Silent | undefined {
    const { state } = this;
    return state.name === 'open' || state.name === 'silent' ? state : undefined;
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
    this.deliveries.withdraw(this.settings.limits.closeMs, user);
  }

  private settled(): Promise<void> {
    if (this.state.name !== 'closing') return Promise.resolve();
    return new Promise((resolve) => {
      this.onSettled.push(resolve);
    });
  }

  private dispatch(event: Event, now = performance.now()): void {
    const around = { now, random: Math.random(), limits: this.settings.limits };
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
        if (this.socket !== undefined) this.deliveries.ping(this.socket);
        return;
      case 'close':
        this.socket?.close();
        return;
      case 'abort':
      case 'terminate':
        this.deliveries.lost();
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
      life: current(() => this.onLife()),
      pong: current((payload) => this.onPong(payload)),
      message: current((data, isBinary) => this.inbox.receive(data, isBinary, this.heardAt)),
      closed: current((loss, closeCode) => this.onClosed(loss, closeCode)),
      isBehind: () => this.inbox.isBehind,
    });
    return socket;
  }

  /** Each message is a sign of life. Where no ping waits for one, its time can wait until the next deadline asks for it. */
  private onLife(): void {
    this.heardAt = performance.now();
    if (this.state.name !== 'open' || this.state.unanswered > 0) this.noteLife();
  }

  private noteLife(): void {
    if (this.link !== undefined && this.heardAt > this.link.lifeAt)
      this.dispatch({ type: 'life' }, this.heardAt);
  }

  private onPong(payload: Buffer): void {
    const roundTripMs = this.deliveries.pong(payload);
    if (roundTripMs !== undefined) this.dispatch({ type: 'pong', roundTripMs });
  }

  private onOpened(): void {
    this.counters.connects += 1;
    this.heardAt = performance.now();
    this.inbox.opened(this.heardAt);
    this.dispatch({ type: 'opened' }, this.heardAt);
  }

  private onClosed(loss: Loss, closeCode?: number): void {
    // Without a code of the board's, it was ourselves who found its message too large.
    if (loss.cause === 'message too large' && closeCode === undefined)
      this.counters.received.dropped.oversize += 1;
    // First the state, so that the errors can tell why the board is away.
    this.dispatch({ type: 'lost', ...loss });
    this.deliveries.lost(closeCode);
    this.arm();
  }

  private onAlarm(lateMs: number): void {
    const { limits } = this.settings;
    this.deliveries.expire(lateMs > limits.lateMs ? lateMs : 0);
    const now = performance.now();
    if (isDue(this.lingerUntil, now)) this.endLinger();
    if (isDue(deadlineOf(this.state, limits), now)) {
      this.noteLife();
      this.dispatch({ type: 'timeout', lateMs, stuck: this.socket?.stuck });
    }
    this.flush();
    this.arm();
  }

  private flush(): void {
    if (this.isConnected && this.socket?.isOpen) this.deliveries.flush(this.socket);
  }

  private arm(): void {
    const byState = deadlineOf(this.state, this.settings.limits);
    this.alarm.set(sooner(byState, sooner(this.deliveries.deadline, this.lingerUntil)));
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

  private errorOf(code: ConnectionCode, bytes: number): Error {
    const { cause, state } = this.report;
    const { address, outbox } = this.settings;
    return undelivered(code, { address, why: cause ?? state, bytes, limitBytes: outbox.maxMessageBytes });
  }
}

function sooner(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

function isDue(deadline: number | undefined, now: number): boolean {
  return deadline !== undefined && deadline <= now;
}

function dialAtOnce(dial: () => void): () => void {
  dial();
  return () => {};
}
