import type { Reason } from './reasons.js';

/**
 * Why a board is not connected. Each word is at once the code in `msg.cause`, the node's status text (so at most 19
 * characters), and the key of both in the catalogues, where `cause.<word>` says what to do about it.
 */
export type Cause = (typeof causes)[number];

export const causes = [
  'broken frame',
  'certificate',
  'closed by board',
  'lost',
  'message too large',
  'no answer',
  'no route',
  'no such name',
  'no TLS here',
  'not a WebSocket',
  'out of memory',
  'password',
  'proxy',
  'refused',
  'silent',
  'slots full?',
  'subprotocol',
  'this computer',
] as const;

/** What `ws` reports about an error; `rawPacket` is Node's, from an answer that is not HTTP. */
export interface SocketError {
  readonly code?: string | undefined;
  readonly message: string;
  readonly rawPacket?: Buffer;
  /** From a resolver of names that knows more than the code says. */
  readonly reasons?: readonly Reason[] | undefined;
}

const byCode: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'slots full?',
  EHOSTDOWN: 'no route',
  EHOSTUNREACH: 'no route',
  ENETDOWN: 'no route',
  ENETUNREACH: 'no route',
  ENOTFOUND: 'no such name',
  EPIPE: 'slots full?',
  EPROTO: 'no TLS here',
  ETIMEDOUT: 'no answer',
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 'message too large',
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'message too large',
};

/** How the codes of OpenSSL and of Node's TLS begin. */
const tlsCode = /^(CERT_|DEPTH_ZERO_|ERR_OSSL_|ERR_SSL_|ERR_TLS_|HOSTNAME_|INVALID_|SELF_SIGNED_|UNABLE_TO_)/;

/** The cause behind an error of the socket: while it connects, or when the board breaks the protocol. */
export function causeOfError(error: SocketError): Cause {
  const { code = '', message } = error;
  const status = statusOf(error);
  if (status !== undefined) return causeOfStatus(status);
  const known = byCode[code];
  if (known !== undefined) return known;
  if (code.startsWith('WS_ERR_')) return 'broken frame';
  if (tlsCode.test(code)) return causeOfTlsError(code);
  if (code.startsWith('EAI_')) return 'no such name';
  // What is left of the system's own codes: no permission, no memory, no free port.
  if (/^E[A-Z]+$/.test(code)) return 'this computer';
  if (message.includes('subprotocol')) return 'subprotocol';
  return 'not a WebSocket';
}

/** The HTTP status with which the handshake was answered, if it was answered with one other than 101. */
export function statusOf({ code = '', message, rawPacket }: SocketError): number | undefined {
  if (code.startsWith('HPE_')) return malformedStatus(rawPacket);
  const [, digits] = /^Unexpected server response: (\d+)$/.exec(message) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** What exactly happened, in words for a log; with the error's code, by which more about it can be searched. */
export function detailOfError(error: SocketError): string {
  const { code } = error;
  // A name with several addresses fails with an AggregateError, which has a code but no words.
  const words = wordsOf(error) || code || 'no reason given';
  return code === undefined || words.includes(code) ? words : `${words}, ${code}`;
}

/**
 * The cause behind a close code of an open connection. The board's library answers 1000 to everything, so 1000 never
 * means that somebody wanted it; 1006 is ours for "gone without a close frame".
 */
export function causeOfClose(code: number): Cause {
  if (code === 1002) return 'broken frame';
  if (code === 1006) return 'lost';
  if (code === 1009) return 'message too large';
  if (code === 1011) return 'out of memory';
  return 'closed by board';
}

/** What Node.js and `ws` word for those who program with them, and their other words as they are. */
function wordsOf({ code = '', message, rawPacket }: SocketError): string {
  if (code.startsWith('HPE_')) {
    const status = malformedStatus(rawPacket);
    return status === undefined ? 'its answer is not proper HTTP' : `it answers ${status}`;
  }
  if (message === 'socket hang up') return 'it closed the connection without an answer';
  return message.replace(/^Unexpected server response:/, 'it answers with HTTP status');
}

/** Statuses of what stands in front of a board: too many requests; bad gateway, service unavailable, gateway timeout. */
const proxyStatuses: readonly number[] = [429, 502, 503, 504];

function causeOfStatus(status: number): Cause {
  if (status === 401) return 'password';
  return proxyStatuses.includes(status) ? 'proxy' : 'not a WebSocket';
}

/** The board's 401 lacks the blank line after its headers, so Node cannot parse it and hands on the bytes. */
function malformedStatus(rawPacket: Buffer | undefined): number | undefined {
  const [, digits] =
    /^HTTP\/1\.[01] ([2-5]\d\d) /.exec(rawPacket?.subarray(0, 16).toString('latin1') ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function causeOfTlsError(code: string): Cause {
  return code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG'
    ? 'no TLS here'
    : 'certificate';
}
