import type { Socket } from 'node:dgram';

/**
 * Of packets that wait to be read. A thousand boards that get their power back say so 4,000 times in 2 s, and what Linux gives by
 * itself holds some 250 packets: a busy computer missed half of them, and boards came back only with their next attempt.
 */
const bytes = 2 ** 20;

/** Lets a bound socket hold more than the system gives by itself, or as much more as the system allows. */
export function enlargeReceiveBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(bytes);
  } catch {
    // Linux gives what it allows, others nothing: then it stays as it is.
  }
}
