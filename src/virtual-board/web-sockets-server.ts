import type { Socket } from 'node:net';
import { Opcode } from './frame.js';
import type { BootSettings } from './options.js';
import type { ArduinoServer, Awaitable } from './sketch.js';
import { Slot, type SlotEvent } from './slot.js';
import { TcpClient } from './tcp-client.js';
import type { Thread } from './thread.js';

/** What the server reports to the board it runs on. */
export interface ServerEvents {
  event: SlotEvent;
  println(line: string): void;
  slotsChanged(): void;
}

/** The Arduino library's WebSocketsServer: slots, and a loop() in which everything happens. */
export class WebSocketsServer implements ArduinoServer {
  readonly hostname: string | undefined;
  readonly ESP: { getChipId(): number };
  readonly Serial: { println(text: string): void };
  private readonly calls: (() => Promise<unknown>)[] = [];
  private readonly events: ServerEvents;
  private readonly settings: BootSettings;
  private readonly slotList: Slot[];
  private readonly thread: Thread;
  private readonly waiting: Socket[] = [];

  constructor(thread: Thread, settings: BootSettings, events: ServerEvents) {
    this.hostname = settings.announce;
    this.ESP = { getChipId: () => settings.chipId };
    this.Serial = {
      println: (text) => {
        for (const line of linesOf(text)) events.println(line);
      },
    };
    this.events = events;
    this.settings = { ...settings };
    this.thread = thread;
    this.slotList = Array.from({ length: settings.slots }, (_, num) => {
      return new Slot(num, this.settings, (...event) => this.slotEvent(...event));
    });
  }

  /** Whether the next loop() is due at once. */
  get isBusy(): boolean {
    return this.calls.length > 0 || this.waiting.length > 0 || this.slotList.some((slot) => slot.isBusy);
  }

  /** Whether clients must log in. */
  get wantsLogin(): boolean {
    return this.settings.authorization !== undefined;
  }

  /** When the next loop() is due even if nothing comes in, in `millis()`. */
  get dueMs(): number {
    return Math.min(...this.slotList.map((slot) => slot.dueMs));
  }

  get slotsInUse(): number {
    return this.slotList.filter((slot) => slot.client).length;
  }

  millis(): number {
    return this.thread.millis();
  }

  sendTXT(num: number, payload: string | Buffer): void {
    this.send(Opcode.text, payload, num);
  }

  sendBIN(num: number, payload: Buffer): void {
    this.send(Opcode.binary, payload, num);
  }

  sendPing(num: number, payload: string | Buffer = ''): void {
    this.send(Opcode.ping, payload, num);
  }

  broadcastTXT(payload: string | Buffer): void {
    this.send(Opcode.text, payload);
  }

  broadcastBIN(payload: Buffer): void {
    this.send(Opcode.binary, payload);
  }

  disconnect(num?: number): void {
    this.call(num, (slot) => slot.close(1000));
  }

  enableHeartbeat(pingMs: number, pongMs: number, count: number): void {
    this.settings.heartbeat ??= { pingMs, pongMs, count };
  }

  remoteIP(num: number): string {
    return this.slotList[num]?.client?.remoteIP ?? '0.0.0.0';
  }

  setAuthorization(user: string, password: string): void {
    this.settings.authorization ??= { user, password };
  }

  /** Puts bytes on one client's wire as they are. */
  sendRaw(num: number, bytes: Buffer): void {
    this.call(num, async (slot) => slot.client?.write(bytes));
  }

  /** TCP has accepted a connection; loop() will find it. */
  accept(socket: Socket): void {
    this.waiting.push(socket);
    this.thread.wake();
  }

  /** One pass: newcomers, then one header line or frame per client, then what the sketch has called for. */
  async loop(): Promise<void> {
    await this.acceptClients();
    for (const slot of this.slotList) {
      await slot.turn(() => this.millis());
      await this.perform();
    }
  }

  /** Carries out the calls made so far and those that they lead to. */
  async perform(): Promise<void> {
    for (let call = this.calls.shift(); call; call = this.calls.shift()) await call();
  }

  /** Takes up or leaves reading, after the thread has been frozen or thawed. */
  flow(): void {
    for (const slot of this.slotList) slot.client?.flow();
  }

  /** Closes everybody with 1000 without waiting for the thread, which has ended. */
  close(): void {
    for (const socket of this.waiting.splice(0)) socket.destroy();
    for (const slot of this.slotList) void slot.close(1000);
  }

  private async acceptClients(): Promise<void> {
    for (const socket of this.waiting.splice(0)) {
      const slot = await this.freeSlot();
      if (!slot) socket.destroy();
      else {
        slot.accept(new TcpClient(socket, this.thread, this.settings), this.millis());
        this.events.slotsChanged();
      }
    }
  }

  private call(num: number | undefined, action: (slot: Slot) => Promise<unknown>): void {
    const slots = num === undefined ? this.slotList : this.slotList.slice(num, num + 1);
    this.calls.push(async () => {
      for (const slot of slots) await action(slot);
    });
    this.thread.wake();
  }

  private async freeSlot(): Promise<Slot | undefined> {
    for (const slot of this.slotList) {
      if (await slot.isFree()) return slot;
    }
    return undefined;
  }

  private send(opcode: number, payload: string | Buffer, num?: number): void {
    const bytes = Buffer.from(payload);
    this.call(num, (slot) => slot.send(opcode, bytes));
  }

  private slotEvent(...event: Parameters<SlotEvent>): Awaitable<void> {
    if (event[1] === 'WStype_DISCONNECTED') this.events.slotsChanged();
    return this.events.event(...event);
  }
}

/** What arrives on the serial line as lines of its own: a client may have put line feeds into its text. */
function linesOf(text: string): string[] {
  return text.replaceAll('\r', '').split('\n');
}
