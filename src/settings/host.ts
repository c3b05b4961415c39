import { isIPv4, isIPv6 } from 'node:net';
import { SettingsError, type SettingsProblem } from './settings-error.js';

/** Where a board is: an IPv6 address stands in brackets, as in a URL. */
export interface Host {
  readonly host: string;
  /** Only where it was typed behind the host. */
  readonly port?: number;
}

/**
 * Reads what was typed as *Host*: an address or a name, either with `:port`.
 *
 * @throws {SettingsError} naming `host`, where it is neither.
 */
export function readHost(typed: string): Host {
  const text = typed.trim();
  if (text === '') throw unfit('hostEmpty');
  if (text.includes('://')) throw unfit('hostScheme');
  if (text.includes('@')) throw unfit('hostUser');
  if (/[/?#\\]/.test(text)) throw unfit('hostPath');
  // A WebSocket's URL has no place for it.
  if (isZoned(text)) throw unfit('hostZone');
  const whole = isIPv6(text) ? `[${text}]` : text;
  const [, host = '', port] = /^(\[[0-9a-f:.]+\]|[^:]*)(?::(.*))?$/i.exec(whole) ?? [];
  if (isNumbers(host) && !isIPv4(host)) throw unfitNumbers(host);
  if (!isHost(host)) throw unfit('hostName');
  return port === undefined ? { host } : { host, port: readPort(port) };
}

function isHost(host: string): boolean {
  // The underscore is not allowed by RFC 1123, but boards are named with it and resolvers take it.
  const isName = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i.test(host);
  if (!host.startsWith('[') && (!isName || host.length > 253)) return false;
  // What ends in a number must be a whole address: 192.168.1 would mean 192.168.0.1.
  const endsInNumber = /(^|\.)(0x[\da-f]*|\d+)\.?$/i.test(host);
  return (!endsInNumber || isIPv4(host)) && URL.canParse(`ws://${host}`);
}

/** Whether it can only be meant as an IPv4 address. */
function isNumbers(host: string): boolean {
  return /^\d+(\.\d+)+$/.test(host);
}

function unfitNumbers(host: string): SettingsError {
  const address = host.replace(/\b0+(?=\d)/g, '');
  return isIPv4(address) ? unfit('hostZeros', { address }) : unfit('hostNumbers');
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw unfit('hostPort');
  return port;
}

/** An IPv6 address that also names a network interface of this computer: `fe80::1%wlan0`. */
function isZoned(text: string): boolean {
  const [address = '', zone] = text.replace(/^\[|\].*$/g, '').split('%');
  return zone !== undefined && isIPv6(address);
}

function unfit(problem: SettingsProblem, values?: Readonly<Record<string, string>>): SettingsError {
  return new SettingsError('host', problem, values);
}
