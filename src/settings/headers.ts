import { type EditorValues, readText } from './fields.js';
import { SettingsError } from './settings-error.js';

/** How many headers a board may get beside our own. A board reads the lines of a request one by one, in its loop(). */
export const mostHeaders = 16;

/** The longest value, in characters: a cookie has at most 4,096 (RFC 6265, section 6.1), and tokens are shorter. */
const longestValue = 4_096;

/** RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;

/** Hop-by-hop (RFC 9110, section 7.6.1, and what came before it), and what belongs to the handshake or to a body. */
const refused =
  /^(connection|content-.*|expect|host|keep-alive|proxy-.*|sec-.*|te|trailer|transfer-encoding|upgrade|via)$/i;

const remedies = {
  headersList: 'must be a list of names and values',
  headersMany: `at most ${mostHeaders} headers`,
  headerName: 'the name is one word, such as X-Token, without blanks and colon',
  headerRefused: 'this header is part of the connection and cannot be set: remove it',
  headerTwice: 'this name is there twice: remove one of them',
  headerLogin: 'the board has a user already: remove the user, or this header',
  headerEmpty: 'enter the value; a secret value is not part of an exported flow',
  headerValue: `only letters without accents, digits, punctuation and blanks, at most ${longestValue} characters`,
} as const;

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
  if (typeof row !== 'object' || row === null) throw unfit('headersList', number);
  const { secret } = row as EditorValues;
  const name = readText(row as EditorValues, 'name').trim();
  const value = (
    typeof secret === 'number' ? (secrets[secret] ?? '') : readText(row as EditorValues, 'value')
  ).trim();
  if (!token.test(name)) throw unfit('headerName', number);
  if (refused.test(name)) throw unfit('headerRefused', number);
  if (hasLogin && name.toLowerCase() === 'authorization') throw unfit('headerLogin', number);
  if (value === '') throw unfit('headerEmpty', number);
  if (!/^[\t\x20-\x7e]+$/.test(value) || value.length > longestValue) throw unfit('headerValue', number);
  return { name, value };
}

function unfit(problem: keyof typeof remedies, row?: number): SettingsError {
  const place = row === undefined ? '' : `row ${row}: `;
  return new SettingsError('headers', place + remedies[problem]);
}
