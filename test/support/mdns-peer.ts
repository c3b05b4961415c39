import { createSocket } from 'node:dgram';
import { on, once } from 'node:events';
import { type Answer, decode, encode, type Packet } from 'dns-packet';
import multicastDns from 'multicast-dns';
import { enlargeReceiveBuffer } from '../../src/discovery/receive-buffer.js';

const group = '224.0.0.251';

export const mdnsPort = 5_353;

/** A record as tests compare it: what a TXT record holds is text, in the order of the alphabet. */
export interface HeardRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly flush: boolean;
  readonly data: unknown;
}

/** A packet that came in, and when, by `performance.now()`. */
export interface Heard {
  readonly atMs: number;
  readonly type: 'query' | 'response';
  readonly id: number;
  readonly questions: readonly { readonly name: string; readonly type: string; readonly class: string }[];
  readonly answers: readonly HeardRecord[];
  readonly authorities: readonly HeardRecord[];
  readonly additionals: readonly HeardRecord[];
}

/** What somebody in a network hears and asks by mDNS. All tests of this computer share its port: only one name is listened to. */
export class MdnsPeer {
  /** What has come in about the name, in order. */
  readonly heard: Heard[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly mdns: multicastDns.MulticastDNS;
  private readonly name: string;
  private markers = 0;

  private constructor(name: string, address: string) {
    this.name = name;
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    this.mdns = multicastDns({ interface: address, bind: '0.0.0.0', socket });
    // Another test may flood the port that all share.
    this.mdns.on('ready', () => enlargeReceiveBuffer(socket));
    this.mdns.on('warning', () => {});
    this.mdns.on('packet', (packet: Packet) => {
      const heard = readPacket(packet);
      if (!isAbout(heard, this.name)) return;
      this.heard.push(heard);
      for (const listener of this.listeners) listener();
    });
  }

  /** @param address of the interface to listen to */
  static async open(name: string, address = '127.0.0.1'): Promise<MdnsPeer> {
    const peer = new MdnsPeer(name, address);
    await once(peer.mdns, 'ready');
    return peer;
  }

  get probes(): Heard[] {
    return this.heard.filter(({ type, authorities }) => type === 'query' && authorities.length > 0);
  }

  /** Announcements and answers, but those to a search for boards: another test may search at any time. */
  get responses(): Heard[] {
    return this.heard.filter((heard) => heard.type === 'response' && !isSearchResult(heard));
  }

  get searchResults(): Heard[] {
    return this.heard.filter(isSearchResult);
  }

  /** The first packets of the announcements: of each, the one about the host. */
  get announcements(): Heard[] {
    return this.responses.filter(({ answers }) => answers.some(({ name }) => name.endsWith('.arpa')));
  }

  /** Asks from port 5353. */
  ask(name: string, type: string, query: object = {}): void {
    this.mdns.query({ questions: [{ name, type }], ...query } as multicastDns.QueryOutgoingPacket);
  }

  /** Asks, and settles with the answer, when there are no others to come. */
  async answer(name: string, type: string, query: object = {}): Promise<Heard> {
    const place = this.responses.length;
    return this.asking(name, type, () => this.responses[place], query);
  }

  /** Asks, and settles with what is looked for, when there are no other answers to come. */
  async asking<T>(name: string, type: string, find: () => T | undefined | false, query = {}): Promise<T> {
    const { found, questions } = await whileAsking(
      () => this.ask(name, type, query),
      () => this.until(find),
    );
    if (questions > 1) await this.settle();
    return found;
  }

  /** Settles with what is looked for, as soon as it is there. */
  until<T>(find: () => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      const check = () => {
        const found = find();
        if (found === undefined || found === false) return;
        this.listeners.delete(check);
        resolve(found);
      };
      this.listeners.add(check);
      check();
    });
  }

  /** Settles when so many responses have come in, with the last of them. */
  response(count: number): Promise<Heard> {
    return this.until(() => this.responses[count - 1]);
  }

  /** Settles when whatever was sent before has come in, and also the answer to it. */
  async settle(): Promise<void> {
    // A question, its answer, and one more for whoever reads later than this peer.
    for (let round = 0; round < 3; round += 1) {
      this.markers += 1;
      const marker = `marker-${this.markers}.${this.name}.test`;
      const isHeard = () => this.heard.some(({ questions }) => questions[0]?.name === marker);
      await whileAsking(
        () => this.ask(marker, 'A'),
        () => this.until(isHeard),
      );
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.mdns.destroy(resolve));
  }
}

/**
 * Asks as a resolver without mDNS does, from a port of its own; settles with the first answer in which the name is, or with
 * nothing after `waitMs`.
 */
export async function askPlainly(name: string, packet: Packet, waitMs = 20_000): Promise<Heard | undefined> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.setMulticastInterface('127.0.0.1');
  const answer = async () => {
    try {
      for await (const [bytes] of on(socket, 'message', { signal: AbortSignal.timeout(waitMs) })) {
        const heard = readPacket(decode(bytes));
        if (isAbout(heard, name)) return heard;
      }
    } catch {
      // Nobody has answered in time.
    }
    return undefined;
  };
  const query = encode({ type: 'query', ...packet });
  const { found } = await whileAsking(() => socket.send(query, mdnsPort, group), answer);
  socket.close();
  return found;
}

/** Asks again each second until the answer is there: a busy machine loses packets. */
async function whileAsking<T>(
  ask: () => void,
  answer: () => Promise<T>,
): Promise<{ found: T; questions: number }> {
  let questions = 0;
  const askAgain = () => {
    questions += 1;
    ask();
  };
  askAgain();
  const timer = setInterval(askAgain, 1_000);
  const found = await answer().finally(() => clearInterval(timer));
  return { found, questions };
}

function isSearchResult({ type, answers }: Heard): boolean {
  const names = answers.map(({ name }) => name);
  return type === 'response' && names.includes('_esp8266-ws._tcp.local') && names.length === 1;
}

function isAbout(heard: Heard, name: string): boolean {
  return JSON.stringify(heard).toLowerCase().includes(name.toLowerCase());
}

function readPacket({ answers, authorities, additionals, questions, ...packet }: Packet): Heard {
  const [said, owned, more] = [answers, authorities, additionals].map((records) =>
    (records ?? []).map(readRecord),
  );
  return {
    atMs: performance.now(),
    type: packet.type!,
    id: packet.id!,
    questions: (questions ?? []).map(({ name, type, class: ofClass }) => ({
      name,
      type,
      class: String(ofClass),
    })),
    answers: said!,
    authorities: owned!,
    additionals: more!,
  };
}

function readRecord(record: Answer): HeardRecord {
  const { name, type, ttl, flush, data } = record as HeardRecord;
  return { name, type, ttl, flush, data: Array.isArray(data) ? data.map(String).sort() : data };
}
