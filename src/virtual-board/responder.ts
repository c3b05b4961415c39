import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type * as DnsPacket from 'dns-packet';
import type multicastDns from 'multicast-dns';
import { type Announced, announcements, answerTo, type Message, probes } from './announcement.js';
import { type NetworkLink, networkLinks } from './network-links.js';

/** The constants of a responder. Tests have no time for the real ones. */
export interface ResponderSettings {
  udpPort: number;
  probeCount: number;
  probeMs: number;
  announceCount: number;
  announceMs: number;
}

/** As observed of LEAmDNS, the responder of the ESP8266 core 3.1.2. */
export const realResponder: ResponderSettings = {
  udpPort: 5_353,
  probeCount: 3,
  probeMs: 250,
  announceCount: 8,
  announceMs: 1_000,
};

const group = '224.0.0.251';

/** The fixed part of a DNS packet, before its first question. */
const headerBytes = 12;

/**
 * The mDNS responder of one run of a board: it probes, announces, answers, and says no goodbye. It does not notice that another
 * board has its name, and neither does a real one. Used once.
 */
export class Responder {
  private readonly announced: () => Omit<Announced, 'address'>;
  private readonly settings: ResponderSettings;
  private readonly report: (line: string) => void;
  private announcementsSent = 0;
  private ended = false;
  private isFrozen = false;
  private isLate = false;
  private ownsNames = false;
  private probesSent = 0;
  private sockets: MulticastSocket[] = [];
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param announced is asked at each packet: a sketch may change what it says
   * @param report gets a line for each network where announcing is impossible
   */
  constructor(
    announced: () => Omit<Announced, 'address'>,
    settings: ResponderSettings,
    report: (line: string) => void,
  ) {
    this.announced = announced;
    this.settings = settings;
    this.report = report;
  }

  /** Begins to probe in the networks of a server that listens on `address`, as soon as the sockets are bound. */
  start(address: string): void {
    if (this.ended) return;
    const links = networkLinks(address);
    if (links.length === 0) this.fail(address, 'no IPv4 network');
    else this.open(links);
  }

  /** loop() stands still: nothing is sent, and what arrives is lost. */
  freeze(): void {
    this.isFrozen = true;
  }

  /** What has become due meanwhile is sent at once; what follows keeps its distance from it. */
  thaw(): void {
    this.isFrozen = false;
    if (this.isLate) this.step();
  }

  /** The power is gone. Settles when no socket is left. */
  async end(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await Promise.all(this.sockets.map((socket) => socket.close()));
  }

  private open(links: readonly NetworkLink[]): void {
    this.sockets = links.map((link) => {
      const answer = (query: DnsPacket.Packet, asker: RemoteInfo) => this.answer(socket, query, asker);
      const fail = (error: Error) => this.fail(link.address, reasonOf(error, this.settings));
      const socket = new MulticastSocket(link, this.settings.udpPort, answer, fail);
      return socket;
    });
    void Promise.all(this.sockets.map(({ settled }) => settled)).then(() => this.step());
  }

  /** One more probe or announcement, and the next one after its time. */
  private step(): void {
    if (this.ended) return;
    this.isLate = this.isFrozen;
    if (this.isFrozen) return;
    const { announceCount, announceMs, probeCount, probeMs } = this.settings;
    if (this.probesSent < probeCount) {
      this.probesSent += 1;
      this.sendAll(probes);
      this.stepAfter(probeMs);
    } else if (!this.ownsNames) {
      this.ownsNames = true;
      this.stepAfter(announceMs);
    } else {
      this.announcementsSent += 1;
      this.sendAll(announcements);
      if (this.announcementsSent < announceCount) this.stepAfter(announceMs);
    }
  }

  private stepAfter(delayMs: number): void {
    this.timer = setTimeout(() => this.step(), delayMs);
  }

  private sendAll(messagesOf: (announced: Announced) => Message[]): void {
    for (const socket of this.sockets) {
      for (const message of messagesOf(this.announcedBy(socket))) socket.send(message);
    }
  }

  /** As the real one, answers nobody before its probes are over. */
  private answer(socket: MulticastSocket, query: DnsPacket.Packet, asker: RemoteInfo): void {
    if (this.isFrozen || !this.ownsNames) return;
    const isLegacy = asker.port !== this.settings.udpPort;
    const message = answerTo(query, this.announcedBy(socket), isLegacy);
    if (message) socket.send(message, isLegacy ? asker : undefined);
  }

  private announcedBy({ link: { address } }: MulticastSocket): Announced {
    return { ...this.announced(), address };
  }

  private fail(address: string, reason: string): void {
    this.report(`Cannot announce ${this.announced().name}.local at ${address}: ${reason}`);
  }
}

/** A socket in one network's mDNS group. It needs no rights, and shares its port with other responders of this computer. */
class MulticastSocket {
  readonly link: NetworkLink;
  /** When it is bound, or never will be. */
  readonly settled: Promise<void>;
  private readonly fail: (error: Error) => void;
  private readonly mdns: multicastDns.MulticastDNS;
  private readonly packets: typeof DnsPacket;
  private readonly socket: Socket;
  private readonly udpPort: number;
  private hasFailed = false;
  private hasJoined = false;
  private isClosed = false;

  constructor(
    link: NetworkLink,
    udpPort: number,
    onQuery: (query: DnsPacket.Packet, asker: RemoteInfo) => void,
    fail: (error: Error) => void,
  ) {
    this.link = link;
    this.udpPort = udpPort;
    this.fail = fail;
    // Not before there is something to announce: most boards do without.
    const createMdns: typeof multicastDns = require('multicast-dns');
    this.packets = require('dns-packet');
    this.socket = createSocket({ type: 'udp4', reuseAddr: true });
    // Bound to the address of an interface, Linux gives it no multicast.
    const options = { interface: link.address, bind: '0.0.0.0', port: udpPort };
    this.mdns = createMdns({ ...options, socket: this.socket });
    this.mdns.on('networkInterface', () => {
      this.hasJoined = true;
    });
    // Packets that cannot be read are warnings, too.
    this.mdns.on('warning', (error: NodeJS.ErrnoException) => {
      if (error.syscall !== undefined) this.failOnce(error);
    });
    this.mdns.on('query', (query, asker) => {
      // A forged port of 0 cannot be answered.
      if (asker.port !== 0 && link.includes(asker.address)) onQuery(query, asker);
    });
    this.settled = new Promise((resolve) => {
      this.mdns.on('ready', () => resolve());
      this.mdns.on('error', (error) => {
        this.failOnce(error);
        resolve();
      });
    });
  }

  /** Sends to one, or to the group. */
  send(message: Message, to?: RemoteInfo): void {
    if (!this.hasJoined || this.isClosed) return;
    const bytes = this.encode(message);
    const { port, address } = to ?? { port: this.udpPort, address: group };
    this.socket.send(bytes, port, address, (error) => {
      if (error) this.failOnce(error);
    });
  }

  close(): Promise<void> {
    this.isClosed = true;
    return new Promise((resolve) => this.mdns.destroy(resolve));
  }

  private encode(message: Message): Buffer {
    // The types of dns-packet know no question for ANY.
    const bytes = this.packets.encode(message as DnsPacket.Packet);
    if (message.type === 'query') askForUnicast(bytes, message.questions![0]!.name);
    return bytes;
  }

  private failOnce(error: Error): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    // Whoever is told may close the socket, and multicast-dns does not take that while it sets it up.
    queueMicrotask(() => {
      if (!this.isClosed) this.fail(error);
    });
  }
}

/** Sets the bit that real probes have and dns-packet cannot set: the highest of the first question's class, behind name and type. */
function askForUnicast(bytes: Buffer, name: string): void {
  const encodedName = Buffer.byteLength(name) + 2;
  bytes[headerBytes + encodedName + 2]! |= 0x80;
}

function reasonOf(error: NodeJS.ErrnoException, { udpPort }: ResponderSettings): string {
  if (error.code === 'EADDRINUSE') return `another program has UDP port ${udpPort} for itself`;
  return `no multicast (${error.code ?? error.message})`;
}
