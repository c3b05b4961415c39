import type { Socket } from 'node:net';

/**
 * RST and nothing else: Node's own `resetAndDestroy()` sends a FIN first, which most peers see sooner. A socket whose end is
 * on its way is only destroyed: Node never lets go of one that is reset then, and turns in circles when the process ends.
 */
export function reset(socket: Socket): void {
  if (!socket.writableEnded) Object.assign(socket, { resetAndClosing: true });
  socket.destroy();
}
