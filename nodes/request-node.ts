import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { NodeStatus } from '../src/board/node-status.js';
import { DeliveryError } from '../src/link/delivery-error.js';
import { prepareTopicMessage, type TopicMessage } from '../src/message/encode.js';
import { deliveryDefaults, readDelivery } from '../src/settings/delivery-settings.js';
import { readChoice } from '../src/settings/fields.js';
import { readAnswerMs } from '../src/settings/request-settings.js';
import { throttleErrors } from './error-log.js';
import { Fault } from './fault.js';
import { type Recipient, type Recipients, setUpSender } from './sender.js';
import { StatusThrottle } from './status-throttle.js';

interface Definition extends NodeDef, Readonly<Record<string, unknown>> {
  readonly board: string;
  readonly topic: string;
}

/** The msg that asked, with the answer of one board in it, or with those of several. */
type Answered = NodeMessage & { board?: string };

/** Hands an answer to the flow. */
type Tell = (answered: Answered) => void;

/** So many open requests have a word of their own; a status is a key of the catalogue, so that the browser translates it. */
const mostCounted = 9;

/** Makes the constructor of `esp8266-ws-request`. */
export function requestNode(RED: NodeAPI) {
  function Esp8266WsRequest(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const errors = throttleErrors(RED, this);
    const status = new StatusThrottle(this);
    const pending = new Set<Promise<void>>();
    let connected: NodeStatus | undefined;
    const show = () => {
      if (connected === undefined) return;
      status.show(pending.size === 0 ? connected : waiting(pending.size));
    };
    const onStatus = (next: NodeStatus) => {
      connected = next;
      show();
    };
    const { leave, send: ask } = setUpSender(RED, this, definition.board, onStatus, (recipients) =>
      askerOf(RED, recipients, definition),
    );

    this.on('input', (msg, send, done) => {
      const outcome = ask(msg, send)
        .then(() => done())
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
      const open = pending.size;
      status.clear();
      leave(removed);
      await Promise.all(pending);
      errors.close();
      // Node-RED hands on no errors of nodes that are being closed, so this line is all that people see.
      if (open > 0) this.warn(RED._('leftovers', { open }));
      done();
    });
  }

  return Esp8266WsRequest;
}

/** @throws {SettingsError} where a setting cannot work */
function askerOf(
  RED: NodeAPI,
  recipients: Recipients,
  definition: Definition,
): (msg: NodeMessage, tell: Tell) => Promise<void> {
  const asksForValue = readChoice({ ask: 'payload', ...definition }, 'ask', ['payload', 'value']) === 'value';
  const isGathering = readChoice(definition, 'answers', ['each', 'array']) === 'array';
  // Who asks wants to know now, or that it cannot be known.
  const delivery = readDelivery(deliveryDefaults);
  const answerMs = readAnswerMs(definition);
  const askOne = async ({ board, user }: Recipient, asked: TopicMessage) => {
    const end = await board.request(asked, user, delivery, answerMs);
    // With `fail` nothing is dropped or replaced; an action of another node may have cleared it.
    if (typeof end === 'string') throw new DeliveryError('ERR_CLOSED', 'closed');
    return { board: board.name, topic: end.topic, payload: end.payload };
  };
  return async (msg, tell) => {
    const meant = recipients.of(msg);
    const asked = prepareTopicMessage(definition.topic || msg.topic, asksForValue ? null : msg.payload);
    if (recipients.fleet.isSingle) {
      const [answer] = await recipients.forEach(meant, (recipient) => askOne(recipient, asked));
      return tell(Object.assign(msg, answer));
    }
    const answers: object[] = [];
    const ends = recipients.forEach(meant, async (recipient) => {
      const answer = await askOne(recipient, asked);
      if (isGathering) answers.push(answer);
      else tell({ ...RED.util.cloneMessage(msg), ...answer });
    });
    // Those that have answered are told all the same.
    await ends.catch((fault) => Promise.reject(isGathering ? withAnswers(fault, answers) : fault));
    if (isGathering) tell(Object.assign(msg, { topic: asked.topic, payload: answers }));
  };
}

function withAnswers(fault: unknown, answers: readonly object[]): unknown {
  if (fault instanceof Fault) Object.assign(fault.cause as object, { answers });
  return fault;
}

function waiting(open: number): NodeStatus {
  const text = open > mostCounted ? `open ${mostCounted}+` : `open ${open}`;
  return { fill: 'blue', shape: 'ring', text };
}
