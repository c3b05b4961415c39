import type { TimeLimits } from './connection-state.js';
import type { OutboxLimits } from './outbox.js';

/** Everything a Connection must know about one board. All of it is trusted: `src/settings` checks what people typed. */
export interface ConnectionSettings {
  /** `ws://host:port/path`, or `wss:` where TLS is on; never holds a user or password. */
  readonly url: string;
  /** `host:port` as people read it, for messages and logs. */
  readonly address: string;
  readonly subprotocol: string | undefined;
  /** `user:password` for HTTP Basic, as `setAuthorization` of the board's library checks it. */
  readonly authorization: string | undefined;
  /** Sent with the handshake beside our own. Some may be secret: nothing but the socket reads them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: boolean;
  readonly limits: TimeLimits;
  readonly outbox: OutboxLimits;
  /** Largest message accepted from the board, in bytes. */
  readonly maxInBytes: number;
  /** Messages accepted from the board in a second, twice as many at once; 0 is no limit. */
  readonly maxInPerSecond: number;
}
