/** Patterns for names of boards: the same judgement as the runtime's in src/fleet/glob.ts. */

/**
 * Whether a name matches: `*` stands for any characters, `?` for one, upper and lower case are the same. Whatever a board calls
 * itself, it is not looked at more than once for each character of the pattern.
 *
 * @param {string} pattern
 * @param {string} name
 */
export function matches(pattern, name) {
  const wanted = pattern.toLowerCase();
  const text = name.toLowerCase();
  let at = 0;
  let star = -1;
  let tried = 0;
  for (let next = 0; next < text.length; ) {
    if (wanted[at] === '*') {
      star = at;
      tried = next;
      at += 1;
    } else if (wanted[at] === '?' || wanted[at] === text[next]) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      // The last * stands for one more character.
      tried += 1;
      next = tried;
      at = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(wanted.slice(at));
}
