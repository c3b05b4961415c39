import { ask } from './question.js';
import { type BoardRecord, services } from './records.js';

/** A search ends so long after it was extended last. */
const searchMs = 10_000;

/** Asks so often, in milliseconds: what a board says of its address holds for 120 s (observed of LEAmDNS). */
const askAgainMs = 60_000;

const names = services.map((service) => `${service}.local`);

/** Asks for all boards, and takes their answers until it is closed. */
export class Search {
  /** Whether this computer can ask in its network at all. */
  canAsk = true;
  private readonly asking: NodeJS.Timeout;
  private stop = () => {};
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param onEnd nobody has extended it for 10 s: it wants to be closed
   * @param everyMs how often it asks
   */
  constructor(
    private readonly answer: (records: readonly BoardRecord[], sender: string) => void,
    private readonly onEnd: () => void,
    everyMs = askAgainMs,
  ) {
    this.ask();
    this.asking = setInterval(() => this.ask(), everyMs);
    this.extend();
  }

  extend(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onEnd, searchMs);
  }

  /** Afterwards there is no socket and no timer. */
  close(): void {
    clearTimeout(this.timer);
    clearInterval(this.asking);
    this.stop();
  }

  private ask(): void {
    this.stop();
    this.canAsk = true;
    const unable = () => {
      this.canAsk = false;
    };
    this.stop = ask({ names, type: 'PTR' }, { answer: this.answer, unable });
  }
}
