import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { NodeStatus } from '../src/board/node-status.js';
import type { SendResult } from '../src/link/deliveries.js';
import { DeliveryError, isUnknown } from '../src/link/delivery-error.js';
import { encode, encodeTopicMessage, prepareTopicMessage } from '../src/message/encode.js';
import { readDelivery } from '../src/settings/delivery-settings.js';
import { readChoice } from '../src/settings/fields.js';
import { readAnswerMs } from '../src/settings/request-settings.js';
import { quote } from '../src/settings/settings-error.js';
import { throttleErrors } from './error-log.js';
import type { Fault } from './fault.js';
import { type Recipient, type Recipients, setUpSender } from './sender.js';
import { StatusThrottle } from './status-throttle.js';

interface Definition extends NodeDef, Readonly<Record<string, unknown>> {
  readonly board: string;
  readonly topic: string;
  readonly send: 'payload' | 'topic';
}

/** How it ended for one board; undefined where the msg asked for something else than to be sent. */
type End = SendResult | undefined;

/** Acts on one board. Rejects with a {@link DeliveryError}. */
type Act = (recipient: Recipient) => Promise<End>;

/** Makes the constructor of `esp8266-ws-out`. */
export function outNode(RED: NodeAPI) {
  function Esp8266WsOut(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const errors = throttleErrors(RED, this);
    const status = new StatusThrottle(this);
    const show = (next: NodeStatus) => status.show(next);
    const { leave, send } = setUpSender(RED, this, definition.board, show, (recipients) =>
      senderTo(recipients, definition),
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
        .then((ends) => (ends.some(isRemoved) ? undefined : done()), fail)
        // Node-RED copies a msg for Complete and Catch nodes, and throws where it is nested too deep for that.
        .catch((fault: unknown) => this.error(String(fault)))
        .then(() => void pending.delete(outcome));
      pending.add(outcome);
    });
    this.on('close', async (removed: boolean, done: () => void) => {
      abandoned = { notSent: 0, unknown: 0 };
      status.clear();
      leave(removed);
      await Promise.all(pending);
      errors.close();
      // Node-RED hands on no errors of nodes that are being closed, so this line is all that people see.
      if (abandoned.notSent + abandoned.unknown > 0) this.warn(RED._('leftovers', abandoned));
      done();
    });
  }

  return Esp8266WsOut;
}

/** @throws {SettingsError} where a setting cannot work */
function senderTo(recipients: Recipients, definition: Definition) {
  const prepare = readerOf(definition);
  return (msg: NodeMessage): Promise<readonly End[]> =>
    recipients.forEach(recipients.of(msg), actionOf(msg) ?? prepare(msg));
}

function isRemoved(end: End): boolean {
  return end === 'replaced' || end === 'dropped';
}

/**
 * Sends without looking at `msg.action`; where the sketch is to say that it has carried it out, as a request.
 *
 * @returns reads a msg once for all boards; throws a {@link DeliveryError} for what no board can be sent
 */
function readerOf(definition: Definition): (msg: NodeMessage) => Act {
  const delivery = readDelivery(definition);
  const answerMs = readAnswerMs(definition);
  const completeWhen = readChoice(definition, 'completeWhen', ['received', 'answered']);
  if (completeWhen === 'received' || definition.send !== 'topic')
    return (msg) => {
      const message = messageOf(msg, definition);
      const topic = topicOf(msg, definition);
      return ({ board, user }) => board.send(message, user, delivery, topic);
    };
  return (msg) => {
    const asked = prepareTopicMessage(topicOf(msg, definition), msg.payload);
    return async ({ board, user }) => {
      const end = await board.request(asked, user, delivery, answerMs);
      return typeof end === 'string' ? end : 'confirmed';
    };
  };
}

/** What `msg.action` can ask for. */
const actions: Readonly<Record<string, Act>> = {
  clear: async ({ board, user }) => void board.connection.clear(user),
  connect: async ({ board }) => void board.connection.connect(),
  disconnect: async ({ board }) => void (await board.connection.disconnect()),
};

/** What a msg asks for instead of sending. @throws {DeliveryError} where there is no such action */
function actionOf(msg: NodeMessage): Act | undefined {
  const { action } = msg as { action?: unknown };
  // Something another node has left behind, not a typo.
  if (typeof action !== 'string' || action === '') return undefined;
  if (Object.hasOwn(actions, action)) return actions[action];
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
