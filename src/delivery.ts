import { type Range, readChoice, readInteger, readNumber, type Saved } from './fields.js';

/** What an out node wants done with its messages when the board cannot take them at once. */
export interface Delivery {
  /**
   * While the board is away, a message fails at once (*fail*), waits in order (*queue*), waits unless a newer one of its
   * topic replaces it (*latest*, while connected too), or is dropped and counted (*drop*).
   */
  readonly whileAway: 'fail' | 'queue' | 'latest' | 'drop';
  /** At most so many messages, and bytes, of one node wait. Only for *queue* and *latest*. */
  readonly queueMessages: number;
  readonly queueBytes: number;
  /** How long one may wait, from the moment it was accepted, or, where it is to be sent again, from the loss. */
  readonly queueMs: number;
  /** Whether what was on the way as the link broke is sent again, once. It may then reach the board twice. */
  readonly resend: boolean;
}

/** What the editor saves for an out node, with the value a new one starts with. */
export const deliveryDefaults = {
  whileAway: 'fail',
  queueMessages: 50,
  queueBytes: 65_536,
  queueSeconds: 30,
  unconfirmed: 'report',
};

/** Smallest and largest value of each number. */
export const deliveryRanges = {
  queueMessages: [1, 1_000],
  queueBytes: [1, 1_048_576],
  queueSeconds: [0.1, 86_400],
} as const satisfies Record<string, Range>;

/**
 * Turns what the editor saved into trusted terms of delivery; a field that is missing takes its default.
 *
 * @throws {SettingsError} for the first field that cannot work.
 */
export function readDelivery(saved: Saved): Delivery {
  const { queueBytes, queueMessages, queueSeconds } = deliveryDefaults;
  return {
    whileAway: readChoice(saved, 'whileAway', ['fail', 'queue', 'latest', 'drop']),
    queueMessages: readInteger(saved, 'queueMessages', queueMessages, deliveryRanges.queueMessages),
    queueBytes: readInteger(saved, 'queueBytes', queueBytes, deliveryRanges.queueBytes),
    queueMs: 1_000 * readNumber(saved, 'queueSeconds', queueSeconds, deliveryRanges.queueSeconds),
    resend: readChoice(saved, 'unconfirmed', ['report', 'resend']) === 'resend',
  };
}

/** Whether messages wait for a board that is away. */
export function waitsWhileAway({ whileAway }: Delivery): boolean {
  return whileAway === 'queue' || whileAway === 'latest';
}
