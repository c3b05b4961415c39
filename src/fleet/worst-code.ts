import { type DeliveryCode, isUnknown } from '../link/delivery-error.js';

/** From what does not get better by trying again to what does. */
const worstFirst: readonly DeliveryCode[] = [
  'ERR_REFUSED',
  'ERR_BAD_PAYLOAD',
  'ERR_TOO_LARGE',
  'ERR_CLOSED',
  'ERR_OFFLINE',
  'ERR_EXPIRED',
  'ERR_QUEUE_FULL',
  'ERR_BUSY',
];

/**
 * The code that stands for a message to several boards: unknown where it is unknown for one of them, else the worst.
 *
 * @param codes of the boards that it failed for; at least one
 */
export function worstCode(codes: readonly DeliveryCode[]): DeliveryCode {
  if (codes.some(isUnknown)) return 'ERR_UNCONFIRMED';
  return worstFirst.find((code) => codes.includes(code)) ?? codes[0]!;
}
