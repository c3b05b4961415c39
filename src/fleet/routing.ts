/**
 * Whom a message is for: what its `board` holds is a name, or a list of names.
 *
 * @returns names as they stand there, each once, whether or not they are text; undefined for all boards
 */
export function askedNames(board: unknown): readonly unknown[] | undefined {
  if (board === undefined || board === null || board === '') return undefined;
  return Array.isArray(board) ? [...new Set(board)] : [board];
}
