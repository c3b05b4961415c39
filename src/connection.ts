import type { ClientOptions } from 'ws';
import { Alarm } from './alarm.js';
import type { Effect, Event, Loss, State } from './connection-state.js';
import { type ConnectionCode, type DeliveryError, undelivered } from './delivery-error.js';
import type { Outgoing } from './message.js';
import { type Ended, type Entry, Outbox } from './outbox.js';
import type { Settings } from './settings.js';
import { type Gate, Socket } from './socket.js';
import { isSameReport, type Report, reportOf } from './status.js';
import { deadlineOf, step } from './transitions.js';
import { type Overseer, type User, Users } from './users.js';

export interface ConnectionOptions extends Overseer {
  /** TLS options in Node's words, for a `wss:` board. */
  readonly tls?: ClientOptions;
  /** Shared by all Connections of a process, so that a thousand boards do not dial as one wave. */
  readonly gate?: Gate;
}

interface Sending extends Entry {
  end(code: ConnectionCode | undefined): void;
}

/** A deploy takes its nodes away and brings them back within this time; the link need not notice. */
const lingerMs = 1_000;

/**
 * The link to one board that outlives sockets: it dials, notices, waits, dials again, while it has users. Owns one socket
 * and one timer; what to do is decided by transitions.ts and outbox.ts.
 */
export class Connection {
  private state: State = { name: 'idle' };
  private report: Report = reportOf(this.state);
  private socket: Socket | undefined;
  private readonly outbox: Outbox<Sending>;
  private readonly users: Users;
  private readonly alarm = new Alarm((lateMs) => this.onAlarm(lateMs));
  /** Until when a user that left may come back. */
  private lingerUntil: number | undefined;
  private barrier: NodeJS.Immediate | undefined;
  private closing: Promise<void> | undefined;
  private onIdle: (() => void) | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly options: ConnectionOptions = {},
  ) {
    this.users = new Users(options);
    this.outbox = new Outbox(settings.outbox, Math.floor(Math.random() * 2 ** 32));
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
   * Sends a message. Resolves when the board has taken it.
   *
   * @throws {DeliveryError} (rejects) where it was not sent, or not confirmed: the code tells which.
   */
  send(message: Outgoing, user: User): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (code: ConnectionCode | undefined) =>
        code === undefined ? resolve() : reject(this.errorOf(code));
      if (!this.users.has(user)) return end('ERR_CLOSED');
      const refused = this.outbox.accept({ message, user, end }, this.isConnected, performance.now());
      if (refused !== undefined) return end(refused);
      this.flush();
      this.arm();
    });
  }

  /** Ends everything, within `closeMs`; afterwards there is no socket, timer or listener of ours. */
  close(): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      this.onIdle = resolve;
      this.users.clear();
      this.stop();
    });
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

  private dispatch(event: Event): void {
    const around = { now: performance.now(), random: Math.random(), limits: this.settings.limits };
    const { state, effects } = step(this.state, event, around);
    this.state = state;
    for (const effect of effects) this.perform(effect);
    this.flush();
    this.arm();
    this.publish();
  }

  private perform(effect: Effect): void {
    switch (effect) {
      case 'dial':
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
        this.endAll(this.outbox.lost(false));
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
    const socket: Socket = new Socket(
      this.settings,
      this.options.tls ?? {},
      this.options.gate ?? dialAtOnce,
      {
        opened: current(() => this.dispatch({ type: 'opened' })),
        life: current(() => this.dispatch({ type: 'life' })),
        pong: current((payload) => this.onPong(payload)),
        message: current((data, isBinary) => this.users.onMessage(data, isBinary)),
        closed: current((loss, refused) => this.onClosed(loss, refused)),
      },
    );
    return socket;
  }

  private onPong(payload: Buffer): void {
    const answer = this.outbox.pong(payload, performance.now());
    if (answer === undefined) return;
    this.endAll(answer.ended);
    this.dispatch({ type: 'pong', roundTripMs: answer.roundTripMs });
  }

  private onClosed(loss: Loss, refused: boolean): void {
    const ended = this.outbox.lost(refused);
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
    const before = this.report;
    this.report = reportOf(this.state);
    if (!isSameReport(before, this.report)) this.users.onReport(this.report);
    if (this.state.name === 'idle') this.onIdle?.();
  }

  private endAll(list: readonly Ended<Sending>[]): void {
    for (const { entry, code } of list) entry.end(code);
  }

  private errorOf(code: ConnectionCode): DeliveryError {
    const { cause, state } = reportOf(this.state);
    return undelivered(code, this.settings.address, cause ?? state);
  }
}

function isDue(deadline: number | undefined, now: number): boolean {
  return deadline !== undefined && deadline <= now;
}

function dialAtOnce(dial: () => void): () => void {
  dial();
  return () => {};
}
