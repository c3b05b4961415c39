import { ask } from './question.js';
import { type BoardRecord, services } from './records.js';

/** A search ends so long after it was extended last. */
const searchMs = 10_000;

/** Asks for all boards once, and takes their answers until it is closed. */
export class Search {
  /** Whether this computer can ask in its network at all. */
  canAsk = true;
  private readonly stop: () => void;
  private timer: NodeJS.Timeout | undefined;

  /** @param onEnd nobody has extended it for 10 s: it wants to be closed */
  constructor(
    answer: (records: readonly BoardRecord[], sender: string) => void,
    private readonly onEnd: () => void,
  ) {
    const names = services.map((service) => `${service}.local`);
    const unable = () => {
      this.canAsk = false;
    };
    this.stop = ask({ names, type: 'PTR' }, { answer, unable });
    this.extend();
  }

  extend(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onEnd, searchMs);
  }

  /** Afterwards there is no socket and no timer. */
  close(): void {
    clearTimeout(this.timer);
    this.stop();
  }
}
