import type { Socket } from 'node:net';
import { onRequest, Peer, switchingTo } from './peer.js';
import { Wire } from './wire.js';

/** What an evil board does with each client. */
export type Behaviour = (socket: Socket) => void;

/** A board that keeps to no rule: what it does with each client is one of the behaviours below, or one's own. */
export class EvilBoard extends Peer {
  port = 0;

  static async which(behaviour: Behaviour, host?: string): Promise<EvilBoard> {
    const board = new EvilBoard(behaviour);
    board.port = await board.listen(0, host);
    return board;
  }

  /** How many clients have come so far. */
  get accepted(): number {
    return this.sockets.length;
  }
}

/**
 * Shakes hands as it should, then hands over the wire.
 *
 * @param extra goes out in the same segment as the answer
 * @param lines more header lines of the answer
 */
export function opens(
  onOpen: (wire: Wire) => void,
  { extra = Buffer.alloc(0), lines = [] }: { extra?: Buffer; lines?: readonly string[] } = {},
): Behaviour {
  return (socket) =>
    onRequest(socket, (request) => {
      const wire = new Wire(socket);
      wire.send(Buffer.from(switchingTo(request, ...lines)), extra);
      onOpen(wire);
    });
}

/** Accepts TCP, and says nothing: a board whose loop() hangs. */
export const staysSilent: Behaviour = (socket) => socket.resume();

/** Closes before the handshake: a board whose slots are taken. */
export const hangsUp: Behaviour = (socket) => socket.destroy();

/** Answers whatever is asked with these bytes, and hangs up. */
export function answers(bytes: string): Behaviour {
  return (socket) => onRequest(socket, () => socket.end(bytes, 'latin1'));
}

/** Answers as a web server does. */
export function answersHttp(status: number, ...lines: string[]): Behaviour {
  return answers([`HTTP/1.1 ${status} Whatever`, ...lines, 'Content-Length: 0', '', ''].join('\r\n'));
}

/** Shakes hands, but for the hash that proves it has read the request. */
export const provesNothing: Behaviour = answers(
  switchingTo('Sec-WebSocket-Key: of-somebody-else\r\n', 'Server: evil'),
);

/** Shakes hands with one byte each `everyMs`. */
export function drips(everyMs: number): Behaviour {
  return (socket) =>
    onRequest(socket, (request) => {
      const bytes = Buffer.from(switchingTo(request));
      let at = 0;
      const timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), everyMs);
      socket.on('close', () => clearInterval(timer));
    });
}

/** Begins to shake hands, and sends header lines for as long as somebody reads them. */
export const sendsEndlessHeaders: Behaviour = (socket) =>
  onRequest(socket, () => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\n');
    const more = () => {
      while (!socket.destroyed && socket.write(`X-More: ${'x'.repeat(1_000)}\r\n`));
    };
    socket.on('drain', more);
    more();
  });
