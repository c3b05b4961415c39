import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { type Answer, type DecodedPacket, decode, encode, type Packet } from 'dns-packet';
import { enlargeReceiveBuffer } from '../../src/discovery/receive-buffer.js';

const group = '224.0.0.251';
const port = 5353;

/** Somebody in the network of this computer alone who says by mDNS what a test wants, true or not. */
export class Responder {
  private constructor(private readonly socket: Socket) {}

  /**
   * @param onQuestion what it does with each question that it hears
   * @param at its own address
   */
  static async start(
    onQuestion: (question: DecodedPacket, from: RemoteInfo) => void = () => {},
    at = '127.0.0.1',
  ): Promise<Responder> {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    const responder = new Responder(socket);
    // Another test may flood the port that all share.
    socket.once('listening', () => enlargeReceiveBuffer(socket));
    socket.on('message', (message, from) => {
      try {
        const packet = decode(message);
        if (packet.type === 'query') onQuestion(packet, from);
      } catch {
        // What another test sends for fun.
      }
    });
    await new Promise<void>((resolve) => socket.bind(port, '0.0.0.0', resolve));
    socket.addMembership(group, at);
    socket.setMulticastInterface(at);
    return responder;
  }

  /** Somebody who only says things, from an address of its own. */
  static async speakingFrom(at: string): Promise<Responder> {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    await new Promise<void>((resolve) => socket.bind(port, at, resolve));
    socket.setMulticastInterface(at);
    return new Responder(socket);
  }

  /** Says it to all. */
  announce(...answers: Answer[]): Promise<void> {
    return this.send(encode({ type: 'response', flags: 0x0400, answers }));
  }

  /** As a board that looks whether its name is free. */
  probe(name: string, ...authorities: Answer[]): Promise<void> {
    const questions = [{ name, type: 'ANY' }] as unknown as Packet['questions'];
    return this.send(encode({ type: 'query', questions: questions!, authorities } as Packet));
  }

  /** Answers whoever has asked, and nobody else. */
  answer({ id, questions }: DecodedPacket, from: RemoteInfo, ...answers: Answer[]): Promise<void> {
    return this.send(
      encode({ type: 'response', id: id ?? 0, flags: 0x0400, questions: questions ?? [], answers }),
      from,
    );
  }

  /** Bytes as they are. */
  send(bytes: Buffer, to: { address: string; port: number } = { address: group, port }): Promise<void> {
    return new Promise((resolve, reject) =>
      this.socket.send(bytes, to.port, to.address, (error) => (error ? reject(error) : resolve())),
    );
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.socket.close(resolve));
  }
}

/** An A record. */
export function hostRecord(name: string, address: string, ttl = 120): Answer {
  return { type: 'A', name, ttl, data: address, flush: true };
}

/** What a board of ours says of its service. */
export function serviceRecords(host: string, place: { port?: number; text?: string[] } = {}): Answer[] {
  const { port: at = 81, text = ['auth=none', 'version=1.0.0', 'sketch=telemetry'] } = place;
  const instance = `${host.replace(/\.local$/, '')}._esp8266-ws._tcp.local`;
  return [
    { type: 'PTR', name: '_esp8266-ws._tcp.local', ttl: 4_500, data: instance },
    { type: 'SRV', name: instance, ttl: 4_500, data: { port: at, target: host, priority: 0, weight: 0 } },
    { type: 'TXT', name: instance, ttl: 4_500, data: text },
  ];
}
