import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { Board } from '../src/board/board.js';
import { type NodeStatus, statusOf } from '../src/board/node-status.js';
import type { Report } from '../src/link/report.js';
import type { User } from '../src/link/users.js';
import { deliveryDefaults, readDelivery } from '../src/settings/delivery-settings.js';
import { readChoice } from '../src/settings/fields.js';
import { readAnswerMs } from '../src/settings/request-settings.js';
import { throttleErrors } from './error-log.js';
import { Fault } from './fault.js';
import { setUpSender } from './sender.js';
import { StatusThrottle } from './status-throttle.js';

interface Definition extends NodeDef, Readonly<Record<string, unknown>> {
  readonly board: string;
  readonly topic: string;
}

/** What the flow gets: the msg that asked, with the answer in it. */
type Answered = NodeMessage & { board?: string };

/** Asks one msg. Rejects with a {@link Fault}. */
type Ask = (msg: NodeMessage) => Promise<Answered>;

/** So many open requests have a word of their own; a status is a key of the catalogue, so that the browser translates it. */
const mostCounted = 9;

export = (RED: NodeAPI) => {
  function Esp8266WsRequest(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const errors = throttleErrors(RED, this);
    const status = new StatusThrottle(this);
    const pending = new Set<Promise<void>>();
    let report: Report | undefined;
    let isClosed = false;
    const show = () => {
      if (report === undefined || isClosed) return;
      status.show(pending.size === 0 ? statusOf(report) : waiting(pending.size));
    };
    const user: User = {
      onReport: (next) => {
        report = next;
        show();
      },
    };
    const { board, send: ask } = setUpSender(RED, this, definition.board, (board) =>
      askerOf(board, user, definition),
    );

    this.on('input', (msg, send, done) => {
      const outcome = ask(msg)
        .then((answered) => {
          send(answered);
          done();
        })
        .catch(done)
        // Node-RED copies a msg for Complete and Catch nodes, and throws where it is nested too deep for that.
        .catch((fault: unknown) => this.error(String(fault)))
        .finally(() => {
          pending.delete(outcome);
          show();
        });
      pending.add(outcome);
      show();
    });
    this.on('close', async (removed: boolean, done: () => void) => {
      isClosed = true;
      const open = pending.size;
      board?.connection.deregister(user, removed);
      board?.cancelRequests(user);
      await Promise.all(pending);
      status.clear();
      errors.close();
      // Node-RED hands on no errors of nodes that are being closed, so this line is all that people see.
      if (open > 0) this.warn(RED._('leftovers', { open }));
      done();
    });

    board?.connection.register(user);
  }

  RED.nodes.registerType('esp8266-ws-request', Esp8266WsRequest);
};

/** @throws {SettingsError} where a setting cannot work */
function askerOf(board: Board, user: User, definition: Definition): Ask {
  const asksForValue = readChoice({ ask: 'payload', ...definition }, 'ask', ['payload', 'value']) === 'value';
  // Who asks wants to know now, or that it cannot be known.
  const delivery = readDelivery(deliveryDefaults);
  const answerMs = readAnswerMs(definition);
  return async (msg) => {
    const topic = definition.topic || msg.topic;
    const end = await board.request(
      { topic, payload: asksForValue ? null : msg.payload },
      user,
      delivery,
      answerMs,
    );
    // With `fail` nothing is dropped or replaced; an action of another node may have cleared it.
    if (typeof end === 'string') throw new Fault('ERR_CLOSED', end);
    return Object.assign(msg, { topic: end.topic, payload: end.payload, board: board.name });
  };
}

function waiting(open: number): NodeStatus {
  const text = open > mostCounted ? `open ${mostCounted}+` : `open ${open}`;
  return { fill: 'blue', shape: 'ring', text };
}
