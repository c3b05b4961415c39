import type { Delivery } from '../link/delivery.js';
import { type EditorValues, type Range, readChoice, readInteger, readNumber } from './fields.js';

/** What the editor saves for an out node, with the value a new one starts with. */
export const deliveryDefaults = {
  whileAway: 'fail',
  busySeconds: 1,
  queueMessages: 50,
  queueBytes: 65_536,
  queueSeconds: 30,
  unconfirmed: 'report',
  completeWhen: 'received',
};

/** Smallest and largest value of each number. */
export const deliveryRanges = {
  busySeconds: [0.1, 86_400],
  queueMessages: [1, 1_000],
  queueBytes: [1, 1_048_576],
  queueSeconds: [0.1, 86_400],
} as const satisfies Record<string, Range>;

/**
 * Turns what the editor saved into trusted terms of delivery; a field that is missing takes its default.
 *
 * @throws {SettingsError} for the first field that cannot work.
 */
export function readDelivery(saved: EditorValues): Delivery {
  const { busySeconds, queueBytes, queueMessages, queueSeconds } = deliveryDefaults;
  return {
    whileAway: readChoice(saved, 'whileAway', ['fail', 'queue', 'latest', 'drop']),
    busyMs: 1_000 * readNumber(saved, 'busySeconds', busySeconds, deliveryRanges.busySeconds),
    queueMessages: readInteger(saved, 'queueMessages', queueMessages, deliveryRanges.queueMessages),
    queueBytes: readInteger(saved, 'queueBytes', queueBytes, deliveryRanges.queueBytes),
    queueMs: 1_000 * readNumber(saved, 'queueSeconds', queueSeconds, deliveryRanges.queueSeconds),
    resend: readChoice(saved, 'unconfirmed', ['report', 'resend']) === 'resend',
  };
}
