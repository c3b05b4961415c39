import type { AddressOwner } from '../board/address-registry.js';
import { Board, type BoardOptions } from '../board/board.js';
import { type Log, placeOf, type Translate, unfilled } from '../board/board-log.js';
import type { ConnectionSettings } from '../link/connection-settings.js';
import type { DeliveryReason, DeliveryValues } from '../link/delivery-error.js';
import { type Heard, type Member, Members, mostFound } from './members.js';
import { Owner } from './owner.js';
import { askedNames } from './routing.js';

/** A board that was named one by one. */
export interface Place {
  /** Undefined for the only board of a config node, which goes by the name of that. */
  readonly name: string | undefined;
  readonly settings: ConnectionSettings;
}

/** Boards that are found by what they announce. */
export interface Patterns {
  readonly patterns: readonly string[];
  /** Whether boards that are found so get no login. */
  readonly withholdsLogin: boolean;
  settingsOf(member: Member): ConnectionSettings;
  /** Tells of boards that have just been heard. @returns how to end it */
  follow(onHeard: (boards: readonly Heard[]) => void): () => void;
}

/** Ends the use of a board. @param removed whether for good, and not only until the end of a deploy */
export type Leave = (removed: boolean) => void;

/** What a node does with each board; undefined where it does not use it. */
type Use = (board: Board) => Leave | undefined;

/** How often boards are looked for that have been silent for long, in milliseconds. */
const forgetEveryMs = 60_000;

/** The boards of one config node: those that were named, and those that a pattern finds. */
export class Fleet {
  /** Whether there is one board, and never another: then a message need not say which. */
  readonly isSingle: boolean;
  private readonly boards = new Map<string, Board>();
  /** The uses of each node, by board. */
  private readonly uses = new Map<Use, Map<Board, Leave>>();
  private readonly ends: (() => void)[] = [];
  private readonly owner: Owner;
  private members: Members | undefined;
  private isFull = false;

  /**
   * @param node the config node: what connects to the boards, and where lines about them are logged
   * @param earlier the boards that it had until now, {@link detach}ed: those that stay the same keep their connection
   */
  constructor(
    node: AddressOwner & Log,
    places: readonly Place[],
    found: Patterns | undefined,
    private readonly options: BoardOptions,
    private readonly translate: Translate,
    private earlier?: Fleet,
  ) {
    this.owner = earlier?.owner ?? new Owner(node);
    this.owner.node = node;
    this.isSingle = found === undefined && places.length === 1;
    for (const { name, settings } of places) this.add(name || node.name || settings.address, settings);
    if (found !== undefined) this.followPatterns(found, places);
    void earlier?.close();
    this.earlier = undefined;
  }

  /** All boards, by name. */
  get all(): ReadonlyMap<string, Board> {
    return this.boards;
  }

  /**
   * Uses each board that is there now, and each that comes.
   *
   * @returns how to end it
   */
  use(use: Use): Leave {
    this.uses.set(use, new Map());
    for (const board of this.boards.values()) this.start(use, board);
    return (removed) => {
      for (const leave of this.uses.get(use)?.values() ?? []) leave(removed);
      this.uses.delete(use);
    };
  }

  /**
   * The boards that a message is for.
   *
   * @param asked its `board`
   * @returns all of them, or the first name that no board has
   */
  select(asked: unknown): { readonly boards: readonly Board[] } | { readonly unknown: unknown } {
    const names = this.isSingle ? undefined : askedNames(asked);
    if (names === undefined) return { boards: [...this.boards.values()] };
    if (names.length === 0) return { unknown: asked };
    const boards: Board[] = [];
    for (const name of names) {
      const board = typeof name === 'string' ? this.boards.get(name) : undefined;
      if (board === undefined) return { unknown: name };
      boards.push(board);
    }
    return { boards };
  }

  /** What people are told of a message that reached no board, or not all. */
  explain(reason: DeliveryReason, values: DeliveryValues): string {
    const [only] = this.isSingle ? this.boards.values() : [];
    if (only !== undefined) return only.explain(reason, values);
    const board = this.translate('aBoard', {});
    return this.translate(`undelivered.${reason}`, unfilled({ board, ...values }));
  }

  /** Ends everything but the connections: another fleet is to go on with them. */
  detach(): void {
    this.endAll();
    for (const leaves of this.uses.values()) for (const leave of leaves.values()) leave(false);
    this.uses.clear();
  }

  /** Ends all connections, within a second. */
  async close(): Promise<void> {
    this.endAll();
    await Promise.all([...this.boards.values()].map((board) => board.close()));
  }

  private endAll(): void {
    for (const end of this.ends.splice(0)) end();
  }

  private add(name: string, settings: ConnectionSettings, withholdsLogin = false): void {
    const options = { ...this.options, name, withholdsLogin };
    const earlier = this.earlier?.boards.get(name);
    const stays = earlier?.isSame(settings, options) === true;
    if (stays) this.earlier?.boards.delete(name);
    const board = stays ? earlier : new Board(this.owner, settings, options, this.translate);
    this.boards.set(name, board);
    for (const use of this.uses.keys()) this.start(use, board);
  }

  private remove(name: string): void {
    const board = this.boards.get(name);
    if (board === undefined) return;
    this.boards.delete(name);
    for (const leaves of this.uses.values()) {
      leaves.get(board)?.(true);
      leaves.delete(board);
    }
    void board.close();
  }

  private start(use: Use, board: Board): void {
    const leave = use(board);
    if (leave !== undefined) this.uses.get(use)?.set(board, leave);
  }

  private followPatterns(
    { follow, patterns, settingsOf, withholdsLogin }: Patterns,
    places: readonly Place[],
  ) {
    const members = new Members(patterns, isAmong(places));
    this.members = members;
    const isConnected = (name: string) => this.boards.get(name)?.isConnected === true;
    const onHeard = (boards: readonly Heard[]) => {
      const { joined, refused } = members.hear(boards, isConnected, performance.now());
      for (const member of joined) {
        this.remove(member.name);
        this.add(member.name, settingsOf(member), withholdsLogin);
      }
      if (refused > 0) this.warnFull();
    };
    const forget = () => {
      for (const name of members.forget(isConnected, performance.now())) this.remove(name);
    };
    onHeard(this.earlier?.members?.list ?? []);
    const timer = setInterval(forget, forgetEveryMs);
    this.ends.push(follow(onHeard), () => clearInterval(timer));
  }

  private warnFull(): void {
    if (!this.isFull) this.owner.warn(this.translate('patternFull', { most: mostFound }));
    this.isFull = true;
  }
}

/** Whether a board that is heard is one of those that were named one by one. */
function isAmong(places: readonly Place[]): (name: string, heard: Heard) => boolean {
  const names = new Set(places.map(({ name }) => name?.toLowerCase()));
  const addressesOf = places.map(({ settings }) => settings.address.toLowerCase());
  const known = new Set(addressesOf.flatMap((address) => [address, placeOf(address).host]));
  return (name, { addresses, host, port }) =>
    names.has(name) ||
    // Where it does not say its port, its name or address is all that is known.
    [host, ...addresses].some((at) => known.has(port === undefined ? at : `${at}:${port}`));
}
