import { deployed, type WorkingNode } from '../nodes/board.js';
import type { Board } from '../src/board/board.js';
import type { Moment } from '../src/board/history.js';
import { type BoardDetail, type BoardRow, detailOf, overviewOf } from '../src/board/overview.js';
import {
  type DeliveryCode,
  DeliveryError,
  type DeliveryReason,
  type DeliveryValues,
} from '../src/link/delivery-error.js';
import type { User } from '../src/link/users.js';
import { encode, prepareTopicMessage } from '../src/message/encode.js';
import { deliveryDefaults, readDelivery } from '../src/settings/delivery-settings.js';
import { readAnswerMs } from '../src/settings/request-settings.js';

/** A board in the flows, and the config node that it belongs to. */
export interface Deployed {
  readonly node: WorkingNode;
  readonly board: Board;
}

/** Where a row's config node is in the editor: of a subflow, the one in its template. */
export interface Place {
  readonly config: string;
  readonly template?: string;
  /** Whether the board was only found, so that it gets no login. */
  readonly withholdsLogin?: true;
}

/** How a message has ended that somebody sent from the tab. */
export type SendEnd =
  | { readonly end: 'answered'; readonly payload: unknown }
  | { readonly end: 'confirmed' | 'dropped' | 'replaced' }
  | {
      readonly end: 'failed';
      readonly code: DeliveryCode;
      /** The sentence is `undelivered.<reason>` of the config node's catalogue; of `refused`, `values.said` is the sketch's own. */
      readonly reason: DeliveryReason;
      readonly values: DeliveryValues;
    };

/** All boards in the flows. */
export function allDeployed(): Deployed[] {
  return [...deployed].flatMap((node) => [...node.fleet.all.values()].map((board) => ({ board, node })));
}

/** One of them; undefined where there is none of this name any more. */
export function find(config: unknown, name: unknown): Deployed | undefined {
  const node = [...deployed].find(({ id }) => id === config);
  const board = typeof name === 'string' ? node?.fleet.all.get(name) : undefined;
  return node && board && { board, node };
}

export function rowOf({ board, node }: Deployed, moment: Moment): BoardRow & Place {
  return { ...overviewOf(board, moment), ...placeOf(node, board) };
}

export function openedOf({ board, node }: Deployed, moment: Moment): BoardDetail & Place {
  return { ...detailOf(board, moment), ...placeOf(node, board) };
}

/** What has changed where this has: a short text, since it is made once a second. */
export function stateOf({ board }: Deployed): string {
  const { counters, report } = board.connection;
  const { received, sent } = counters;
  return [
    board.name,
    report.state,
    report.cause,
    report.attempt,
    report.roundTripMs,
    received.delivered,
    sent.confirmed,
  ].join();
}

/** Ends the connection, so that the board's slot is free, or lets it connect again. */
export async function act({ board }: Deployed, action: 'pause' | 'resume'): Promise<void> {
  if (action === 'pause') await board.connection.disconnect();
  else board.connection.connect();
}

/**
 * Sends what somebody has typed. A topic message to a board that has introduced itself waits for the sketch's answer, any other for
 * the board's confirmation.
 */
export async function send({ board }: Deployed, topic: string, payload: unknown): Promise<SendEnd> {
  const user: User = {};
  board.connection.register(user);
  try {
    return await sendAs(user, board, topic, payload);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { end: 'failed', code: error.code, reason: error.reason, values: error.values };
  } finally {
    board.connection.deregister(user, true);
  }
}

async function sendAs(user: User, board: Board, topic: string, payload: unknown): Promise<SendEnd> {
  const delivery = readDelivery(deliveryDefaults);
  if (topic === '') return { end: await board.send(encode(payload), user, delivery) };
  const message = prepareTopicMessage(topic, payload);
  if (board.memory.description === undefined)
    return { end: await board.send(message.withId(), user, delivery, topic) };
  const end = await board.request(message, user, delivery, readAnswerMs({}));
  return typeof end === 'string' ? { end } : { end: 'answered', payload: end.payload };
}

/** A config node in a subflow is made for each instance, under an id that the editor does not know. */
function placeOf(node: WorkingNode, { withholdsLogin }: Board): Place {
  const { _alias: template } = node as { _alias?: string };
  return { config: node.id, ...(template && { template }), ...(withholdsLogin && { withholdsLogin }) };
}
