import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { Outcome } from '../src/deliveries.js';
import { type Delivery, readDelivery } from '../src/delivery.js';
import { DeliveryError } from '../src/delivery-error.js';
import { encode, encodeTopicMessage } from '../src/message.js';
import { quote, SettingsError } from '../src/settings-error.js';
import { configurationStatus, statusOf } from '../src/status.js';
import type { User } from '../src/users.js';
import { type Board, boardOf, faultOf } from './board.js';
import { StatusLight } from './status-light.js';

interface Definition extends NodeDef, Readonly<Record<string, unknown>> {
  readonly board: string;
  readonly topic: string;
  readonly send: 'payload' | 'topic';
}

/** What becomes of one msg: `undefined` where it asked for something else than sending. */
type Send = (msg: NodeMessage) => Promise<Outcome | undefined>;

export = (RED: NodeAPI) => {
  function Esp8266WsOut(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const board = boardOf(RED, definition.board);
    const light = new StatusLight(this);
    const user: User = { onReport: (report) => light.show(statusOf(report)) };
    let fault = board === undefined ? faultOf(RED, definition.board) : undefined;
    const delivery = deliveryOf(definition, (reason) => {
      this.error(RED._('unusable', { reason }));
      fault = reason;
    });
    const send = board && delivery && senderTo(board, user, definition, delivery);
    const underWay = new Set<Promise<void>>();
    /** What a close has to give up; undefined before it. */
    let givenUp: { notSent: number; unknown: number } | undefined;

    this.on('input', (msg, _send, done) => {
      const fail = (error: DeliveryError) => {
        if (givenUp !== undefined) givenUp[error.code === 'ERR_UNCONFIRMED' ? 'unknown' : 'notSent'] += 1;
        done(error);
      };
      const ending = (send?.(msg) ?? refuse(fault))
        // What the user's own choice took away is neither complete nor an error: it is counted.
        .then((outcome) => (outcome === 'replaced' || outcome === 'dropped' ? undefined : done()), fail)
        // Node-RED copies a msg for Complete and Catch nodes, and throws where it is nested too deep for that.
        .catch((fault: unknown) => this.error(String(fault)))
        .finally(() => underWay.delete(ending));
      underWay.add(ending);
    });
    this.on('close', async (removed: boolean, done: () => void) => {
      givenUp = { notSent: 0, unknown: 0 };
      board?.connection.deregister(user, removed);
      await Promise.all(underWay);
      light.off();
      // Node-RED hands on no errors of nodes that are being closed, so this line is all that people see.
      if (givenUp.notSent + givenUp.unknown > 0) this.warn(RED._('leftovers', givenUp));
      done();
    });

    if (board === undefined || send === undefined) this.status(configurationStatus);
    else board.connection.register(user);
  }

  RED.nodes.registerType('esp8266-ws-out', Esp8266WsOut);
};

/** The node's terms; undefined, once `complain` has been told why, where they cannot work. */
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
    else return connection.send(messageOf(msg, definition), user, delivery, topicOf(msg, definition));
    return undefined;
  };
}

/** What a msg asks for instead of sending. @throws {DeliveryError} where that is neither of what there is */
function actionOf(msg: NodeMessage): string | undefined {
  const { action } = msg as { action?: unknown };
  // No typo, but what another node has left behind.
  if (typeof action !== 'string' || action === '') return undefined;
  if (action === 'connect' || action === 'disconnect') return action;
  throw new DeliveryError(
    'ERR_BAD_PAYLOAD',
    `action: ${quote(action)} is neither "connect" nor "disconnect"; to send the msg, delete msg.action`,
  );
}

async function refuse(fault = ''): Promise<never> {
  throw new DeliveryError('ERR_CONFIG', `Not sent: ${fault}`);
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
