import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Board } from '../src/board/board.js';
import { configurationStatus, type NodeStatus } from '../src/board/node-status.js';
import type { Fleet, Leave } from '../src/fleet/fleet.js';
import { Summary } from '../src/fleet/summary.js';
import { worstCode } from '../src/fleet/worst-code.js';
import { DeliveryError } from '../src/link/delivery-error.js';
import type { User } from '../src/link/users.js';
import { quote } from '../src/settings/settings-error.js';
import { chosenFleet } from './board.js';
import { Fault, faultOf, unusable } from './fault.js';

/** A board, and the node as its user. */
export interface Recipient {
  readonly board: Board;
  readonly user: User;
}

/** So many boards are named in one sentence. */
const boardsTold = 10;

/** The boards that a node sends to. It is a user of each of them. */
export class Recipients {
  private readonly recipients = new Map<Board, Recipient>();

  constructor(readonly fleet: Fleet) {}

  /**
   * Uses each board from now on.
   *
   * @param show the status of all of them
   * @returns how to end it
   */
  use(show: (status: NodeStatus) => void): Leave {
    const summary = new Summary();
    const leave = this.fleet.use((board) => {
      const user: User = { onReport: (report) => show(summary.update(board.name, report)) };
      this.recipients.set(board, { board, user });
      board.connection.register(user);
      return (removed) => {
        board.connection.deregister(user, removed);
        board.cancelRequests(user);
        this.recipients.delete(board);
        show(summary.delete(board.name));
      };
    });
    if (summary.isEmpty) show(summary.status);
    return leave;
  }

  /**
   * Those that a msg is for: all, or those that its `board` names, where there are several.
   *
   * @throws {DeliveryError} `ERR_UNKNOWN_BOARD` for a name that no board has, `ERR_OFFLINE` where no board has been found yet
   */
  of(msg: NodeMessage): readonly Recipient[] {
    const selected = this.fleet.select((msg as { board?: unknown }).board);
    if ('unknown' in selected) {
      const { unknown } = selected;
      const asked = typeof unknown === 'string' ? quote(unknown) : typeof unknown;
      throw new DeliveryError('ERR_UNKNOWN_BOARD', 'unknownBoard', { asked });
    }
    if (selected.boards.length === 0) throw new DeliveryError('ERR_OFFLINE', 'noBoards');
    // A node that is closed may still get a msg: it is a user of no board any more.
    return selected.boards.map((board) => this.recipients.get(board) ?? { board, user: {} });
  }

  /**
   * Acts on each of them, and waits until all have ended.
   *
   * @returns the results, in their order
   * @throws {Fault} (rejects) where one has failed: where there can be several boards, its `cause.boards` has the code of each
   *   that failed
   */
  forEach<Result>(
    recipients: readonly Recipient[],
    act: (recipient: Recipient) => Promise<Result>,
  ): Promise<readonly Result[]> {
    const [only] = recipients;
    return only !== undefined && recipients.length === 1
      ? this.forOne(only, act)
      : this.forSeveral(recipients, act);
  }

  /** Most messages are for one board, and nothing is collected for it. */
  private async forOne<Result>(
    recipient: Recipient,
    act: (recipient: Recipient) => Promise<Result>,
  ): Promise<readonly Result[]> {
    try {
      return [await act(recipient)];
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      throw this.faultOf(new Map([[recipient.board, error]]), 1);
    }
  }

  private async forSeveral<Result>(
    recipients: readonly Recipient[],
    act: (recipient: Recipient) => Promise<Result>,
  ): Promise<readonly Result[]> {
    const failures = new Map<Board, DeliveryError>();
    const results: Result[] = [];
    await Promise.all(
      recipients.map(async (recipient, at) => {
        try {
          results[at] = await act(recipient);
        } catch (error) {
          if (!(error instanceof DeliveryError)) throw error;
          failures.set(recipient.board, error);
        }
      }),
    );
    if (failures.size > 0) throw this.faultOf(failures, recipients.length);
    return results;
  }

  private faultOf(failures: ReadonlyMap<Board, DeliveryError>, all: number): Fault {
    const [[board, error]] = [...failures] as [[Board, DeliveryError]];
    if (this.fleet.isSingle) return faultOf(error, board);
    const boards = Object.fromEntries([...failures].map(([{ name }, { code }]) => [name, code]));
    if (all === 1) return faultOf(error, board, { boards });
    const told = Object.entries(boards)
      .slice(0, boardsTold)
      .map(([name, code]) => `${name} (${code})`);
    const values = { failed: failures.size, all, boards: told.join(', ') };
    return new Fault(worstCode(Object.values(boards)), this.fleet.explain('several', values), { boards });
  }
}

/** Sends one msg. Throws, or rejects with, a {@link Fault} or a {@link DeliveryError}. */
type Send<More extends unknown[], Result> = (msg: NodeMessage, ...more: More) => Promise<Result>;

/**
 * What a node sends with to the boards that it has chosen. Where its settings cannot work, it refuses each msg with the reason,
 * which is told once.
 *
 * @param show the status of all boards
 * @param make from the boards; may throw a SettingsError
 * @returns `send` rejects with a {@link Fault}, and never throws
 */
export function setUpSender<More extends unknown[], Result>(
  RED: NodeAPI,
  node: Node,
  id: string,
  show: (status: NodeStatus) => void,
  make: (recipients: Recipients) => Send<More, Result>,
): { send: Send<More, Result>; leave: Leave } {
  try {
    const fleet = chosenFleet(RED, id);
    const recipients = new Recipients(fleet);
    const send = make(recipients);
    const leave = recipients.use(show);
    return {
      async send(...sent) {
        try {
          return await send(...sent);
        } catch (error) {
          throw error instanceof DeliveryError ? faultOf(error, fleet) : error;
        }
      },
      leave,
    };
  } catch (error) {
    const problem = unusable(RED, node, error);
    node.error(problem);
    node.status(configurationStatus);
    return { send: () => Promise.reject(new Fault('ERR_CONFIG', problem)), leave: () => {} };
  }
}
