import { Connection } from '../../src/link/connection.js';
import { readBoardSettings } from '../../src/settings/board-settings.js';
import { FakeBoard } from './fake-board.js';
import { FakeSocket, replaceSockets } from './fake-socket.js';
import { FakeTime, microtasks } from './fake-time.js';
import { Invariants } from './invariants.js';
import { deliveries, Sender, type Sent } from './senders.js';

/**
 * One play of the model: a real Connection with all that belongs to it, on a played event loop, clock, network and board.
 * It is told what happens in commands ({@link anyCommand}); after each, the invariants of docs/faults.md are checked.
 */
export class Play {
  readonly time = new FakeTime();
  readonly board = new FakeBoard(this.time);
  readonly settings = readBoardSettings({ host: 'board' });
  readonly connection: Connection;
  readonly sockets: FakeSocket[] = [];
  readonly sent: Sent[] = [];
  /** Who is registered, by its place among the deliveries. */
  readonly senders = new Map<number, Sender>();
  private readonly invariants = new Invariants(this);

  private constructor() {
    this.connection = new Connection(this.settings, {
      onFault: (fault) => this.invariants.complain(String(fault)),
      onReport: (report) => this.invariants.link.onReport(report),
    });
  }

  /**
   * Plays commands, then heals everything and ends; throws where an invariant does not hold.
   *
   * @returns how the messages ended
   */
  static async run(commands: readonly string[], seed = 1): Promise<(string | undefined)[]> {
    const play = new Play();
    const restore = replaceSockets((settings, _options, gate, events) => {
      const complain = (about: string) => play.invariants.complain(about);
      const socket = new FakeSocket(settings, gate, events, play.board, complain);
      play.sockets.push(socket);
      play.invariants.link.onDial();
      return socket;
    });
    play.time.install(seed);
    try {
      for (const command of commands) await play.act(command);
      await play.finish();
      return play.sent.map(({ end }) => end);
    } finally {
      play.time.uninstall();
      restore();
    }
  }

  join(place: number): void {
    if (this.senders.has(place)) return;
    const sender = new Sender(deliveries[place]!, (report) => this.invariants.onNews(sender, report));
    if (!this.invariants.isOver) this.senders.set(place, sender);
    this.invariants.link.onUsers();
    this.connection.register(sender);
  }

  leave(place: number, removed: boolean): void {
    const sender = this.senders.get(place);
    if (sender === undefined) return;
    this.senders.delete(place);
    sender.leftAt = this.time.now;
    this.invariants.link.onUsers();
    this.connection.deregister(sender, removed);
  }

  /** A node that is gone may still be handed something. */
  send(place: number, bytes: number, topic: number): void {
    const sender = this.senders.get(place) ?? new Sender(deliveries[place]!, () => {});
    const onEnd = (sent: Sent) => this.invariants.onEnd(sent);
    const sent = sender.send(this.connection, this.sent.length, bytes, String(topic), onEnd);
    this.sent.push(sent);
    this.invariants.onSend(sent);
  }

  close(): void {
    this.invariants.onClose(this.connection.close());
    this.senders.clear();
  }

  /** The board is heard, whether or not it is there. */
  announce(): void {
    this.invariants.link.onAnnounced();
    this.connection.announced();
  }

  stall(ms: number): void {
    this.invariants.onStall(ms);
    this.time.pass(this.time.now + ms);
  }

  private async act(command: string): Promise<void> {
    const [verb = '', ...numbers] = command.split(' ');
    const [one = 0, two = 0, three = 0] = numbers.map(Number);
    await verbs[verb]!(this, one, two, three);
    await microtasks();
    this.invariants.check(command);
  }

  /** Everything becomes well again, and so must the connection; then it ends, and nothing brings it back. */
  private async finish(): Promise<void> {
    if (!this.invariants.isOver) {
      const { connectMs, deadMs, maxDelayMs } = this.settings.limits;
      const patienceMs = deadMs + maxDelayMs + connectMs + 1_000;
      for (const command of ['heal', 'join 0', 'resume', `wait ${patienceMs}`]) await this.act(command);
      this.invariants.isWell();
      for (const command of ['send 0 10 0', 'wait 2000']) await this.act(command);
      this.invariants.hasArrived(this.sent.at(-1)!);
      await this.act('close');
    }
    for (const command of ['wait 2000', 'join 0', 'pause', 'resume', 'send 0 10 0', 'wait 100000'])
      await this.act(command);
  }
}

type Verb = (play: Play, one: number, two: number, three: number) => unknown;

/** What happens in a play; most take numbers. */
const verbs: Readonly<Record<string, Verb>> = {
  // What users and Node-RED do. A deploy of an out node takes it away and brings it back.
  join: (play, place) => play.join(place),
  leave: (play, place) => play.leave(place, false),
  remove: (play, place) => play.leave(place, true),
  send: (play, place, bytes, topic) => play.send(place, bytes, topic),
  burst: (play, place, count) => {
    for (let sent = 0; sent < count; sent += 1) play.send(place, 100, sent % 3);
  },
  pause: ({ connection }) => void connection.disconnect(),
  resume: ({ connection }) => connection.connect(),
  close: (play) => play.close(),
  announce: (play) => play.announce(),
  // Time, in milliseconds: the process keeps up with it, or stands still.
  turn: ({ time }) => time.turn(),
  wait: ({ time }, ms) => time.wait(ms),
  stall: (play, ms) => play.stall(ms),
  // The board and the network.
  freeze: ({ board }) => board.freeze(),
  thaw: ({ board }) => board.thaw(),
  loop: ({ board }, ms) => Object.assign(board, { loopMs: ms }),
  latency: ({ board }, ms) => Object.assign(board, { latencyMs: ms }),
  largest: ({ board }, bytes) => Object.assign(board, { maxFrameBytes: bytes }),
  starve: ({ board }) => Object.assign(board, { isOutOfMemory: true }),
  hangUp: ({ board }, code) => board.hangUp(code),
  powerOff: ({ board }) => board.powerOff(),
  powerOn: ({ board }) => board.powerOn(),
  deafen: ({ board }) => board.stopListening(),
  listen: ({ board }) => board.listen(),
  swallow: ({ board }) => board.swallow(),
  heal: ({ board }) => board.heal(),
  speak: ({ board }, count) => {
    for (let spoken = 0; spoken < count; spoken += 1) board.speak();
  },
  // What nobody should send: a pong once more, and whatever a socket of the past may report.
  echo: (play, back) => {
    const pongs = play.sockets.flatMap((socket) => socket.pongs);
    const pong = pongs.at(-1 - back);
    if (pong !== undefined) play.time.arrive(() => play.sockets.at(-1)?.pong(pong));
  },
  haunt: (play, back) => {
    const ghost = play.sockets.at(-2 - back);
    if (ghost === undefined) return;
    const before = JSON.stringify([play.connection.report, play.connection.counters]);
    ghost.events.opened();
    ghost.events.activity();
    for (const pong of ghost.pongs.slice(-1)) ghost.events.pong(pong);
    ghost.events.message(Buffer.from('0'), false);
    ghost.events.closed({ cause: 'lost', detail: '' });
    if (JSON.stringify([play.connection.report, play.connection.counters]) !== before)
      throw new Error('14: an old socket changes what is');
  },
};
