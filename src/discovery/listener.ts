import { createSocket, type Socket } from 'node:dgram';
import multicastDns, { type MulticastDNS } from 'multicast-dns';
import { interfaceAddresses } from './interfaces.js';
import { type BoardRecord, readRecords } from './records.js';

const group = '224.0.0.251';
const port = 5353;

/** Wi-Fi may come later than Node-RED, and a cable may be pulled. */
const lookMs = 30_000;

export interface ListenerEvents {
  /** @param sender the IPv4 address that the packet came from */
  heard(records: readonly BoardRecord[], sender: string): void;
  /** Port 5353 or multicast cannot be used; it is tried again when the interfaces are looked at next. */
  failed(error: Error): void;
}

/** Hears what boards announce, on all IPv4 interfaces, until it is closed. It never sends. */
export class Listener {
  private mdns: MulticastDNS | undefined;
  private socket: Socket | undefined;
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
    if (this.mdns === undefined) this.open();
    else for (const address of interfaceAddresses()) this.join(address);
  }

  /** The library joins an address once; an interface that went and has come back under it has to be joined anew. */
  private join(address: string): void {
    try {
      this.socket?.addMembership(group, address);
    } catch {
      // It is joined already, or has just gone.
    }
  }

  private open(): void {
    // Without any, the library would look for them in a way that may throw.
    if (interfaceAddresses().length === 0) return;
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    const mdns = multicastDns({ socket });
    this.socket = socket;
    this.mdns = mdns;
    mdns.on('packet', (packet, sender) => {
      // RFC 6762, section 6: what does not come from port 5353 is no answer.
      if (packet.type === 'response' && sender.port !== port) return;
      const records = readRecords(packet);
      if (records.length > 0) this.events.heard(records, sender.address);
    });
    mdns.on('error', (error) => {
      if (this.mdns !== mdns) return;
      this.end();
      this.events.failed(error);
    });
  }

  private end(): void {
    this.mdns?.destroy();
    this.mdns = undefined;
  }
}
