import type { Counters } from '../link/counters.js';

/** How many messages to the board have been confirmed, and of how many that stayed unknown. */
export type SentCounts = Readonly<Pick<Counters['sent'], 'confirmed' | 'unknown'>>;

/**
 * Refusals without an id: what a sketch says to a message that it cannot parse, such as one that is too long. It says so at once
 * (PROTOCOL.md), so before the pong that confirms the message. So a refusal is meant for the message that is confirmed next, where
 * that is only one, and where no other of this connection was left unconfirmed: its refusal could come at any time.
 */
export class UnnamedRefusals {
  private refusal: { readonly said: unknown; readonly confirmed: number } | undefined;
  private unknown = 0;

  /** @param sent goes on counting; undefined where messages are not confirmed by pongs */
  constructor(private readonly sent: SentCounts | undefined) {}

  /** A connection has opened: nothing is left of the last one. */
  opened(): void {
    this.refusal = undefined;
    this.unknown = this.sent?.unknown ?? 0;
  }

  /** @param said what stands in the refusal; of two before one pong, nobody knows which is meant */
  observe(said: unknown): void {
    if (this.sent === undefined) return;
    const { confirmed } = this.sent;
    const isSecond = this.refusal?.confirmed === confirmed;
    this.refusal = { said: isSecond ? undefined : said, confirmed };
  }

  /** What the sketch has said to the message that was confirmed just now; undefined if nothing, or if it may have meant another. */
  take(): unknown {
    const { refusal, sent } = this;
    if (refusal === undefined || sent === undefined) return undefined;
    this.refusal = undefined;
    const isMeant = sent.confirmed === refusal.confirmed + 1 && sent.unknown === this.unknown;
    return isMeant ? refusal.said : undefined;
  }
}
