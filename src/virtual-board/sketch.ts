/** The library's event types, under the names an Arduino sketch knows them by. */
export type WStype =
  | 'WStype_DISCONNECTED'
  | 'WStype_CONNECTED'
  | 'WStype_TEXT'
  | 'WStype_BIN'
  | 'WStype_FRAGMENT_TEXT_START'
  | 'WStype_FRAGMENT_BIN_START'
  | 'WStype_FRAGMENT'
  | 'WStype_FRAGMENT_FIN'
  | 'WStype_PING'
  | 'WStype_PONG';

/** What a sketch's function gives back, or will: until then loop() stands still. */
export type Awaitable<T> = T | Promise<T>;

/**
 * What a sketch can call. Nothing that is sent answers: calls are carried out in order as soon as the
 * sketch's function has returned, and may be made at any time. So a sketch can also be another process.
 */
export interface ArduinoServer {
  /** `getChipId()`: 24 bits, the same at every start of the board. */
  readonly ESP: { getChipId(): number };
  /** The name on the network that the board was given, without ".local"; undefined where the sketch decides. */
  readonly hostname: string | undefined;
  readonly Serial: { println(text: string): void };
  /** Milliseconds since the board started. A real one begins anew after 49.7 days; this one counts on. */
  millis(): number;
  sendTXT(num: number, payload: string | Buffer): void;
  sendBIN(num: number, payload: Buffer): void;
  sendPing(num: number, payload?: string | Buffer): void;
  broadcastTXT(payload: string | Buffer): void;
  broadcastBIN(payload: Buffer): void;
  /** Closes one client, or all, with code 1000. */
  disconnect(num?: number): void;
  enableHeartbeat(pingMs: number, pongMs: number, count: number): void;
  /** The client's address, `0.0.0.0` if there is none. */
  remoteIP(num: number): string;
  /** What clients have to log in with. */
  setAuthorization(user: string, password: string): void;
}

/** How a board introduces itself: in the hello of its sketch, and where it is announced (PROTOCOL.md). */
export interface Identity {
  /** Its name on the network, without ".local". */
  readonly board: string;
  readonly sketch: string;
  readonly version: string;
  /** The chip's id, as {@link chipIdDigits} writes it. */
  readonly id: string;
}

/** A chip's id as 6 lower-case hexadecimal digits. */
export function chipIdDigits(chipId: number): string {
  return (chipId & 0xffffff).toString(16).padStart(6, '0');
}

/** A program for the board. */
export interface Sketch {
  /** Runs at every start of the board, so it is here that variables get their first value. */
  setup(server: ArduinoServer): Awaitable<void>;
  /** Runs in every loop(). Returns the `millis()` at which it has to run again; nothing: when something comes in. */
  loop?(millis: number): Awaitable<number | undefined>;
  /** The callback given to the library's `onEvent()`. `payload` of CONNECTED is the path. */
  onEvent(num: number, type: WStype, payload: Buffer, length: number): Awaitable<void>;
  /** Somebody presses the board's button, once. Returns whether the sketch reads it. */
  press?(): boolean;
  /** The power is gone, or the board is reset. */
  end?(): void;
  /**
   * How it introduces a board with this chip and, if it was given one, this name; only sketches that announce their board have it. It may be asked before `setup()`.
   * Undefined for a program until it has announced the board.
   */
  identity?(chipId: number, hostname?: string): Identity | undefined;
}
