/**
 * Why a message did not reach the board. `ERR_UNCONFIRMED` means unknown: the message was in flight. Every other code
 * means that the board does not have it: not one byte was sent, or the board refused it whole.
 */
export type DeliveryCode =
  | 'ERR_BAD_PAYLOAD'
  | 'ERR_BUSY'
  | 'ERR_CLOSED'
  | 'ERR_CONFIG'
  | 'ERR_EXPIRED'
  | 'ERR_OFFLINE'
  | 'ERR_QUEUE_FULL'
  | 'ERR_TOO_LARGE'
  | 'ERR_UNCONFIRMED';

/** The error a Catch node gets. Node-RED passes on only message, code, stack and cause, so flows decide by the code. */
export class DeliveryError extends Error {
  constructor(
    readonly code: DeliveryCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    // Node-RED shows an error as its name and message; the code says more than a class name.
    this.name = code;
  }
}

/** The codes of a Connection, whose sentences are below. */
export type ConnectionCode = Exclude<DeliveryCode, 'ERR_BAD_PAYLOAD' | 'ERR_CONFIG'>;

/** What the sentence about a message can name. */
export interface DeliveryFacts {
  readonly address: string;
  /** The state of the board at this moment, or its cause, in the words of its status. */
  readonly why: string;
  readonly bytes: number;
  /** The largest message that the settings allow. */
  readonly limitBytes: number;
}

export function deliveryError(code: ConnectionCode, fate: DeliveryFacts): DeliveryError {
  return new DeliveryError(code, sentences[code](fate));
}

const sentences: Readonly<Record<ConnectionCode, (fate: DeliveryFacts) => string>> = {
  ERR_BUSY: ({ address }) => `Not sent: too much is waiting for ${address} already. Send less often`,
  ERR_CLOSED: ({ address }) => `Not sent: the connection to ${address} was being closed`,
  ERR_EXPIRED: ({ address, why }) => `Not sent: ${address} (${why}) could not take it in time`,
  ERR_OFFLINE: ({ address, why }) => `Not sent: ${address} is not connected (${why})`,
  ERR_QUEUE_FULL: ({ address, why }) => `Not sent: the queue of this node for ${address} (${why}) is full`,
  ERR_TOO_LARGE: ({ address, bytes, limitBytes }) =>
    bytes > limitBytes
      ? `Not sent: the message has ${bytes} bytes, and the limit for ${address} is ${limitBytes}`
      : `Not taken: the message has ${bytes} bytes, more than ${address} takes, although the limit here is ${limitBytes}`,
  ERR_UNCONFIRMED: ({ address }) => `Unknown: it was on the way to ${address}, which has not confirmed it`,
};
