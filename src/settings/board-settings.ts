import type { ConnectionSettings } from '../link/connection-settings.js';
import type { TimeLimits } from '../link/connection-state.js';
import { isToken } from '../link/token.js';
import { type EditorValues, type Range, readChoice, readInteger, readNumber, readText } from './fields.js';
import { readHeaders } from './headers.js';
import { type Host, readHost } from './host.js';
import { type Hosts, readHosts } from './hosts.js';
import { SettingsError } from './settings-error.js';

/**
 * What the editor saves for a config node, with the value a new one starts with.
 * Source of the times: a board stalls 5–10 s at a time when another of its clients misbehaves, and takes 13.5 s to shake
 * hands when its sketch calls `delay(2000)`; 15,360 bytes is `WEBSOCKETS_MAX_DATA_SIZE` of the board's library. A board manages some hundreds of messages a second.
 */
export const defaults = {
  host: '',
  port: 81,
  patternLogin: false,
  path: '/',
  headers: [] as readonly object[],
  subprotocol: '',
  sendClientName: true,
  connectSeconds: 20,
  pingSeconds: 15,
  deadSeconds: 45,
  minDelaySeconds: 1,
  maxDelaySeconds: 30,
  confirmSeconds: 15,
  confirmBy: 'ping',
  maxOutBytes: 15_360,
  maxInBytes: 1_048_576,
  maxInPerSecond: 2_000,
};

type Field = keyof typeof defaults;
type NumberField = { [F in Field]: (typeof defaults)[F] extends number ? F : never }[Field];

export const ranges: Readonly<Record<NumberField, Range>> = {
  port: [1, 65_535],
  connectSeconds: [0.1, 300],
  pingSeconds: [0.1, 3_600],
  deadSeconds: [0.2, 7_200],
  minDelaySeconds: [0.05, 3_600],
  maxDelaySeconds: [0.05, 86_400],
  confirmSeconds: [0.1, 300],
  maxOutBytes: [1, 1_048_576],
  maxInBytes: [1, 104_857_600],
  maxInPerSecond: [0, 1_000_000],
};

/** What comes from beside the saved fields. */
export interface RuntimeContext {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Secret values of headers, by the number that a row of `headers` names. */
  readonly headerSecrets?: readonly (string | undefined)[];
  /** Whether a `tls-config` node is chosen. */
  readonly tls?: boolean;
  /** What this connection calls itself towards the board; letters and digits. */
  readonly clientName?: string;
}

/** The settings of one board. @param isTrusted whether it gets the login and the headers */
export type SettingsOf = (place: Host, isTrusted: boolean) => ConnectionSettings;

/**
 * Turns what the editor saved (any JSON at all: flows are imported from anywhere) into trusted settings of one board.
 * A field that is missing or empty takes its default; `${ENV}` must have been replaced already.
 *
 * @throws {SettingsError} for the first field that cannot work.
 */
export function readBoardSettings(saved: EditorValues, extras: RuntimeContext = {}): ConnectionSettings {
  const place = readHost(readText(saved, 'host'));
  return readSharedSettings(saved, extras)(place, true);
}

/** Which boards a config node is for, and the settings of each. */
export interface FleetSettings extends Hosts {
  readonly settingsOf: SettingsOf;
}

/** The same for all boards of a config node. */
export function readFleetSettings(saved: EditorValues, extras: RuntimeContext = {}): FleetSettings {
  const hosts = readHosts(readText(saved, 'host'), integerOf(saved, 'port'));
  return { ...hosts, settingsOf: readSharedSettings(saved, extras) };
}

/** Whether boards that were only found by a pattern get the login and the headers, too, even without TLS. */
export function readPatternLogin(saved: EditorValues): boolean {
  return readBoolean(saved, 'patternLogin');
}

/** What is the same for all boards is read once, and kept once. */
function readSharedSettings(saved: EditorValues, extras: RuntimeContext): SettingsOf {
  const confirmBy = readChoice(saved, 'confirmBy', ['ping', 'write']);
  const limits = readTimeLimits(saved, confirmBy === 'ping');
  const confirmMs = 1_000 * numberOf(saved, 'confirmSeconds');
  const tls = extras.tls === true;
  const path = withClientName(readPath(saved), saved, extras);
  const subprotocol = readSubprotocol(saved);
  const authorization = readAuthorization(extras, tls);
  const headers = readHeaders(saved, {
    secrets: extras.headerSecrets ?? [],
    hasLogin: authorization !== undefined,
  });
  const outbox = {
    confirmBy,
    confirmMs,
    resendMs: limits.deadMs + confirmMs,
    // lwIP's receive window on a board is 2,144 or 5,840 bytes.
    windowBytes: 2_048,
    windowMessages: 16,
    // What a person takes for at once. A garage door's STOP must not wait for longer.
    windowMs: 250,
    probeMs: limits.pingMs,
    waitingMessages: 64,
    waitingBytes: 65_536,
    maxMessageBytes: integerOf(saved, 'maxOutBytes'),
  };
  const maxInBytes = integerOf(saved, 'maxInBytes');
  const maxInPerSecond = integerOf(saved, 'maxInPerSecond');
  return ({ host, port = integerOf(saved, 'port') }, isTrusted) => {
    const address = `${host}:${port}`;
    return {
      url: `${tls ? 'wss' : 'ws'}://${address}${path}`,
      address,
      subprotocol,
      authorization: isTrusted ? authorization : undefined,
      headers: isTrusted ? headers : {},
      tls,
      limits,
      outbox,
      maxInBytes,
      maxInPerSecond,
    };
  };
}

function readPath(saved: EditorValues): string {
  const path = readText(saved, 'path') || defaults.path;
  if (!path.startsWith('/')) throw new SettingsError('path', 'pathStart');
  if (!/^[\x21-\x7e]+$/.test(path) || path.includes('#')) {
    throw new SettingsError('path', 'pathCharacters');
  }
  return path;
}

/** A board of ours closes an older connection of the same name, so that one which vanished does not keep its slot. */
function withClientName(path: string, saved: EditorValues, { clientName }: RuntimeContext): string {
  const isWanted = readBoolean(saved, 'sendClientName');
  if (!isWanted || clientName === undefined || /[?&]client=/.test(path)) return path;
  return `${path}${path.includes('?') ? '&' : '?'}client=${clientName}`;
}

function readSubprotocol(saved: EditorValues): string | undefined {
  const text = readText(saved, 'subprotocol').trim();
  if (text === '') return undefined;
  if (!isToken(text)) {
    throw new SettingsError('subprotocol', 'subprotocol');
  }
  return text;
}

function readAuthorization({ user = '', password = '' }: RuntimeContext, tls: boolean): string | undefined {
  if (user === '' && password === '') return undefined;
  if (user === '') throw new SettingsError('user', 'userMissing');
  if (user.includes(':')) throw new SettingsError('user', 'userColon');
  const authorization = `${user}:${password}`;
  // The board's base64 breaks the line after 72 characters, so 54 bytes and more never compare equal.
  if (!tls && Buffer.byteLength(authorization) >= 54) {
    throw new SettingsError(password === '' ? 'user' : 'password', 'passwordLong');
  }
  return authorization;
}

function readTimeLimits(saved: EditorValues, expectsPongs: boolean): TimeLimits {
  const seconds = (field: NumberField) => 1_000 * numberOf(saved, field);
  const limits = {
    connectMs: seconds('connectSeconds'),
    pingMs: seconds('pingSeconds'),
    deadMs: seconds('deadSeconds'),
    minDelayMs: seconds('minDelaySeconds'),
    maxDelayMs: seconds('maxDelaySeconds'),
    stableMs: 10_000,
    closeMs: 1_000,
    lateMs: 1_000,
    expectsPongs,
  };
  if (limits.deadMs < 2 * limits.pingMs) {
    throw new SettingsError('deadSeconds', 'deadSeconds');
  }
  if (limits.maxDelayMs < limits.minDelayMs) {
    throw new SettingsError('maxDelaySeconds', 'maxDelaySeconds');
  }
  return limits;
}

function readBoolean(saved: EditorValues, field: 'patternLogin' | 'sendClientName'): boolean {
  const value = saved[field] ?? defaults[field];
  if (typeof value !== 'boolean') throw new SettingsError(field, 'boolean');
  return value;
}

function numberOf(saved: EditorValues, field: NumberField): number {
  return readNumber(saved, field, defaults[field], ranges[field]);
}

function integerOf(saved: EditorValues, field: NumberField): number {
  return readInteger(saved, field, defaults[field], ranges[field]);
}
