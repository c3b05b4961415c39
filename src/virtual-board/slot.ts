import { decodeFrame, encodeFrame, type Frame, Opcode } from './frame.js';
import { addLine, newRequest, replyTo } from './handshake.js';
import { Heartbeat } from './heartbeat.js';
import type { Settings } from './options.js';
import type { Awaitable, WStype } from './sketch.js';
import type { TcpClient } from './tcp-client.js';

/** Tells the sketch what happened to a client. */
export type SlotEvent = (num: number, type: WStype, payload: Buffer) => Awaitable<void>;

/** A client, from its TCP connection on; frames only once the handshake is over. */
interface Link {
  client: TcpClient;
  upgraded: boolean;
}

const nothing: Buffer = Buffer.alloc(0);

const whole: Record<number, WStype> = {
  [Opcode.continuation]: 'WStype_FRAGMENT_FIN',
  [Opcode.text]: 'WStype_TEXT',
  [Opcode.binary]: 'WStype_BIN',
  [Opcode.ping]: 'WStype_PING',
  [Opcode.pong]: 'WStype_PONG',
};

const unfinished: Record<number, WStype> = {
  ...whole,
  [Opcode.continuation]: 'WStype_FRAGMENT',
  [Opcode.text]: 'WStype_FRAGMENT_TEXT_START',
  [Opcode.binary]: 'WStype_FRAGMENT_BIN_START',
};

/** One of the board's few places for a client. */
export class Slot {
  readonly num: number;
  private readonly event: SlotEvent;
  private readonly heartbeat: Heartbeat;
  private readonly settings: Settings;
  private link: Link | undefined;
  private request = newRequest();

  constructor(num: number, settings: Settings, event: SlotEvent) {
    this.num = num;
    this.event = event;
    this.heartbeat = new Heartbeat(settings);
    this.settings = settings;
  }

  get client(): TcpClient | undefined {
    return this.link?.client;
  }

  /** When the heartbeat needs a turn. */
  get dueMs(): number {
    return this.link ? this.heartbeat.dueMs : Infinity;
  }

  /** Whether there is something for `turn()` to do at once. */
  get isBusy(): boolean {
    return this.client !== undefined && (this.client.available > 0 || !this.client.connected);
  }

  accept(client: TcpClient, millis: number): void {
    this.link = { client, upgraded: false };
    this.heartbeat.restart(millis);
  }

  /** The slot's share of one loop(): one header line or one frame, then the heartbeat. */
  async turn(millis: () => number): Promise<void> {
    await this.freeIfLost();
    if (!this.link) return;
    if (this.link.client.available > 0) await (this.link.upgraded ? this.takeFrame() : this.takeLine());
    await this.beat(millis);
  }

  /** Whether a new client can have this slot. */
  async isFree(): Promise<boolean> {
    await this.freeIfLost();
    return !this.link;
  }

  /** Sends one frame; false when there is nobody to send to, or not all of it could be sent. */
  async send(opcode: number, payload = nothing): Promise<boolean> {
    return this.link?.upgraded ? this.link.client.write(encodeFrame(opcode, payload)) : false;
  }

  /** Ends the connection, without a close frame if no code is given. */
  async close(code?: number): Promise<void> {
    if (code !== undefined) await this.send(Opcode.close, Buffer.from([code >> 8, code & 0xff]));
    this.client?.stop();
    await this.freeIfLost();
  }

  private async beat(millis: () => number): Promise<void> {
    if (this.heartbeat.pingIsDue(millis())) {
      if (await this.send(Opcode.ping)) this.heartbeat.pinged(millis());
    }
    if (this.link && this.heartbeat.isLost(millis())) await this.close();
  }

  private async freeIfLost(): Promise<void> {
    if (!this.link || this.link.client.connected) return;
    this.link = undefined;
    this.request = newRequest(this.request.authorization);
    await this.event(this.num, 'WStype_DISCONNECTED', nothing);
  }

  private async takeLine(): Promise<void> {
    const link = this.link!;
    const line = (await link.client.readLine()).trim();
    if (line) {
      this.request = addLine(this.request, line);
      return;
    }
    const reply = replyTo(this.request, this.settings);
    await link.client.write(Buffer.from(reply.text, 'latin1'));
    if (reply.status !== 101) return this.close();
    link.upgraded = true;
    await this.send(Opcode.ping);
    await this.event(this.num, 'WStype_CONNECTED', Buffer.from(this.request.url, 'latin1'));
  }

  private async takeFrame(): Promise<void> {
    const { client } = this.link!;
    let decoded = decodeFrame(client.peek(), this.settings.maxFrameBytes);
    while (decoded.is === 'incomplete') {
      if (!(await client.more())) return this.close(1002);
      decoded = decodeFrame(client.peek(), this.settings.maxFrameBytes);
    }
    client.skip(decoded.size);
    if (decoded.is === 'too long') return this.close(1009);
    await this.handle(decoded.frame);
  }

  private async handle({ fin, opcode, payload }: Frame): Promise<void> {
    const type = (fin ? whole : unfinished)[opcode];
    if (!type) return this.close(opcode === Opcode.close ? 1000 : 1002);
    if (opcode === Opcode.ping) await this.send(Opcode.pong, payload);
    if (opcode === Opcode.pong) this.heartbeat.ponged();
    await this.event(this.num, type, payload);
  }
}
