import { isToken } from '../link/token.js';
import { type EditorValues, readText } from './fields.js';
import { SettingsError, type SettingsProblem } from './settings-error.js';

/** How many headers a board may get beside our own. A board reads the lines of a request one by one, in its loop(). */
export const mostHeaders = 16;

/** The longest value, in characters: a cookie has at most 4,096 (RFC 6265, section 6.1), and tokens are shorter. */
const longestValue = 4_096;

/** Hop-by-hop (RFC 9110, section 7.6.1, and what came before it), and what belongs to the handshake or to a body. */
const refused =
  /^(connection|content-.*|expect|host|keep-alive|proxy-.*|sec-.*|te|trailer|transfer-encoding|upgrade|via)$/i;

/** What the saved rows refer to. */
export interface HeaderContext {
  /** The secret values, by the number that a row names. */
  readonly secrets: readonly (string | undefined)[];
  /** Whether user and password are set, which make a header of their own. */
  readonly hasLogin: boolean;
}

/**
 * Reads the headers that are sent with the handshake beside our own: rows of `{ name, value }`, or `{ name, secret }` with the
 * number of a secret value. No message of an error holds a name or value, since people paste secrets into either.
 *
 * @throws {SettingsError} naming `headers` and the row
 */
export function readHeaders(saved: EditorValues, context: HeaderContext): Readonly<Record<string, string>> {
  const rows = saved.headers ?? [];
  if (!Array.isArray(rows)) throw unfit('headersList');
  if (rows.length > mostHeaders) throw unfit('headersMany');
  const headers = new Map<string, [name: string, value: string]>();
  for (const [at, row] of rows.entries()) {
    const { name, value } = readRow(row, at + 1, context);
    if (headers.has(name.toLowerCase())) throw unfit('headerTwice', at + 1);
    headers.set(name.toLowerCase(), [name, value]);
  }
  return Object.fromEntries(headers.values());
}

function readRow(row: unknown, number: number, { hasLogin, secrets }: HeaderContext) {
  if (typeof row !== 'object' || row === null) throw unfit('headersList');
  const { secret } = row as EditorValues;
  const name = readText(row as EditorValues, 'name').trim();
  const value = (
    typeof secret === 'number' ? (secrets[secret] ?? '') : readText(row as EditorValues, 'value')
  ).trim();
  if (!isToken(name)) throw unfit('headerName', number);
  if (refused.test(name)) throw unfit('headerRefused', number);
  if (hasLogin && name.toLowerCase() === 'authorization') throw unfit('headerLogin', number);
  if (value === '') throw unfit('headerEmpty', number);
  if (!/^[\t\x20-\x7e]+$/.test(value) || value.length > longestValue) throw unfit('headerValue', number);
  return { name, value };
}

function unfit(problem: SettingsProblem, row?: number): SettingsError {
  const most = problem === 'headersMany' ? mostHeaders : longestValue;
  return new SettingsError('headers', problem, { most, ...(row === undefined ? {} : { row }) });
}
