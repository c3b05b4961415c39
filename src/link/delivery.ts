/** What an out node wants done with its messages when the board cannot take them at once. */
export interface Delivery {
  /**
   * While the board is away, a message fails at once (*fail*), waits in order (*queue*), waits unless a newer one of its
   * topic replaces it (*latest*, while connected too), or is dropped and counted (*drop*).
   */
  readonly whileAway: 'fail' | 'queue' | 'latest' | 'drop';
  /**
   * How long a message may wait while a connected board is busy, in milliseconds, or ten of the board's loops, if they take
   * longer. Only for *fail* and *drop*.
   */
  readonly busyMs: number;
  /** At most so many messages, and bytes, of one node wait. Only for *queue* and *latest*. */
  readonly queueMessages: number;
  readonly queueBytes: number;
  /** How long one may wait, from the moment it was accepted, or, where it is to be sent again, from the loss. */
  readonly queueMs: number;
  /** Whether what was in flight when the link was lost is sent again, once. It may then reach the board twice. */
  readonly resend: boolean;
}

/** Whether messages wait for a board that is away. */
export function waitsWhileAway({ whileAway }: Delivery): boolean {
  return whileAway === 'queue' || whileAway === 'latest';
}
