/** A message for the board: text as a string, binary as a Buffer of our own. */
export interface OutgoingMessage {
  readonly data: string | Buffer;
  readonly bytes: number;
  /** The text held lone surrogates; each went out as U+FFFD. */
  readonly repaired?: boolean;
}
