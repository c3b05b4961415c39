/**
 * Text from a board, fit for a log, an error or a dialog: `?` for each character that cannot be printed, cut at `most`
 * characters.
 */
export function plainText(text: string, most: number): string {
  return [...text]
    .slice(0, most)
    .join('')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}
