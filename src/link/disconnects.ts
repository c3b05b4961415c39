import { causeOfClose, causeOfError, detailOfError, type SocketError, statusOf } from './cause.js';
import type { Disconnect } from './connection-state.js';
import { type Attempt, printable, reasonsOfClose, reasonsOfError } from './reasons.js';

/** Why an attempt, or a connection that was open, ended with `error`. */
export function disconnectByError(error: SocketError, attempt: Attempt): Disconnect {
  return {
    cause: causeOfError(error),
    detail: detailOfError(error),
    status: statusOf(error),
    reasons: reasonsOfError(error, attempt),
  };
}

/**
 * Why an attempt or a connection ended, without an error on this side.
 *
 * @param code the close code of RFC 6455; 1006 where there was no close frame
 * @param reason the board's, of which nothing is trusted; empty if it gave none
 * @param maxOutBytes the largest message that our own settings allow
 */
export function disconnectByClose(code: number, reason: Buffer, maxOutBytes: number): Disconnect {
  const cause = causeOfClose(code);
  const said = printable(reason.toString('latin1'));
  return {
    cause,
    detail: said === '' ? `closed with ${code}` : `closed with ${code}: ${said}`,
    reasons: reasonsOfClose(cause, code, said, maxOutBytes),
  };
}
