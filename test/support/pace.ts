import type { Connection } from '../../src/link/connection.js';

/** What of a Connection is asked for here, and by nobody else. */
interface Inside {
  readonly deliveries: {
    readonly outbox: {
      readonly pace: {
        readonly loopMs: number | undefined;
        readonly window: number;
      };
    };
  };
}

/**
 * Waits until so many messages may be in flight, which shows nowhere. On a busy machine a board seems slow
 * now and then, until the next ping, or the one after it, has told better.
 */
export async function mayHaveInFlight(connection: Connection, messages: number): Promise<void> {
  const { outbox } = (connection as unknown as Inside).deliveries;
  const seemsFast = () => {
    const { pace } = outbox;
    return pace.loopMs !== undefined && pace.window >= messages;
  };
  while (!seemsFast()) await new Promise((resolve) => setTimeout(resolve, 5));
}
