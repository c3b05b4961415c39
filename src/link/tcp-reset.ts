import type { Socket } from 'node:net';

/**
 * Makes a socket end by a TCP reset when it is destroyed. After a plain end the operating system would retransmit for minutes
 * what was written, and a message that was reported as unknown could reach the board after newer ones.
 *
 * Node's own `resetAndDestroy()` waits for a board that is gone; this sets the flag which that method sets. A socket that is
 * ending already stays as it is: Node would never close it.
 */
export function markForReset(tcp: Socket | undefined): void {
  if (tcp === undefined || tcp.writableEnded) return;
  Object.assign(tcp, { resetAndClosing: true });
}
