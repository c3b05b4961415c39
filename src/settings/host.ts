import { isIPv4, isIPv6 } from 'node:net';
import { quote, SettingsError } from './settings-error.js';

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
  if (text === '') throw unfit('type the address or name of the board, such as 192.168.1.50');
  const [scheme] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text) ?? [];
  if (scheme !== undefined) throw unfit(`leave out ${quote(scheme)}: only the address or name`);
  if (text.includes('@')) throw unfit('user and password have fields of their own');
  if (/[/?#\\]/.test(text)) throw unfit('the path has a field of its own');
  const whole = isIPv6(text) ? `[${text}]` : text;
  const [, host = '', port] = /^(\[[0-9a-f:.]+\]|[^:]*)(?::(.*))?$/i.exec(whole) ?? [];
  if (isNumbers(host) && !isIPv4(host)) throw unfit(numbersRemedy(host));
  if (!isHost(host)) throw unfit(`${quote(text)} is neither an address nor a name`);
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

function numbersRemedy(host: string): string {
  const address = host.replace(/\b0+(?=\d)/g, '');
  return isIPv4(address)
    ? `the numbers of an address have no leading zeros: enter ${address}`
    : 'an address has four numbers from 0 to 255, such as 192.168.1.50';
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw unfit(`${quote(text)} after the colon is not a port from 1 to 65535`);
  return port;
}

function unfit(remedy: string): SettingsError {
  return new SettingsError('host', remedy);
}
