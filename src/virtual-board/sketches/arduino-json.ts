/** Blanks, strings in either kind of quotes, brackets, and words: numbers, literals, keys without quotes. */
const tokens = /\s+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[[\]{}:,]|[^\s"'[\]{}:,]+|["']/gs;

/**
 * What ArduinoJson 7 reads beyond JSON, as JSON: single quotes, keys without quotes, numbers such as `00`, `01` and `+1`, and raw
 * control characters in strings. It stops at the end of the first value, whatever follows. Everything else stays as it is, so
 * what neither takes is still no JSON.
 */
export function strictJson(text: string): string {
  const found = [...text.matchAll(tokens)].map(([token]) => token);
  let json = '';
  let depth = 0;
  for (const [at, token] of found.entries()) {
    json += isKey(found, at) ? `"${token}"` : strictToken(token);
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth <= 0 && token.trim() !== '') break;
  }
  return json;
}

/** A word before a colon. */
function isKey(found: readonly string[], at: number): boolean {
  const next = found[at + 1]?.trim() === '' ? found[at + 2] : found[at + 1];
  return next === ':' && /^[\w`]+$/.test(found[at]!);
}

function strictToken(token: string): string {
  if (token.length > 1 && /^["']/.test(token)) return strictString(token);
  const [, sign, digits, rest] = /^([+-]?)0*(\d+(?=\D|$))((?:\.\d+)?(?:e[+-]?\d+)?)$/i.exec(token) ?? [];
  return digits === undefined ? token : `${sign === '-' ? '-' : ''}${digits}${rest}`;
}

function strictString(token: string): string {
  const body = token.slice(1, -1).replace(/\\.|"|\p{Cc}/gsu, (found) => {
    if (found === '"') return '\\"';
    // A control character after a backslash is no escape, and a NUL would end the string.
    return found.length > 1 || found === '\0' ? found : JSON.stringify(found).slice(1, -1);
  });
  return `"${body}"`;
}
