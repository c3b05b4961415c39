/** What a client is to do: hand on what boards say, tell the boards, send back what they say, or all of it in turn. */
export interface Plan {
  readonly role: 'in' | 'out' | 'echo' | 'all';
  readonly places: readonly Place[];
  /** Milliseconds that the flow takes for each message; 0 is a flow that only counts. */
  readonly workMs?: number;
  /** Whether our boards keep no last values. No user can choose that: it shows what they cost. */
  readonly keepsNothing?: true;
  /** Fields of our config node that differ from the bench's usual ones. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Where one board, or its broker, is. */
export interface Place {
  readonly index: number;
  readonly port: number;
}

/** How a Node-RED or a bare client is driven. */
export interface Client {
  /** @param checkout of this package, built; else the one that the bench is of */
  start(checkout?: string): Promise<void>;
  deploy(plan: Plan): Promise<void>;
  /** Sends one message; the ledger learns how it ended. */
  send(text: string): void;
}
