import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { Board } from '../src/board/board.js';
import { configurationStatus, statusOf } from '../src/board/node-status.js';
import type { SendResult } from '../src/link/deliveries.js';
import type { Delivery } from '../src/link/delivery.js';
import { DeliveryError } from '../src/link/delivery-error.js';
import type { User } from '../src/link/users.js';
import { encode, encodeTopicMessage } from '../src/message/encode.js';
import { readDelivery } from '../src/settings/delivery-settings.js';
import { quote, SettingsError } from '../src/settings/settings-error.js';
import { boardOf, boardProblem } from './board.js';
import { throttleErrors } from './error-log.js';
import { StatusThrottle } from './status-throttle.js';

interface Definition extends NodeDef, Readonly<Record<string, unknown>> {
  readonly board: string;
  readonly topic: string;
  readonly send: 'payload' | 'topic';
}

/** Sends one msg. Resolves to `undefined` where the msg asked for something else. */
type Send = (msg: NodeMessage) => Promise<SendResult | undefined>;

export = (RED: NodeAPI) => {
  function Esp8266WsOut(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const errors = throttleErrors(RED, this);
    const board = boardOf(RED, definition.board);
    const status = new StatusThrottle(this);
    const user: User = { onReport: (report) => status.show(statusOf(report)) };
    let problem = board === undefined ? boardProblem(RED, definition.board) : undefined;
    const delivery = deliveryOf(definition, (reason) => {
      this.error(RED._('unusable', { reason }));
      problem = reason;
    });
    const send = board && delivery && senderTo(board, user, definition, delivery);
    const pending = new Set<Promise<void>>();
    /** What ends because the node is closed; undefined before that. */
    let abandoned: { notSent: number; unknown: number } | undefined;

    this.on('input', (msg, _send, done) => {
      const fail = (error: DeliveryError) => {
        if (abandoned !== undefined) abandoned[error.code === 'ERR_UNCONFIRMED' ? 'unknown' : 'notSent'] += 1;
        done(error);
      };
      const outcome = (send?.(msg) ?? refuse(problem))
        // What the user's own setting removed is neither complete nor an error: it is counted.
        .then((result) => (result === 'replaced' || result === 'dropped' ? undefined : done()), fail)
        // Node-RED copies a msg for Complete and Catch nodes, and throws where it is nested too deep for that.
        .catch((fault: unknown) => this.error(String(fault)))
        .finally(() => pending.delete(outcome));
      pending.add(outcome);
    });
    this.on('close', async (removed: boolean, done: () => void) => {
      abandoned = { notSent: 0, unknown: 0 };
      board?.connection.deregister(user, removed);
      await Promise.all(pending);
      status.clear();
      errors.close();
      // Node-RED hands on no errors of nodes that are being closed, so this line is all that people see.
      if (abandoned.notSent + abandoned.unknown > 0) this.warn(RED._('leftovers', abandoned));
      done();
    });

    if (board === undefined || send === undefined) this.status(configurationStatus);
    else board.connection.register(user);
  }

  RED.nodes.registerType('esp8266-ws-out', Esp8266WsOut);
};

/** The node's settings; undefined where they cannot work, after a call of `complain` with the reason. */
function deliveryOf(definition: Definition, complain: (reason: string) => void): Delivery | undefined {
  try {
    return readDelivery(definition);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    complain(error.message);
    return undefined;
  }
}

function senderTo({ connection }: Board, user: User, definition: Definition, delivery: Delivery): Send {
  return async (msg) => {
    const action = actionOf(msg);
    if (action === 'disconnect') await connection.disconnect();
    else if (action === 'connect') connection.connect();
    else if (action === 'clear') connection.clear(user);
    else return connection.send(messageOf(msg, definition), user, delivery, topicOf(msg, definition));
    return undefined;
  };
}

/** What `msg.action` can ask for. */
const actions = ['clear', 'connect', 'disconnect'];

/** What a msg asks for instead of sending. @throws {DeliveryError} where there is no such action */
function actionOf(msg: NodeMessage): string | undefined {
  const { action } = msg as { action?: unknown };
  // Something another node has left behind, not a typo.
  if (typeof action !== 'string' || action === '') return undefined;
  if (actions.includes(action)) return action;
  throw new DeliveryError(
    'ERR_BAD_PAYLOAD',
    `action: ${quote(action)} is none of ${actions.join(', ')}; to send the msg, delete msg.action`,
  );
}

async function refuse(problem = ''): Promise<never> {
  throw new DeliveryError('ERR_CONFIG', `Not sent: ${problem}`);
}

/** Only these fields of a msg are read: a message never chooses where it goes. */
function messageOf(msg: NodeMessage, definition: Definition) {
  const { payload } = msg;
  return definition.send === 'topic'
    ? encodeTopicMessage(topicOf(msg, definition), payload)
    : encode(payload);
}

/** The topic field of the dialog is there only where topic messages are sent. */
function topicOf({ topic }: NodeMessage, definition: Definition): string | undefined {
  return (definition.send === 'topic' && definition.topic) || topic;
}
