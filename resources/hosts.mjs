/** The boards of one config node, as they are typed: the same judgement as the runtime's in src/settings/hosts.ts. */

import { addressOf, bracketed, hasPort, hostFault } from './address.mjs';
import { printable } from './printable.mjs';

/** As many as the runtime takes. */
const mostHosts = 1_000;
/** One label of a name in DNS. */
const longestName = 63;

/**
 * @param {string} text entries separated by commas or line breaks
 * @returns {HostEntry[]}
 */
export function readEntries(text) {
  return text
    .split(/[,\r\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const at = isPattern(entry) ? -1 : entry.indexOf('=');
      return at === -1
        ? { host: entry }
        : { name: entry.slice(0, at).trim(), host: entry.slice(at + 1).trim() };
    });
}

/**
 * What is saved of entries, one on a line.
 *
 * @param {readonly HostEntry[]} entries
 */
export function writeEntries(entries) {
  // A comma would make two entries of a name that cannot be one.
  const lines = entries.map(({ host, name }) => (name ? `${name.replaceAll(',', '?')}=${host}` : host));
  return lines.filter((line) => line !== '').join('\n');
}

/** @param {string} host */
export function isPattern(host) {
  return /[*?]/.test(withoutVariables(host));
}

/**
 * Whether one field is enough for them.
 *
 * @param {readonly HostEntry[]} entries
 */
export function isOneHost([first, ...others]) {
  return others.length === 0 && first?.name === undefined && !isPattern(first?.host ?? '');
}

/**
 * Whether messages may come from, and go to, more than one board; an environment variable can hold anything.
 *
 * @param {string} text
 */
export function mayBeSeveral(text) {
  const entries = readEntries(text);
  return entries.length > 1 || /\$[{(]/.test(text) || entries.some(({ host }) => isPattern(host));
}

/**
 * What a board is called: as typed, or after its host.
 *
 * @param {HostEntry} entry
 */
export function nameOf({ host, name }) {
  return name ?? bracketed(host).replace(/\.local\.?(?=:\d+$|$)/i, '');
}

/**
 * The same for one board, whatever stands for it.
 *
 * @param {string} host
 * @param {string | number} port
 */
export function placeOf(host, port) {
  return addressOf(host, port).toLowerCase();
}

/** @param {HostEntry} entry */
export function isEmpty({ host, name }) {
  return host === '' && name === undefined;
}

/**
 * @param {string} text
 * @param {string | number} port where an entry has none of its own
 * @returns {Fault | undefined} about the first entry that cannot work
 */
export function hostsFault(text, port) {
  const entries = readEntries(text);
  if (entries.length === 0) return 'error.hostEmpty';
  return tooMany(entries) ?? entryFaults(entries, port).find((fault) => fault !== undefined);
}

/**
 * @param {readonly HostEntry[]} entries
 * @returns {Fault | undefined}
 */
export function tooMany({ length }) {
  return length > mostHosts ? ['error.hostsMany', { most: mostHosts }] : undefined;
}

/**
 * @param {readonly HostEntry[]} entries
 * @param {string | number} port
 * @returns {(Fault | undefined)[]} one for each entry; an empty row is none
 */
export function entryFaults(entries, port) {
  /** @type {Set<string>} */
  const names = new Set();
  /** @type {Set<string>} */
  const places = new Set();
  return entries.map((entry) => {
    if (isEmpty(entry)) return undefined;
    const fault = entryFault(entry);
    if (fault !== undefined || isPattern(entry.host)) return fault;
    const place = placeOf(entry.host, port);
    const name = nameOf(entry);
    /** @type {Fault | undefined} */
    const twice = places.has(place)
      ? ['error.hostTwice', { host: quote(place) }]
      : names.has(name)
        ? ['error.nameTwice', { name: quote(name) }]
        : undefined;
    places.add(place);
    names.add(name);
    return twice;
  });
}

/**
 * Whether the port beside the hosts is that of none of them.
 *
 * @param {string} text
 */
export function allHavePorts(text) {
  const entries = readEntries(text);
  const hasOwn = (/** @type {HostEntry} */ entry) =>
    !entryFault(entry) && !isPattern(entry.host) && hasPort(entry.host);
  return entries.length > 0 && entries.every(hasOwn);
}

/**
 * @param {HostEntry} entry
 * @returns {Fault | undefined}
 */
function entryFault({ host, name }) {
  if (isPattern(host)) return patternFault(host);
  const isUnfit =
    name !== undefined && (name === '' || name.length > longestName || /[\p{C},=*?]/u.test(name));
  return isUnfit ? ['error.nameUnfit', { name: quote(name), most: longestName }] : hostFault(host);
}

/**
 * @param {string} pattern
 * @returns {Fault | undefined}
 */
function patternFault(pattern) {
  if (/[/@]/.test(pattern)) return hostFault(pattern);
  const name = withoutVariables(pattern).replace(/\.local\.?$/i, '');
  return /^[a-z0-9_*?-]{1,63}$/i.test(name) ? undefined : ['error.patternUnfit', { pattern: quote(pattern) }];
}

/** @param {string} text */
function withoutVariables(text) {
  return text.replace(/\$\{[^}]+\}/g, '1');
}

/**
 * The editor shows reasons as HTML, and fills what looks like a gap: neither is left of what was typed.
 *
 * @param {string} text
 */
function quote(text) {
  return `"${printable(text, longestName).replace(/[^\p{L}\p{N} .:*_[\]-]|_(?=_)/gu, '?')}"`;
}
