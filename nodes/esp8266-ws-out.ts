import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { DeliveryError } from '../src/delivery-error.js';
import { encode, encodeTopicMessage } from '../src/message.js';
import { configurationStatus, statusOf } from '../src/status.js';
import type { User } from '../src/users.js';
import { boardOf } from './board.js';

interface Definition extends NodeDef {
  readonly board: string;
  readonly topic: string;
  readonly send: 'payload' | 'topic';
}

export = (RED: NodeAPI) => {
  function Esp8266WsOut(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const board = boardOf(RED, definition.board);
    const user: User = { onReport: (report) => this.status(statusOf(report)) };
    const onTheWay = new Set<Promise<void>>();
    /** What a close has to give up; undefined before it. */
    let givenUp: { notSent: number; unknown: number } | undefined;

    const send = async (msg: NodeMessage): Promise<void> => {
      if (board === undefined)
        throw new DeliveryError('ERR_CONFIG', 'Not sent: the node has no board that can work');
      await board.connection.send(messageOf(msg, definition), user);
    };

    this.on('input', (msg, _send, done) => {
      const fail = (error: DeliveryError) => {
        if (givenUp !== undefined) givenUp[error.code === 'ERR_UNCONFIRMED' ? 'unknown' : 'notSent'] += 1;
        done(error);
      };
      const delivery = send(msg)
        .then(() => done(), fail)
        // Node-RED copies a msg for Complete and Catch nodes, and throws where it is nested too deep for that.
        .catch((fault: unknown) => this.error(String(fault)))
        .finally(() => onTheWay.delete(delivery));
      onTheWay.add(delivery);
    });
    this.on('close', async (removed: boolean, done: () => void) => {
      givenUp = { notSent: 0, unknown: 0 };
      board?.connection.deregister(user, removed);
      await Promise.all(onTheWay);
      // Flows may stay stopped: green must not stay with them.
      this.status({});
      // Node-RED hands on no errors of nodes that are being closed, so this line is all that people see.
      if (givenUp.notSent + givenUp.unknown > 0) this.warn(RED._('leftovers', givenUp));
      done();
    });

    if (board === undefined) this.status(configurationStatus);
    else board.connection.register(user);
  }

  RED.nodes.registerType('esp8266-ws-out', Esp8266WsOut);
};

/** Only these fields of a msg are read: a message never chooses where it goes. */
function messageOf({ payload, topic }: NodeMessage, definition: Definition) {
  return definition.send === 'topic'
    ? encodeTopicMessage(definition.topic || topic, payload)
    : encode(payload);
}
