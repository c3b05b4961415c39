import type { ConnectionSettings } from './connection-settings.js';
import type { Disconnect, Effect, Event, Open, Silent, State } from './connection-state.js';
import { type Counters, countDisconnect, noCounts } from './counters.js';
import { isDue, sooner } from './deadline.js';
import { DeadlineTimer } from './deadline-timer.js';
import { Deliveries, type SendResult } from './deliveries.js';
import type { Delivery } from './delivery.js';
import { type ConnectionCode, deliveryError } from './delivery-error.js';
import type { DialOptions } from './dial.js';
import { type Gate, openGate } from './dial-gate.js';
import { Inbox, type RebootObserver } from './inbox.js';
import type { OutgoingMessage } from './outgoing-message.js';
import { isSameReport, type Report, reportOf } from './report.js';
import { Socket, type SocketEvents } from './socket.js';
import { deadlineOf } from './state-deadline.js';
import { step } from './transitions.js';
import { type ConnectionListener, type User, Users } from './users.js';

export interface ConnectionOptions extends ConnectionListener, DialOptions {
  /** Shared by all Connections of a process, so that a thousand boards do not connect at once. */
  readonly gate?: Gate | undefined;
  /** Detects that the board has restarted. */
  readonly reboots?: RebootObserver;
}

/**
 * The link to one board, which outlives its sockets: it connects, notices when the board is gone, waits and reconnects while
 * it has users. Owns one socket and one timer; transitions.ts decides what to do, and outbox.ts for messages.
 */
export class Connection implements SocketEvents {
  /** What has happened so far. */
  readonly counters: Counters = noCounts();
  private state: State = { name: 'idle' };
  private lastReport: Report = reportOf(this.state);
  private socket: Socket | undefined;
  private readonly inbox: Inbox;
  private readonly deliveries: Deliveries;
  private readonly users: Users;
  /** When the last byte came from the board, or reading from it was paused last. */
  private activityAt = Number.NEGATIVE_INFINITY;
  private readonly timer = new DeadlineTimer((lateMs) => this.onDeadline(lateMs));
  private closing: Promise<void> | undefined;
  private closeWaiters: (() => void)[] = [];

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly options: ConnectionOptions = {},
  ) {
    this.users = new Users(options, this.counters);
    this.inbox = new Inbox(settings.maxInPerSecond, this.users, this.counters.received, options.reboots);
    this.deliveries = new Deliveries(settings.outbox, this.counters.sent, (code, bytes) =>
      this.errorOf(code, bytes),
    );
  }

  /** How it is at this moment. */
  get report(): Report {
    return reportOf(this.state);
  }

  /** Whether a flow has disconnected it, and nobody has connected it again. */
  get isPaused(): boolean {
    return this.state.name === 'paused';
  }

  /** Adds a user; the first one starts the connection. */
  register(user: User): void {
    if (this.closing !== undefined) return;
    this.users.add(user, this.report);
    this.dispatch({ type: 'start' });
  }

  /**
   * Removes a user. Its waiting messages fail, its messages in flight get a short grace for their confirmation.
   *
   * @param removed whether it is gone for good. When the last one is, and none is expected back from a deploy, the
   *   connection ends at once
   */
  deregister(user: User, removed: boolean): void {
    if (!this.users.leave(user, removed, performance.now())) return;
    this.cancel(user);
    if (this.users.isEmpty) this.stop();
    this.arm();
  }

  /**
   * Sends a message. Resolves when the board has it, or when the user's own settings removed it.
   *
   * @param delivery what to do while the board is away, and with what it has not confirmed
   * @param topic by which *latest* replaces
   * @throws {DeliveryError} (rejects) where it was not sent, or not confirmed: the code says which.
   */
  send(message: OutgoingMessage, user: User, delivery: Delivery, topic?: string): Promise<SendResult> {
    const { sent } = this.counters;
    if (message.repaired) sent.repaired += 1;
    if (!this.users.has(user)) {
      sent.notSent += 1;
      return Promise.reject(this.errorOf('ERR_CLOSED', message.bytes));
    }
    const outcome = this.deliveries.accept(message, user, delivery, topic, this.isConnected);
    this.flush();
    this.arm();
    return outcome;
  }

  /** Disconnects, so that the board's slot is free, until {@link connect}; what waits ends by its own settings. */
  disconnect(): Promise<void> {
    // A node that is removed may still be handed a message: it must not turn the end of this connection into a pause.
    if (this.users.isUsed) this.dispatch({ type: 'pause' });
    return this.untilClosed();
  }

  /** Reconnects after a {@link disconnect}, at the earliest after the shortest wait; does nothing else. */
  connect(): void {
    this.dispatch({ type: 'resume' });
  }

  /**
   * The board has said to the network that it is there, so it is not waited for any longer. Whoever tells it may do so once in
   * 5 s, since anybody can say it.
   */
  announced(): void {
    // The ping that follows counts as unanswered from the last sign of life on.
    this.noteActivity();
    this.dispatch({ type: 'announced', isUnderWay: this.socket?.isUnderWay === true });
  }

  /** Drops what waits of one user, before the board has got it; what is in flight stays. */
  clear(user: User): void {
    this.deliveries.clear(user);
    this.arm();
  }

  /** Calls what belongs to a user: an exception there is counted and told, and ends here. */
  guard(act: () => void): void {
    this.users.guard(act);
  }

  /** Ends everything, within `closeMs`; afterwards there is no socket, timer or listener of ours. */
  close(): Promise<void> {
    if (this.closing === undefined) {
      this.users.clear();
      this.inbox.close();
      this.stop();
      this.closing = this.untilClosed();
    }
    return this.closing;
  }

  // For its socket alone, which has the connection itself to tell: objects between them would be fetched with each message.

  opened(): void {
    this.counters.connects += 1;
    this.activityAt = performance.now();
    this.inbox.opened(this.activityAt);
    this.dispatch({ type: 'opened' }, this.activityAt);
  }

  /** While no ping is unanswered, the time of an activity is only needed at the next deadline. */
  activity(): void {
    this.activityAt = performance.now();
    if (this.state.name !== 'open' || this.state.pingsSinceActivity > 0) this.noteActivity();
  }

  pong(payload: Buffer): void {
    const roundTripMs = this.deliveries.pong(payload);
    if (roundTripMs !== undefined) this.dispatch({ type: 'pong', roundTripMs });
  }

  message(data: Buffer, isBinary: boolean): void {
    this.inbox.receive(data, isBinary, this.activityAt);
  }

  closed(disconnect: Disconnect, closeCode?: number): void {
    // Without a close code from the board, its message was too large for our limit.
    if (disconnect.cause === 'message too large' && closeCode === undefined)
      this.counters.received.dropped.oversize += 1;
    // Whether the link was stable depends on its last activity.
    this.noteActivity();
    // First the state, so that the errors can say why the board is not connected.
    this.dispatch({ type: 'closed', ...disconnect });
    this.deliveries.connectionLost(closeCode);
    this.arm();
  }

  readingPaused(): void {
    this.activityAt = performance.now();
    if (this.link !== undefined && this.link.oldestPingAt <= this.activityAt)
      this.dispatch({ type: 'readingPaused' }, this.activityAt);
  }

  isBehind(): boolean {
    return this.inbox.isBehind;
  }

  private get isConnected(): boolean {
    return this.link !== undefined;
  }

  private get link(): Open | Silent | undefined {
    const { state } = this;
    return state.name === 'open' || state.name === 'silent' ? state : undefined;
  }

  private stop(): void {
    this.cancel();
    this.dispatch({ type: 'stop' });
  }

  private cancel(user?: User): void {
    this.deliveries.cancel(this.settings.limits.closeMs, user);
  }

  private untilClosed(): Promise<void> {
    if (this.state.name !== 'closing') return Promise.resolve();
    return new Promise((resolve) => {
      this.closeWaiters.push(resolve);
    });
  }

  private dispatch(event: Event, now = performance.now()): void {
    const context = { now, random: Math.random(), limits: this.settings.limits };
    const { state, effects } = step(this.state, event, context);
    if (state.name === 'backoff' && this.state.name !== 'backoff')
      countDisconnect(this.counters, state.cause);
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
        // The end of the one before may come after this, and must not be that of the new attempt.
        this.socket?.mute();
        this.socket = new Socket(this.settings, this.options, this.options.gate ?? openGate, this);
        return;
      case 'ping':
        if (this.socket !== undefined) this.deliveries.ping(this.socket);
        return;
      case 'close':
        this.socket?.close();
        return;
      case 'abort':
      case 'terminate':
        this.deliveries.connectionLost();
        this.socket?.terminate();
    }
  }

  private noteActivity(): void {
    if (this.link !== undefined && this.activityAt > this.link.activityAt)
      this.dispatch({ type: 'activity' }, this.activityAt);
  }

  private onDeadline(lateMs: number): void {
    const { limits } = this.settings;
    this.deliveries.expire(lateMs > limits.lateMs ? lateMs : 0);
    const now = performance.now();
    if (this.users.endLinger(now) && this.users.isEmpty) this.stop();
    if (isDue(deadlineOf(this.state, limits), now)) {
      this.noteActivity();
      this.dispatch({ type: 'timeout', lateMs, stuck: this.socket?.stuck });
    }
    this.flush();
    this.arm();
  }

  private flush(): void {
    if (this.isConnected && this.socket?.isOpen) this.deliveries.flush(this.socket, this.onWritten);
  }

  private readonly onWritten = (): void => {
    this.flush();
    this.arm();
  };

  private arm(): void {
    const byState = deadlineOf(this.state, this.settings.limits);
    this.timer.set(sooner(byState, sooner(this.deliveries.deadline, this.users.deadline)));
  }

  private publish(): void {
    const before = this.lastReport;
    this.lastReport = this.report;
    if (!isSameReport(before, this.lastReport)) this.users.onReport(this.lastReport);
    if (this.state.name === 'closing') return;
    for (const settle of this.closeWaiters.splice(0)) settle();
  }

  private errorOf(code: ConnectionCode, bytes: number): Error {
    const { cause, state } = this.report;
    const limitBytes = this.settings.outbox.maxMessageBytes;
    return deliveryError(code, { isConnected: this.isConnected, why: cause ?? state, bytes, limitBytes });
  }
}
