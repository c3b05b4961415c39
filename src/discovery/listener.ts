import { createSocket, type Socket } from 'node:dgram';
import { interfaceAddresses } from './interfaces.js';
import { group, isPlainQuestion, port, readPacket } from './packet.js';
import { PacketBudget } from './packet-budget.js';
import { enlargeReceiveBuffer } from './receive-buffer.js';
import type { BoardRecord } from './records.js';

/** Wi-Fi may come later than Node-RED, and a cable may be pulled. */
const lookMs = 30_000;

export interface ListenerEvents {
  /** @param sender the IPv4 address that the packet came from */
  heard(records: readonly BoardRecord[], sender: string): void;
  /** An interface can be listened on that could not be before; those of the start are not told. */
  appeared(): void;
  /** Port 5353 or multicast cannot be used; it is tried again when the interfaces are looked at next. */
  failed(error: Error): void;
}

/** Hears what boards announce, on all IPv4 interfaces, until it is closed. It never sends. */
export class Listener {
  private socket: Socket | undefined;
  private isStarting = true;
  private readonly budget = new PacketBudget();
  private readonly timer: NodeJS.Timeout;

  /** @param everyMs how often the interfaces are looked at */
  constructor(
    private readonly events: ListenerEvents,
    everyMs = lookMs,
  ) {
    this.open();
    this.timer = setInterval(() => this.look(), everyMs);
  }

  close(): void {
    clearInterval(this.timer);
    this.end();
  }

  private look(): void {
    this.isStarting = false;
    if (this.socket === undefined) this.open();
    else this.joinAll();
  }

  private open(): void {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    this.socket = socket;
    socket.on('message', (bytes, sender) => {
      if (isPlainQuestion(bytes) || !this.budget.passes(sender.address, performance.now())) return;
      const { records } = readPacket(bytes, sender);
      if (records.length > 0) this.events.heard(records, sender.address);
    });
    socket.on('error', (error) => {
      if (this.socket !== socket) return;
      this.end();
      this.events.failed(error);
    });
    socket.bind(port, () => {
      enlargeReceiveBuffer(socket);
      this.joinAll();
    });
  }

  private joinAll(): void {
    const joined = interfaceAddresses().filter((address) => this.join(address));
    if (joined.length > 0 && !this.isStarting) this.events.appeared();
  }

  /**
   * An interface that went and has come back under its old address has to be joined anew.
   *
   * @returns false where it is joined already, or has just gone
   */
  private join(address: string): boolean {
    try {
      this.socket?.addMembership(group, address);
      return this.socket !== undefined;
    } catch {
      return false;
    }
  }

  private end(): void {
    this.socket?.close();
    this.socket = undefined;
  }
}
