import { Connection } from '../../src/link/connection.js';
import { readDelivery } from '../../src/settings/delivery-settings.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { freePort } from '../support/free-port.js';
import { Random } from '../support/random.js';
import { shortSettings } from '../support/settings.js';
import { checkHistory } from './check-history.js';
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
  readonly senders: Sender[];
  readonly lines: string[] = [];
  heard = 0;
  private readonly startedAt = performance.now();

  private constructor(
    readonly connection: Connection,
    readonly board: VirtualBoard,
    readonly proxy: FaultProxy,
  ) {
    this.senders = terms.map((saved) => this.join(readDelivery({ ...saved })));
    connection.register({
      onMessage: () => {
        this.heard += 1;
      },
      onReport: ({ state, cause = '' }) => this.note(`${state} ${cause}`),
    });
  }

  /** Plays what a seed makes happen, and throws, with all that happened, where what was told is not what is. */
  static async play(seed: number): Promise<Readonly<Record<string, number>>> {
    const random = new Random(seed);
    const board = new VirtualBoard({
      sketch: 'echo',
      // Not any: switched off and on again, it must be found where it was.
      port: await freePort(),
      loopDelayMs: random.pick([0, 0, 0, 5, 30]),
      maxFrameBytes: random.pick([15_360, 15_360, 1_000]),
      sendTimeoutMs: 300,
      tcpTimeoutMs: 300,
    });
    await board.listen();
    const proxy = await FaultProxy.to(board.port);
    const history = new History(new Connection(shortSettings(proxy.port)), board, proxy);
    try {
      for (const { atMs, what } of scheduleOf(random)) {
        await history.until(atMs);
        history.note(what);
        await play(history, what);
      }
      await history.end();
      return checkHistory(history);
    } catch (error) {
      throw new Error(`history ${seed}: ${error}\n${history.lines.join('\n')}`);
    } finally {
      await history.connection.close();
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

  /** Takes an out node away and brings it back, as a deploy does. */
  deploy(place: number): void {
    const { delivery } = this.senders[place]!;
    this.connection.deregister(this.senders[place]!, false);
    this.senders[place] = this.join(delivery);
  }

  /** Everything is well again: soon a message must arrive, and all must end. */
  private async end(): Promise<void> {
    for (const what of ['heal', 'on', 'thaw', 'resume']) await play(this, what);
    this.note('all is well');
    const deadline = performance.now() + 30_000;
    do {
      if (performance.now() > deadline) throw new Error('16: it is not well again');
      this.send(0, 1, '');
      while (this.sent.at(-1)!.end === undefined) await pause(5);
      await pause(20);
    } while (this.sent.at(-1)!.end !== 'ok' || this.sent.some(({ end }) => end === undefined));
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
