import { type Cause, type SocketError, statusOf } from './cause.js';
import { isToken } from './token.js';

/** A sentence for people: a key of the board's catalogue, and what the text names beside the address. */
export interface Reason {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** What the sentences about a failed attempt name. */
export interface Attempt {
  /** As it was requested: `ws://host:port/path`. */
  readonly url: string;
  readonly maxInBytes: number;
  /** The headers of the answer to the handshake, if there was one. Nothing in them is trusted. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The largest number of pieces of one message: with more, one-byte pieces cost over 10 MB (CVE-2026-48779). */
export const maxPieces = 16_384;

/** The longest text of a board that a sentence repeats, in characters. */
const maxTextLength = 64;

/**
 * Text from the network, fit for logs and dialogs: printable ASCII, at most 64 characters, and nothing that looks like a gap
 * of a catalogue's text (`__name__`), which would be filled in.
 */
export function printable(text: string): string {
  const ascii = text.replace(/[^\x20-\x7e]/g, '?').slice(0, maxTextLength);
  return /__.+__/.test(ascii) ? ascii.replace(/__+/g, '_') : ascii;
}

/** Why an attempt or a connection ended with `error`, where more can be said than the sentence of its cause. */
export function reasonsOfError(error: SocketError, attempt: Attempt): readonly Reason[] | undefined {
  if (error.reasons !== undefined) return error.reasons;
  const status = statusOf(error);
  if (status !== undefined) return reasonsOfStatus(status, attempt);
  if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
    return [{ key: 'reason.tooLargeFromBoard', values: { limit: attempt.maxInBytes } }];
  if (error.code === 'WS_ERR_TOO_MANY_BUFFERED_PARTS')
    return [{ key: 'reason.pieces', values: { limit: maxPieces } }];
  const protocol = headerOf(attempt, 'sec-websocket-protocol');
  return error.message.includes('subprotocol') && isToken(protocol) && protocol.length <= maxTextLength
    ? [{ key: 'reason.subprotocol', values: { protocol } }]
    : undefined;
}

/**
 * Why the board closed the connection, where more can be said than the sentence of the cause.
 *
 * @param said what the board gave as its reason, {@link printable}
 * @param maxOutBytes the largest message that our own settings allow
 */
export function reasonsOfClose(
  cause: Cause,
  code: number,
  said: string,
  maxOutBytes: number,
): readonly Reason[] | undefined {
  const isOurs = cause === 'message too large';
  if (!isOurs && said === '') return undefined;
  return [
    isOurs ? { key: 'reason.tooLargeToBoard', values: { limit: maxOutBytes } } : { key: `cause.${cause}` },
    ...(said === '' ? [] : [{ key: 'reason.said', values: { code, said } }]),
  ];
}

/** HTTP statuses that have a sentence of their own, beside redirects and 401. */
const sentences: Readonly<Record<number, string>> = {
  400: 'reason.400',
  403: 'reason.403',
  404: 'reason.404',
  429: 'reason.429',
  502: 'cause.proxy',
  503: 'cause.proxy',
  504: 'cause.proxy',
};

function reasonsOfStatus(status: number, attempt: Attempt): readonly Reason[] {
  const { pathname, searchParams } = new URL(attempt.url);
  const values = { status, path: printable(pathname) };
  const isAboutPath = [400, 403, 404].includes(status);
  const first = firstReason(status, attempt) ?? { key: sentences[status] ?? 'reason.other', values };
  return isAboutPath && searchParams.has('client') ? [first, { key: 'reason.clientName' }] : [first];
}

function firstReason(status: number, attempt: Attempt): Reason | undefined {
  if (status === 401) {
    const challenge = headerOf(attempt, 'www-authenticate');
    const isBasic = challenge === '' || /\bbasic\b/i.test(challenge);
    return { key: isBasic ? 'reason.401' : 'reason.token', values: { status } };
  }
  const location = headerOf(attempt, 'location');
  return isRedirect(status) && location !== ''
    ? { key: 'reason.redirect', values: { status, location: placeOf(location, attempt.url) } }
    : undefined;
}

/** Whether an HTTP status says that what is wanted is somewhere else. */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** Where a redirect points: without user, password and query, which may hold what nobody else should read. */
function placeOf(location: string, url: string): string {
  if (!URL.canParse(location, url)) return printable(location);
  const { host, pathname, protocol } = new URL(location, url);
  return printable(`${protocol}//${host}${pathname}`);
}

function headerOf({ headers }: Attempt, name: string): string {
  return String(headers[name] ?? '');
}
