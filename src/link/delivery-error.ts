/**
 * Why a message did not reach the board, or was not carried out. `ERR_UNCONFIRMED` and `ERR_NO_ANSWER` mean unknown: the message
 * was in flight, or the board has it and its sketch has not answered. Every other code means that nothing has happened: not one
 * byte was sent, or the board or its sketch refused it whole.
 */
export type DeliveryCode =
  | 'ERR_BAD_PAYLOAD'
  | 'ERR_BUSY'
  | 'ERR_CLOSED'
  | 'ERR_CONFIG'
  | 'ERR_EXPIRED'
  | 'ERR_NO_ANSWER'
  | 'ERR_OFFLINE'
  | 'ERR_QUEUE_FULL'
  | 'ERR_REFUSED'
  | 'ERR_TOO_LARGE'
  | 'ERR_UNCONFIRMED'
  | 'ERR_UNKNOWN_BOARD';

/** Whether the board may have the message, and may have done what it says. */
export function isUnknown(code: string): boolean {
  return code === 'ERR_UNCONFIRMED' || code === 'ERR_NO_ANSWER';
}

/** Why a message was not delivered, in a word: its sentence is `undelivered.<reason>` in the catalogues. */
export type DeliveryReason =
  | 'action'
  | 'answerLost'
  | 'away'
  | 'binaryInside'
  | 'binaryTopic'
  | 'busy'
  | 'bytesGone'
  | 'closed'
  | 'emptyText'
  | 'hiddenFields'
  | 'invalidDate'
  | 'late'
  | 'noAnswer'
  | 'noBoards'
  | 'noError'
  | 'noMap'
  | 'noSet'
  | 'noTopic'
  | 'notJson'
  | 'notValue'
  | 'offline'
  | 'queueFull'
  | 'refused'
  | 'refusedSize'
  | 'requests'
  | 'several'
  | 'tooLarge'
  | 'unconfirmed'
  | 'unknownBoard';

/** What a sentence can name. */
export type DeliveryValues = Readonly<Record<string, string | number>>;

/** A message that was not delivered: the code for flows, and reason and values for a sentence in the server's language. */
export class DeliveryError extends Error {
  constructor(
    readonly code: DeliveryCode,
    readonly reason: DeliveryReason,
    readonly values: DeliveryValues = {},
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = code;
  }
}

/** The codes of a Connection. */
export type ConnectionCode = Exclude<
  DeliveryCode,
  'ERR_BAD_PAYLOAD' | 'ERR_CONFIG' | 'ERR_NO_ANSWER' | 'ERR_REFUSED' | 'ERR_UNKNOWN_BOARD'
>;

/** What is known of a message and its board at the moment of the message's end. */
export interface DeliveryFacts {
  readonly isConnected: boolean;
  /** The state of the board, or its cause, in the words of its status. */
  readonly why: string;
  readonly bytes: number;
  /** The largest message that the settings allow. */
  readonly limitBytes: number;
}

export function deliveryError(code: ConnectionCode, facts: DeliveryFacts): DeliveryError {
  const { why, bytes, limitBytes } = facts;
  return new DeliveryError(code, reasonOf(code, facts), { why, bytes, limit: limitBytes });
}

function reasonOf(code: ConnectionCode, { isConnected, bytes, limitBytes }: DeliveryFacts): DeliveryReason {
  if (code === 'ERR_EXPIRED') return isConnected ? 'late' : 'away';
  if (code === 'ERR_TOO_LARGE') return bytes > limitBytes ? 'tooLarge' : 'refusedSize';
  return reasons[code];
}

const reasons = {
  ERR_BUSY: 'busy',
  ERR_CLOSED: 'closed',
  ERR_OFFLINE: 'offline',
  ERR_QUEUE_FULL: 'queueFull',
  ERR_UNCONFIRMED: 'unconfirmed',
} as const;
