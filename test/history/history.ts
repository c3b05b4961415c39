import type { Connection } from '../../src/link/connection.js';
import { readDelivery } from '../../src/settings/delivery-settings.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { freePort } from '../support/free-port.js';
import { Random } from '../support/random.js';
import { AskedSketch, type Manner } from './asked-sketch.js';
import { type Asked, AskingBoard } from './asking-board.js';
import { checkHistory } from './check-history.js';
import { checkRequests } from './check-requests.js';
import { play } from './events.js';
import { scheduleOf } from './schedule.js';
import { Sender, type Sent } from './sender.js';

/** The out nodes of a history, by what they have chosen. */
const terms: readonly object[] = [
  {},
  { whileAway: 'queue', queueMessages: 20, queueSeconds: 1 },
  { whileAway: 'latest', queueSeconds: 1 },
  { whileAway: 'drop' },
  { unconfirmed: 'resend', queueSeconds: 0.5 },
  { whileAway: 'queue', unconfirmed: 'resend', queueSeconds: 1 },
  { whileAway: 'latest', unconfirmed: 'resend', queueSeconds: 1 },
];

/** Random traffic through a bad network to a virtual board, and what each end knows of it afterwards. */
export class History {
  readonly sent: Sent[] = [];
  readonly asked: Asked[] = [];
  readonly senders: Sender[];
  readonly lines: string[] = [];
  heard = 0;
  private readonly startedAt = performance.now();

  private constructor(
    readonly client: AskingBoard,
    readonly board: VirtualBoard,
    readonly sketch: AskedSketch,
    readonly proxy: FaultProxy,
  ) {
    this.senders = terms.map((saved) => this.join(readDelivery({ ...saved })));
    this.connection.register({
      onMessage: () => {
        this.heard += 1;
      },
      onReport: ({ state, cause = '' }) => this.note(`${state} ${cause}`),
    });
  }

  get connection(): Connection {
    return this.client.connection;
  }

  /** Plays what a seed makes happen, and throws, with all that happened, where what was told is not what is. */
  static async play(seed: number): Promise<Readonly<Record<string, number>>> {
    const random = new Random(seed);
    const sketch = new AskedSketch();
    const board = new VirtualBoard({
      sketch,
      // Not any: switched off and on again, it must be found where it was.
      port: await freePort(),
      loopDelayMs: random.pick([0, 0, 0, 5, 30]),
      maxFrameBytes: random.pick([15_360, 15_360, 1_000]),
      sendTimeoutMs: 300,
      tcpTimeoutMs: 300,
    });
    await board.listen();
    const proxy = await FaultProxy.to(board.port);
    const history = new History(new AskingBoard(proxy.port), board, sketch, proxy);
    try {
      for (const { atMs, what } of scheduleOf(random)) {
        await history.until(atMs);
        history.note(what);
        await play(history, what);
      }
      await history.end();
      return { ...checkHistory(history), ...checkRequests(history) };
    } catch (error) {
      throw new Error(`history ${seed}: ${error}\n${history.lines.join('\n')}`);
    } finally {
      await history.client.close();
      await proxy.close();
      await board.close();
    }
  }

  send(place: number, bytes: number, topic: string): void {
    const id = this.sent.length;
    const sent = this.senders[place]!.send(this.connection, id, bytes, topic, () =>
      this.note(`${id}: ${sent.end}`),
    );
    this.sent.push(sent);
  }

  /** Makes a request, as an out or a request node does. */
  ask(place: number, manner: Manner): void {
    const number = this.asked.length;
    const sender = this.senders[place]!;
    const asked = this.client.ask(number, manner, sender, sender.delivery, () =>
      this.note(`request ${number}: ${asked.end}`),
    );
    this.asked.push(asked);
  }

  /** Takes an out node away and brings it back, as a deploy does. */
  deploy(place: number): void {
    const { delivery } = this.senders[place]!;
    this.connection.deregister(this.senders[place]!, false);
    this.client.cancelRequests(this.senders[place]!);
    this.senders[place] = this.join(delivery);
  }

  /** Everything is well again: soon a message must arrive, and all must end. */
  private async end(): Promise<void> {
    for (const what of ['heal', 'on', 'thaw', 'resume']) await play(this, what);
    this.note('all is well');
    const deadline = performance.now() + 30_000;
    let ran: number;
    do {
      if (performance.now() > deadline) throw new Error('16: it is not well again');
      // An answer that comes while the connection is closed would be heard by nobody.
      while (this.sketch.isOwing) await pause(5);
      ran = this.sketch.ran.length;
      this.send(0, 1, '');
      while (this.sent.at(-1)!.end === undefined) await pause(5);
      await pause(20);
    } while (
      this.sent.at(-1)!.end !== 'ok' ||
      this.sketch.ran.length > ran ||
      [...this.sent, ...this.asked].some(({ end }) => end === undefined)
    );
    await this.connection.close();
    // What else the board holds of connections that are gone.
    await pause(100);
  }

  private join(delivery: Sender['delivery']): Sender {
    const sender = new Sender(delivery);
    this.connection.register(sender);
    return sender;
  }

  private note(line: string): void {
    this.lines.push(`${Math.round(performance.now() - this.startedAt)} ${line}`);
  }

  private async until(atMs: number): Promise<void> {
    const ms = this.startedAt + atMs - performance.now();
    if (ms > 0) await pause(ms);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
