/** Where a board is, as it is typed: the same judgement as the runtime's in src/host.ts and src/settings.ts. */

/**
 * @param {string} value
 * @returns {Fault | undefined}
 */
export function hostFault(value) {
  const text = value.trim().replace(/\$\{[^}]+\}/g, '1');
  if (text === '') return 'error.hostEmpty';
  if (text.includes('://')) return 'error.hostScheme';
  if (text.includes('@')) return 'error.hostUser';
  if (/[/?#\\]/.test(text)) return 'error.hostPath';
  if (/^\[?[\da-f]*:[\da-f.:]*%/i.test(text)) return 'error.hostZone';
  if (isUrlHost(`[${text}]`)) return undefined;
  const [, host = '', port = '1'] = /^(\[.*\]|[^:]*)(?::(.*))?$/.exec(text) ?? [];
  if (!value.includes('${') && numbers.test(host) && !isIPv4(host)) return numbersFault(host);
  if (!(value.includes('${') ? hostPattern.test(host) : isHost(host))) return 'error.hostName';
  return isPort(port) ? undefined : 'error.hostPort';
}

/** @param {string} path */
export function pathFault(path) {
  if (path !== '' && !path.startsWith('/')) return 'error.pathStart';
  return /^[\x21-\x7e]*$/.test(path) && !path.includes('#') ? undefined : 'error.pathCharacters';
}

/** @param {string} value */
export function subprotocolFault(value) {
  return /^[!#$%&'*+\-.^_`|~0-9a-z]*$/i.test(value.trim()) ? undefined : 'error.subprotocol';
}

/**
 * Host and port as people read them: a port behind the host wins.
 *
 * @param {string} host
 * @param {string | number} port
 */
export function addressOf(host, port) {
  return hasPort(host) ? bracketed(host) : `${bracketed(host)}:${port || 81}`;
}

/** @param {string} host */
export function hasPort(host) {
  return /^(\[.*\]|[^[:]*):/.test(bracketed(host));
}

/**
 * An IPv6 address has colons of its own.
 *
 * @param {string} host
 */
export function bracketed(host) {
  const text = host.trim();
  return /^[^[\]]*:[^[\]]*:/.test(text) ? `[${text}]` : text;
}

/** @param {string} text */
function isPort(text) {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

const label = '[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?';
const hostPattern = new RegExp(`^(\\[[0-9a-f:.]+\\]|${label}(\\.${label})*\\.?)$`, 'i');
// What ends in a number must be a whole address: 192.168.1 would mean 192.168.0.1.
const endsInNumber = /(^|\.)(0x[\da-f]*|\d+)\.?$/i;
const numbers = /^\d+(\.\d+)+$/;
const address = /^((0|[1-9]\d{0,2})(\.|$)){4}$/;

/**
 * What can only be meant as an IPv4 address: the sentence may name it, since digits and dots cannot be HTML.
 *
 * @param {string} host
 * @returns {Fault}
 */
function numbersFault(host) {
  const corrected = host.replace(/\b0+(?=\d)/g, '');
  return isIPv4(corrected) ? ['error.hostZeros', { address: corrected }] : 'error.hostNumbers';
}

/** @param {string} text */
function isIPv4(text) {
  return address.test(text) && isUrlHost(text);
}

/** @param {string} host */
function isHost(host) {
  return hostPattern.test(host) && isUrlHost(host) && (!endsInNumber.test(host) || address.test(host));
}

/** @param {string} host */
function isUrlHost(host) {
  return URL.canParse(`ws://${host}`);
}
