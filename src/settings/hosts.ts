import { type Host, readHost } from './host.js';
import { quote, SettingsError, type SettingsProblem } from './settings-error.js';

/** A board that was named one by one. */
export interface NamedHost extends Host {
  /** What `msg.board` says; undefined where neither a name nor another board was typed. */
  readonly name?: string;
}

/** Which boards one config node is for. */
export interface Hosts {
  readonly boards: readonly NamedHost[];
  /** For names that boards announce: `plant-*`, in small letters and without `.local`. */
  readonly patterns: readonly string[];
}

/** Typed entries at most. Source: the most boards that one Node-RED has been measured with. */
export const mostHosts = 1_000;

/** Longest name of a board, in characters: one label of a name in DNS (RFC 1035) has as many. */
const longestName = 63;

/**
 * Reads what was typed as *Host*: entries separated by commas or line breaks. One is a board (`192.168.1.50`,
 * `kitchen=192.168.1.50`, `garage.local:81`), or a pattern for announced names (`plant-*`, with `*` for any characters and
 * `?` for one).
 *
 * @param port where an entry has none of its own
 * @throws {SettingsError} naming `host`; where there are several entries, its value `entry` says which
 */
export function readHosts(typed: string, port: number): Hosts {
  const entries = typed
    .split(/[,\n\r]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.length > mostHosts) throw unfit('hostsMany', { most: mostHosts });
  const [only = ''] = entries;
  if (entries.length < 2 && !isPattern(only)) return { boards: [readEntry(only)], patterns: [] };
  const patterns = entries.filter(isPattern).map(readPattern);
  const boards = entries.filter((entry) => !isPattern(entry)).map((entry) => telling(entry, readNamed));
  refuseTwice(boards, port);
  return { boards, patterns: [...new Set(patterns)] };
}

/** What a board is called whose name was not typed. */
export function nameOfHost({ host, port }: Host): string {
  const name = host.replace(/\.local\.?$/i, '');
  return port === undefined ? name : `${name}:${port}`;
}

/** The host as typed, with the name that was typed before it, if one was. */
function readEntry(entry: string): NamedHost {
  const at = entry.indexOf('=');
  if (at === -1) return readHost(entry);
  return { name: readName(entry.slice(0, at).trim()), ...readHost(entry.slice(at + 1)) };
}

function readNamed(entry: string): Required<Pick<NamedHost, 'name'>> & Host {
  const read = readEntry(entry);
  return { ...read, name: read.name ?? nameOfHost(read) };
}

function readName(name: string): string {
  const isUnfit = name === '' || name.length > longestName || /[\p{C}*?]/u.test(name);
  if (isUnfit) throw unfit('nameUnfit', { name: quote(name), most: longestName });
  return name;
}

function isPattern(entry: string): boolean {
  return /[*?]/.test(entry);
}

function readPattern(entry: string): string {
  const pattern = entry.toLowerCase().replace(/\.local\.?$/, '');
  if (!/^[a-z0-9_*?-]{1,63}$/.test(pattern)) throw unfit('patternUnfit', { pattern: quote(entry) });
  return pattern;
}

/** @throws {SettingsError} where two boards have one name, or one board stands there twice */
function refuseTwice(boards: readonly (NamedHost & { readonly name: string })[], port: number): void {
  const names = new Set<string>();
  const places = new Set<string>();
  for (const board of boards) {
    const place = `${board.host.toLowerCase()}:${board.port ?? port}`;
    if (places.has(place)) throw unfit('hostTwice', { host: quote(place) });
    if (names.has(board.name)) throw unfit('nameTwice', { name: quote(board.name) });
    places.add(place);
    names.add(board.name);
  }
}

/** What is wrong with one of several entries says which. */
function telling<T>(entry: string, read: (entry: string) => T): T {
  try {
    return read(entry);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(error.field, error.problem, { ...error.values, entry: quote(entry) });
  }
}

function unfit(problem: SettingsProblem, values?: Readonly<Record<string, string | number>>): SettingsError {
  return new SettingsError('host', problem, values);
}
