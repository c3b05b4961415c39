import { deepEqual, equal, ok } from 'node:assert/strict';
import { countedAs } from '../../src/link/counters.js';
import { waitsWhileAway } from '../../src/link/delivery.js';
import type { Report } from '../../src/link/report.js';
import type { Outcome } from '../../src/link/send-queue.js';
import type { FakeSocket } from './fake-socket.js';
import { microtasks } from './fake-time.js';
import { LinkInvariants } from './link-invariants.js';
import type { Play } from './play.js';
import type { Sender, Sent } from './senders.js';

/** Played time is exact but for the turns of the event loop, and timers that count whole milliseconds. */
const slackMs = 20;
const lingerMs = 1_000;

/** The invariants of docs/faults.md, with their numbers there, as far as a play can show them. */
export class Invariants {
  /** Of sockets and time limits. */
  readonly link: LinkInvariants;
  private readonly complaints: string[] = [];
  private readonly lastNews = new Map<Sender, Report>();
  private closedAt: number | undefined;
  private hasClosed = false;
  /** How much longer than its bounds a message may take, because the process stood still. */
  private excusedMs = 0;
  /** On which socket each message was to go out. */
  private readonly socketOf = new Map<number, FakeSocket | undefined>();
  private readonly excusedBefore = new Map<Sent, number>();

  constructor(private readonly play: Play) {
    this.link = new LinkInvariants(play, (about) => this.complain(about));
  }

  get isOver(): boolean {
    return this.closedAt !== undefined;
  }

  complain(about: string): void {
    this.complaints.push(about);
  }

  onStall(ms: number): void {
    this.excusedMs += ms + this.play.settings.outbox.confirmMs / 3;
    this.link.onStall(ms);
  }

  onNews(sender: Sender, report: Report): void {
    this.lastNews.set(sender, report);
  }

  onSend(sent: Sent): void {
    this.excusedBefore.set(sent, this.excusedMs);
    this.socketOf.set(sent.id, this.play.sockets.at(-1));
  }

  onEnd(sent: Sent): void {
    if (sent.end === 'ok' && !this.play.board.log.includes(sent.id))
      this.complain(`3: ${sent.id} is ok, and the board has not taken it`);
  }

  onClose(done: Promise<void>): void {
    this.closedAt ??= this.play.time.now;
    void done.then(microtasks).then(() => {
      if (this.play.sent.some(({ end }) => end === undefined)) this.complain('2: closed, and some wait');
      this.hasClosed = true;
    });
  }

  /** After each command. */
  check(command: string): void {
    const isSettled = command.startsWith('wait');
    this.checkCounts();
    this.checkBoard();
    for (const sent of this.play.sent) this.checkBounds(sent, isSettled);
    for (const sender of this.play.senders.values()) this.checkSender(sender);
    this.link.check(isSettled);
    if (isSettled) this.checkRest(Number(command.split(' ')[1]));
    deepEqual(this.complaints, [], `after "${command}"`);
  }

  /** 16: after the last fault is over. */
  isWell(): void {
    equal(this.play.connection.report.state, 'ready', '16: not back');
  }

  hasArrived({ end }: Sent): void {
    equal(end, 'ok', '16: back, but not well');
  }

  /** 1, 2: each message ends once, and every end is counted. */
  private checkCounts(): void {
    const counts = { confirmed: 0, notSent: 0, unknown: 0, replaced: 0, dropped: 0, repaired: 0 };
    for (const { end } of this.play.sent)
      if (end !== undefined) counts[countedAs(end === 'ok' ? 'confirmed' : (end as Outcome))] += 1;
    deepEqual(counts, this.play.connection.counters.sent, '2: counted');
  }

  /** 3, 4: what is told of a message is true, and the order is kept. */
  private checkBoard(): void {
    const { board, sent } = this.play;
    const times = new Map<number, number>();
    let last = -1;
    for (const id of board.log) {
      if (!times.has(id) && !board.beyondRecall.has(id)) {
        ok(id > last, `4: ${id} after ${last}`);
        last = id;
      }
      times.set(id, (times.get(id) ?? 0) + 1);
    }
    for (const message of sent) {
      const [least, most] = bounds(message);
      const count = times.get(message.id) ?? 0;
      ok(least <= count && count <= most, `3: ${message.id} is ${message.end}, ${count} times on the board`);
    }
  }

  /** 7: nothing waits for longer than it may. */
  private checkBounds(sent: Sent, isSettled: boolean): void {
    if (sent.endedAt === undefined && !isSettled) return;
    const { acceptedAt, delivery, endedAt = this.play.time.now, isAway, sender } = sent;
    const { limits, outbox } = this.play.settings;
    const waitMs = waitsWhileAway(delivery) ? delivery.queueMs : this.busyMs(sent);
    const resendMs = delivery.resend ? delivery.queueMs + limits.deadMs + outbox.confirmMs : 0;
    const excusedMs = this.excusedMs - this.excusedBefore.get(sent)!;
    const boundMs = isAway && !waitsWhileAway(delivery) ? 0 : waitMs + outbox.confirmMs + resendMs;
    const mostMs = boundMs + excusedMs + slackMs;
    ok(endedAt - acceptedAt <= mostMs, `7: ${sent.id} took ${endedAt - acceptedAt} ms of ${mostMs}`);
    const graceEndsAt = (sender.leftAt ?? Number.POSITIVE_INFINITY) + limits.closeMs + slackMs;
    ok(endedAt <= graceEndsAt + excusedMs, `7: ${sent.id} outlived its node`);
  }

  /**
   * How long a message may wait for a busy board: its own time or ten loops, counted from when the loop time is known. No
   * loop is measured longer than a round trip.
   */
  private busyMs({ acceptedAt, delivery, ...sent }: Sent): number {
    const { knownAt = Number.POSITIVE_INFINITY, longestMs = 0 } = this.socketOf.get(sent.id) ?? {};
    const unknownMs = Math.max(0, knownAt - acceptedAt);
    const boundMs = unknownMs + Math.max(delivery.busyMs, 10 * longestMs);
    return Math.min(boundMs, 2 * this.play.settings.outbox.confirmMs);
  }

  /** 6, 28: each hears each message once, and knows how things are. */
  private checkSender(sender: Sender): void {
    const { heard } = sender;
    ok(
      heard.every((number, at) => at === 0 || number > heard[at - 1]!),
      `6: heard ${heard}`,
    );
    equal(this.lastNews.get(sender)?.state, this.play.connection.report.state, '28: not told');
  }

  /** 11, 12, 13: without users, and after a close, nothing is left. */
  private checkRest(waitedMs: number): void {
    const { connection, senders, sockets, time } = this.play;
    const { closeMs } = this.play.settings.limits;
    if (senders.size > 0 || waitedMs < lingerMs + closeMs + slackMs) return;
    const open = sockets.filter(({ state }) => state !== 'closed');
    equal(open.length, 0, '11: a socket is left');
    equal(time.armed, 0, '11: a timer is left');
    equal(connection.report.state, 'disconnected', '11');
    equal(this.hasClosed, this.isOver, '13: not closed in time');
  }
}

/** How often a message may be on the board, by what was told of it. */
function bounds({ delivery, end }: Sent): [least: number, most: number] {
  const most = delivery.resend ? 2 : 1;
  if (end === 'ok') return [1, most];
  if (end === undefined || end === 'ERR_UNCONFIRMED') return [0, most];
  // Under way once, and then a newer value made a second time needless.
  if (end === 'replaced' && delivery.resend) return [0, 1];
  return [0, 0];
}
