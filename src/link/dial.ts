import type { ClientRequest } from 'node:http';
import { connect, type LookupFunction, type Socket as TcpSocket } from 'node:net';
import WebSocket, { type ClientOptions } from 'ws';
import type { ConnectionSettings } from './connection-settings.js';
import { readDirectly } from './direct-read.js';
import { maxPieces } from './reasons.js';

/** What an attempt to connect needs from outside. */
export interface DialOptions {
  /** TLS options in Node's words, for a `wss:` board. */
  readonly tls?: ClientOptions | undefined;
  /** How names are resolved, in the words of Node's `net.connect`. */
  readonly lookup?: LookupFunction | undefined;
}

/** Options that ws 8.23 has and its type package has not yet. */
interface NewerOptions {
  closeTimeout: number;
  maxBufferedChunks: number;
  maxFragments: number;
  maxPendingAutoPongs: number;
}

/**
 * Opens the TCP connection to a board.
 *
 * @param onRead gets what is read instead of the stream, and has to emit it as the socket's `data`; not with TLS
 */
export function openTcp(
  { tls, url }: ConnectionSettings,
  { lookup }: DialOptions,
  onRead: (chunk: Buffer) => void,
): TcpSocket {
  const { hostname, port } = new URL(url);
  return connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    // A URL leaves out the port that is usual.
    port: Number(port) || (tls ? 443 : 80),
    lookup,
    ...(tls ? {} : readDirectly(onRead)),
  });
}

/**
 * Begins TLS, where the board has it, and the WebSocket handshake.
 *
 * @param finish gets the request, and has to end it
 */
export function openWebSocket(
  { authorization, headers, limits, maxInBytes, subprotocol, tls, url }: ConnectionSettings,
  dialOptions: DialOptions,
  tcp: TcpSocket,
  finish: (request: ClientRequest) => void,
): WebSocket {
  const options: ClientOptions & NewerOptions = {
    ...(tls ? { ...dialOptions.tls, socket: tcp } : { createConnection: () => tcp }),
    ...(authorization === undefined ? {} : { auth: authorization }),
    // For a board that sends a close frame but keeps the TCP connection: ws itself would wait 30 s.
    closeTimeout: limits.closeMs + 100,
    finishRequest: finish,
    // A redirect would take password and headers to somebody else.
    followRedirects: false,
    headers,
    // A message of many small pieces passes; a bomb of one-byte pieces ends here, before it costs 10 MB (CVE-2026-48779).
    maxBufferedChunks: maxPieces,
    maxFragments: maxPieces,
    maxPayload: maxInBytes,
    // A board that sends a flood of pings and does not read is disconnected.
    maxPendingAutoPongs: 8,
    perMessageDeflate: false,
    // A sketch that sends a Latin-1 "°" must not be disconnected again and again: decode.ts repairs the text.
    skipUTF8Validation: true,
  };
  return new WebSocket(url, subprotocol === undefined ? [] : [subprotocol], options);
}
