import { isHostLabel } from './announcement.js';
import type { Sketch } from './sketch.js';
import type { SketchName } from './sketches/index.js';

/** The arguments of the library's `enableHeartbeat(pingInterval, pongTimeout, disconnectTimeoutCount)`. */
export interface HeartbeatOptions {
  /** Milliseconds between two pings. */
  pingMs: number;
  /** Milliseconds a pong may take. Only a value below `pingMs` has any effect. */
  pongMs: number;
  /** So many late pongs in a row end the connection; 0 = never. */
  count: number;
}

/** How a virtual board is built. Numbers not given are those of the real board and its library. */
export interface VirtualBoardOptions {
  /** What the board runs: one of ours by name, or one's own. */
  sketch: SketchName | Sketch;
  /** TCP port (default 81); 0 takes any free one. */
  port?: number;
  /** Address to listen on (default 127.0.0.1). */
  host?: string;
  /** What the chip's id is, 24 bits (default: {@link chipIdAt} the port, so that the boards of one computer differ). */
  chipId?: number;
  /** Client slots (default 5: WEBSOCKETS_SERVER_CLIENT_MAX). */
  slots?: number;
  /** Longest payload of one incoming frame (default 15,360 bytes: WEBSOCKETS_MAX_DATA_SIZE). */
  maxFrameBytes?: number;
  /** The one subprotocol answered to whatever a client asks for (default `arduino`). */
  protocol?: string;
  /** Value of Access-Control-Allow-Origin (default: none is sent). */
  origin?: string;
  /** What every request must bring as HTTP Basic authorization (default: what the sketch asks for). */
  authorization?: { user: string; password: string };
  /** The library's heartbeat (default: as the sketch enables it). */
  heartbeat?: HeartbeatOptions;
  /**
   * The name under which the board announces itself by mDNS, without `.local`: 1 to 63 letters, digits, `-` and `_` (default:
   * it does not).
   */
  announce?: string;
  /** Milliseconds of `delay()` at the end of every loop() (default 0). */
  loopDelayMs?: number;
  /** Milliseconds loop() waits for the rest of a line or frame (default 5,000: WEBSOCKETS_TCP_TIMEOUT). */
  tcpTimeoutMs?: number;
  /** Milliseconds loop() waits for a client that does not read (default 10,000, as measured). */
  sendTimeoutMs?: number;
}

/** Options that stay open: the sketch decides, or the port that the board gets. */
type Open = 'announce' | 'authorization' | 'chipId' | 'heartbeat';

/** Options with every default filled in. */
export type Settings = Required<Omit<VirtualBoardOptions, 'sketch' | Open>> & Pick<VirtualBoardOptions, Open>;

/** Those of a board that is switched on. */
export type BootSettings = Settings & { readonly chipId: number };

const realBoard: Settings = {
  port: 81,
  host: '127.0.0.1',
  slots: 5,
  maxFrameBytes: 15_360,
  protocol: 'arduino',
  origin: '',
  loopDelayMs: 0,
  tcpTimeoutMs: 5_000,
  sendTimeoutMs: 10_000,
};

/**
 * The chip's id of a virtual board that is not given one: `ee` and the port, so `ee2008` at port 8200. It is the same at every
 * start, and no other board of this computer has it at the same time. Boards of two computers may need the option.
 */
export function chipIdAt(port: number): number {
  return 0xee0000 + port;
}

/** @throws {RangeError} naming the option, where it cannot be used */
export function withDefaults(options: VirtualBoardOptions): Settings {
  const { announce } = options;
  if (announce !== undefined && !isHostLabel(announce)) {
    throw new RangeError(
      `announce takes a name of 1 to 63 letters, digits, - and _, without .local, not ${JSON.stringify(announce)}`,
    );
  }
  return { ...realBoard, ...options };
}
