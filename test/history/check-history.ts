import { deepEqual, equal, ok } from 'node:assert/strict';
import { countedAs } from '../../src/link/counters.js';
import type { Outcome } from '../../src/link/send-queue.js';
import type { History } from './history.js';
import type { Sent } from './sender.js';

/** Compares what senders were told with what the board has seen. @returns how many ended how */
export function checkHistory({ board, client, connection, heard, sent }: History): Record<string, number> {
  const counts = { confirmed: 0, notSent: 0, unknown: 0, replaced: 0, dropped: 0, repaired: 0 };
  const messages = sent.map(({ end }) => (end === 'ok' ? 'confirmed' : end));
  for (const outcome of [...messages, ...client.outcomes]) counts[countedAs(outcome as Outcome)] += 1;
  deepEqual(counts, connection.counters.sent, 'the counters do not tell what the senders were told');
  equal(heard, connection.counters.received.delivered, 'the counter of messages from the board');
  const sockets = socketsOf(board.log);
  for (const socket of sockets)
    ok(
      socket.every((id, at) => at === 0 || id > socket[at - 1]!),
      `4: order of ${socket}`,
    );
  checkTimes(sent, sockets.flat());
  return counts;
}

/** The ids that came through each of the connections that the board has had, in order. */
function socketsOf(log: History['board']['log']): number[][] {
  const sockets: number[][] = [];
  const current = new Map<number, number[]>();
  for (const { num, payload, type } of log) {
    if (type === 'connected') {
      const socket: number[] = [];
      current.set(num, socket);
      sockets.push(socket);
    } else if (type === 'text' && !isRequest(payload))
      current.get(num)?.push(Number.parseInt(payload.toString(), 10));
  }
  return sockets;
}

function isRequest(payload: Buffer): boolean {
  return payload[0] === '{'.charCodeAt(0);
}

function checkTimes(sent: readonly Sent[], arrived: readonly number[]): void {
  const times = new Map<number, number>();
  for (const id of arrived) times.set(id, (times.get(id) ?? 0) + 1);
  for (const message of sent) {
    const { end, id } = message;
    const [least, most] = boundsOf(message);
    const count = times.get(id) ?? 0;
    ok(least <= count && count <= most, `3: ${id} ended ${end}, and is ${count} times on the board`);
    times.delete(id);
  }
  deepEqual([...times.keys()], [], 'messages that nobody sent');
  const confirmed = new Set(
    sent.filter(({ delivery, end }) => end === 'ok' && !delivery.resend).map(({ id }) => id),
  );
  const inOrder = arrived.filter((id) => confirmed.has(id));
  ok(
    inOrder.every((id, at) => at === 0 || id > inOrder[at - 1]!),
    `4: order of all that is ok: ${inOrder}`,
  );
}

/** How often a message may be on the board, by what its sender was told. */
function boundsOf({ delivery, end }: Sent): [least: number, most: number] {
  const most = delivery.resend ? 2 : 1;
  if (end === 'ok') return [1, most];
  if (end === 'ERR_UNCONFIRMED') return [0, most];
  // Under way once, and then a newer value made a second time needless.
  return end === 'replaced' && delivery.resend ? [0, 1] : [0, 0];
}
