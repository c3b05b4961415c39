import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { Board } from '../src/board/board.js';
import { statusOf } from '../src/board/node-status.js';
import type { SendResult } from '../src/link/deliveries.js';
import { DeliveryError, isUnknown } from '../src/link/delivery-error.js';
import type { User } from '../src/link/users.js';
import { encode, encodeTopicMessage } from '../src/message/encode.js';
import { readDelivery } from '../src/settings/delivery-settings.js';
import { readChoice } from '../src/settings/fields.js';
import { readAnswerMs } from '../src/settings/request-settings.js';
import { quote } from '../src/settings/settings-error.js';
import { throttleErrors } from './error-log.js';
import type { Fault } from './fault.js';
import { setUpSender } from './sender.js';
import { StatusThrottle } from './status-throttle.js';

interface Definition extends NodeDef, Readonly<Record<string, unknown>> {
  readonly board: string;
  readonly topic: string;
  readonly send: 'payload' | 'topic';
}

/** Sends one msg. Resolves to `undefined` where the msg asked for something else; rejects with a {@link Fault}. */
type Send = (msg: NodeMessage) => Promise<SendResult | undefined>;

export = (RED: NodeAPI) => {
  function Esp8266WsOut(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const errors = throttleErrors(RED, this);
    const status = new StatusThrottle(this);
    const user: User = { onReport: (report) => status.show(statusOf(report)) };
    const { board, send } = setUpSender(RED, this, definition.board, (board) =>
      senderTo(board, user, definition),
    );
    const pending = new Set<Promise<void>>();
    /** What ends because the node is closed; undefined before that. */
    let abandoned: { notSent: number; unknown: number } | undefined;

    this.on('input', (msg, _send, done) => {
      const fail = (fault: Fault) => {
        if (abandoned !== undefined) abandoned[isUnknown(fault.code) ? 'unknown' : 'notSent'] += 1;
        done(fault);
      };
      const outcome = send(msg)
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
      board?.cancelRequests(user);
      await Promise.all(pending);
      status.clear();
      errors.close();
      // Node-RED hands on no errors of nodes that are being closed, so this line is all that people see.
      if (abandoned.notSent + abandoned.unknown > 0) this.warn(RED._('leftovers', abandoned));
      done();
    });

    board?.connection.register(user);
  }

  RED.nodes.registerType('esp8266-ws-out', Esp8266WsOut);
};

/** @throws {SettingsError} where a setting cannot work */
function senderTo(board: Board, user: User, definition: Definition): Send {
  const { connection } = board;
  const put = putterTo(board, user, definition);
  return async (msg) => {
    const action = actionOf(msg);
    if (action === 'disconnect') await connection.disconnect();
    else if (action === 'connect') connection.connect();
    else if (action === 'clear') connection.clear(user);
    else return put(msg);
    return undefined;
  };
}

/** Sends without looking at `msg.action`; where the sketch is to say that it has carried it out, as a request. */
function putterTo(board: Board, user: User, definition: Definition): Send {
  const delivery = readDelivery(definition);
  const answerMs = readAnswerMs(definition);
  const completeWhen = readChoice(definition, 'completeWhen', ['received', 'answered']);
  if (completeWhen === 'received' || definition.send !== 'topic')
    return (msg) => board.send(messageOf(msg, definition), user, delivery, topicOf(msg, definition));
  return async (msg) => {
    const asked = { topic: topicOf(msg, definition), payload: msg.payload };
    const end = await board.request(asked, user, delivery, answerMs);
    return typeof end === 'string' ? end : 'confirmed';
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
  throw new DeliveryError('ERR_BAD_PAYLOAD', 'action', { action: quote(action) });
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
