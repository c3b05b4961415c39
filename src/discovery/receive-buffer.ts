import type { Socket } from 'node:dgram';

/**
 * Of packets that wait to be read. A thousand boards that get their power back send 6,000 within 2 s, and what Linux gives by itself
 * holds some 250: a busy computer missed half of them, and boards came back only with their next attempt.
 */
const bytes = 2 ** 20;

/** Lets a bound socket hold more than the system gives by itself; where the system allows less, Linux gives as much as it allows. */
export function enlargeReceiveBuffer(socket: Socket): void {
  try {
    if (socket.getRecvBufferSize() < bytes) socket.setRecvBufferSize(bytes);
  } catch {
    // Other systems refuse a size that they do not allow: then it stays as it is.
  }
}
