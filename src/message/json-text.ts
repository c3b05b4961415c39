/** A quote, an escaped character, or what stands between blanks and punctuation: a number, `true`, `nan`. */
const token = /"|\\.|[-+.\w]+/gs;

/**
 * Replaces words and numbers of a JSON text that stand outside of strings. Reads each character once, so a hostile text costs
 * no more than another.
 */
export function replaceOutsideStrings(text: string, replacement: (token: string) => string): string {
  let isInString = false;
  return text.replace(token, (found) => {
    if (found === '"') isInString = !isInString;
    return isInString || found === '"' || found.startsWith('\\') ? found : replacement(found);
  });
}
