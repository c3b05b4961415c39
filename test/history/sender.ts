import type { Connection } from '../../src/link/connection.js';
import type { Delivery } from '../../src/link/delivery.js';
import type { User } from '../../src/link/users.js';
import { encode } from '../../src/message/encode.js';

/** One message of a history, and what became of it. */
export interface Sent {
  readonly id: number;
  readonly delivery: Delivery;
  /** `ok`, `replaced`, `dropped`, or the code of an error. */
  end?: string;
}

/** A user of a Connection whose messages begin with their id. */
export class Sender implements User {
  constructor(readonly delivery: Delivery) {}

  onReport(): void {}

  /** @param onEnd called once it has ended */
  send(connection: Connection, id: number, bytes: number, topic: string, onEnd: () => void): Sent {
    const sent: Sent = { id, delivery: this.delivery };
    const end = (how: string) => {
      if (sent.end !== undefined) throw new Error(`${id} ended twice`);
      sent.end = how;
      onEnd();
    };
    const message = encode(`${id}:`.padEnd(bytes, 'x'));
    void connection.send(message, this, this.delivery, topic).then(
      (outcome) => end(outcome === 'confirmed' ? 'ok' : outcome),
      (error: { code: string }) => end(error.code),
    );
    return sent;
  }
}
