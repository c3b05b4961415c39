import multicastDns, { type MulticastDNS } from 'multicast-dns';
import { interfaceAddresses } from './interfaces.js';
import { type BoardRecord, readRecords } from './records.js';

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
  private interfaces = '';
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

  /** An interface that has come back under its old address has to be joined anew, which the library does not see. */
  private look(): void {
    if (this.mdns !== undefined && this.interfaces === interfaceAddresses().join()) return;
    this.end();
    this.open();
  }

  private open(): void {
    this.interfaces = interfaceAddresses().join();
    // Without any, the library would look for them in a way that may throw.
    if (this.interfaces === '') return;
    const mdns = multicastDns();
    this.mdns = mdns;
    mdns.on('packet', (packet, sender) => {
      // RFC 6762, section 6: what does not come from port 5353 is no answer.
      if (packet.type === 'response' && sender.port !== 5353) return;
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
