import type { Connection } from '../../src/link/connection.js';
import type { Delivery } from '../../src/link/delivery.js';
import type { Report } from '../../src/link/report.js';
import type { User } from '../../src/link/users.js';
import { readDelivery } from '../../src/settings/delivery-settings.js';

/** The out nodes of the model, with the terms of delivery of each; they are in nodes, too. */
const terms: readonly object[] = [
  {},
  { whileAway: 'queue', queueMessages: 5 },
  { whileAway: 'latest' },
  { whileAway: 'drop' },
  { unconfirmed: 'resend', queueSeconds: 10 },
  { whileAway: 'queue', unconfirmed: 'resend' },
  { whileAway: 'latest', unconfirmed: 'resend' },
];

export const deliveries: readonly Delivery[] = terms.map((saved) => readDelivery({ ...saved }));

/** One message of the model, and what became of it. */
export interface Sent {
  readonly id: number;
  readonly sender: Sender;
  readonly delivery: Delivery;
  readonly acceptedAt: number;
  /** The board was away as it was sent. */
  readonly isAway: boolean;
  /** `ok`, `replaced`, `dropped`, or the code of an error. */
  end?: string;
  endedAt?: number;
}

/** A user of the Connection that sends, and keeps what it is told. */
export class Sender implements User {
  readonly heard: number[] = [];
  leftAt: number | undefined;

  constructor(
    readonly delivery: Delivery,
    private readonly onNews: (report: Report) => void,
  ) {}

  onMessage(data: Buffer): void {
    this.heard.push(Number(data));
  }

  onReport(report: Report): void {
    this.onNews(report);
  }

  /** @param onEnd called when it has ended, which must be once */
  send(connection: Connection, id: number, bytes: number, topic: string, onEnd: (sent: Sent) => void): Sent {
    const { delivery } = this;
    const isAway = !['ready', 'slow', 'no pongs', 'silent'].includes(connection.report.state);
    const sent: Sent = { id, sender: this, delivery, acceptedAt: performance.now(), isAway };
    const end = (how: string) => {
      Object.assign(sent, { end: how, endedAt: performance.now() });
      onEnd(sent);
    };
    void connection.send({ data: String(id), bytes }, this, delivery, topic).then(
      (outcome) => end(outcome === 'confirmed' ? 'ok' : outcome),
      (error: { code: string }) => end(error.code),
    );
    return sent;
  }
}
