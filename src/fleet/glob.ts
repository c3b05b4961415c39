/**
 * Whether a board's name matches: `*` stands for any characters, `?` for one, upper and lower case are the same. Linear in
 * the name for each `*`, whatever a board calls itself.
 */
export function matches(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase();
  const text = name.toLowerCase();
  let [at, next] = [0, 0];
  /** Where to go on if the text after the last `*` turns out not to match. */
  let star: { at: number; next: number } | undefined;
  while (next < text.length) {
    if (wanted[at] === '*') {
      star = { at, next };
      at += 1;
    } else if (wanted[at] === '?' || (wanted[at] !== undefined && wanted[at] === text[next])) {
      at += 1;
      next += 1;
    } else if (star !== undefined) {
      star.next += 1;
      at = star.at + 1;
      next = star.next;
    } else {
      return false;
    }
  }
  return /^\**$/.test(wanted.slice(at));
}
