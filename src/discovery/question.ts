import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { encode } from 'dns-packet';
import { interfaceAddresses } from './interfaces.js';
import { group, port, readPacket } from './packet.js';
import { enlargeReceiveBuffer } from './receive-buffer.js';
import type { BoardRecord } from './records.js';

/** A board whose radio sleeps misses multicast, so a question is asked again. */
export const askAtMs: readonly number[] = [0, 1_000, 3_000];

export interface Question {
  readonly names: readonly string[];
  readonly type: 'A' | 'PTR';
}

/** What a question has led to. */
export interface QuestionEvents {
  /** @param sender the IPv4 address that the answer came from */
  answer(records: readonly BoardRecord[], sender: string): void;
  /** No interface of this computer can send it. */
  unable(): void;
}

/**
 * Asks in the local network, on each interface, at the times of {@link askAtMs}. From a port of its own, so that boards answer
 * to it alone (RFC 6762, section 6.7), and nothing competes for port 5353.
 *
 * @returns how to end it: afterwards there is no socket and no timer
 */
export function ask(question: Question, events: QuestionEvents, times = askAtMs): () => void {
  const packet = encode({
    type: 'query',
    id: 1 + Math.floor(Math.random() * 65_535),
    questions: question.names.map((name) => ({ name, type: question.type })),
  });
  const sockets = new Set<Socket>();
  const drop = (socket: Socket) => {
    if (!sockets.delete(socket)) return;
    socket.close();
    if (sockets.size === 0) events.unable();
  };
  for (const address of interfaceAddresses()) {
    const socket = createSocket('udp4');
    sockets.add(socket);
    socket.on('error', () => drop(socket));
    socket.on('message', (message, sender) => onMessage(message, sender, events));
    socket.bind(0, () => {
      enlargeReceiveBuffer(socket);
      try {
        socket.setMulticastInterface(address);
      } catch {
        // The interface has gone.
        drop(socket);
      }
    });
  }
  const timers = times.map((ms) =>
    setTimeout(() => {
      for (const socket of sockets) socket.send(packet, port, group, (error) => error && drop(socket));
    }, ms),
  );
  if (sockets.size === 0) queueMicrotask(() => events.unable());
  return () => {
    for (const timer of timers) clearTimeout(timer);
    const open = [...sockets];
    sockets.clear();
    for (const socket of open) socket.close();
  };
}

function onMessage(message: Buffer, sender: RemoteInfo, events: QuestionEvents): void {
  const { records, type } = readPacket(message, sender);
  if (type === 'response' && records.length > 0) events.answer(records, sender.address);
}
