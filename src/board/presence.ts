import type { Report } from '../link/report.js';

/** Hears boards say to the network that they are there. */
export interface Presence {
  /**
   * Listens for one board, by its name in the local network or its IPv4 address.
   *
   * @returns how to end it
   */
  watch(host: string, onPresent: () => void): () => void;
  /** The addresses of boards that go by this name now. */
  addressesOf(host: string): readonly string[];
}

/** Whether boards themselves answer to this name. */
export function isLocalName(host: string): boolean {
  return /\.local\.?$/i.test(host);
}

/** Listens for one board as long as its connection waits for it; for one with a name in the local network always. */
export class PresenceWatch {
  private end: (() => void) | undefined;
  private readonly isLocalName: boolean;
  private readonly canBeHeard: boolean;

  /**
   * @param host as it was typed
   * @param onPresent called when the board has been heard
   */
  constructor(
    private readonly host: string,
    private readonly presence: Presence,
    private readonly onPresent: () => void,
  ) {
    this.isLocalName = isLocalName(host);
    this.canBeHeard = this.isLocalName || /^[\d.]+$/.test(host);
  }

  /** The addresses of all boards of this name, where there are several. */
  get twins(): readonly string[] {
    if (!this.isLocalName || this.end === undefined) return [];
    const addresses = this.presence.addressesOf(this.key);
    return addresses.length > 1 ? addresses : [];
  }

  /** The connection is like this now. */
  update({ attempt, state }: Report): void {
    const isUsed = state !== 'disconnected' && state !== 'closing';
    const isWaiting = state === 'lost' || state === 'silent' || (state === 'connecting' && attempt > 0);
    if (this.canBeHeard && isUsed && (isWaiting || this.isLocalName)) this.listen();
    else this.close();
  }

  close(): void {
    this.end?.();
    this.end = undefined;
  }

  private listen(): void {
    this.end ??= this.presence.watch(this.key, this.onPresent);
  }

  private get key(): string {
    return this.host.replace(/\.$/, '').toLowerCase();
  }
}
