import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { configurationStatus, statusOf } from '../src/board/node-status.js';
import type { Report } from '../src/link/report.js';
import type { Format } from '../src/message/decode.js';
import { readIncoming } from '../src/message/incoming.js';
import { isTopicFilter } from '../src/message/topic-filter.js';
import { boardOf } from './board.js';
import { StatusThrottle } from './status-throttle.js';

interface Definition extends NodeDef {
  readonly board: string;
  readonly topic: string;
  readonly format: Format;
  readonly emit: 'messages' | 'state' | 'both';
}

/** What the flow gets of a message from the board. */
interface Message extends NodeMessage {
  readonly board: string;
  error?: string;
}

export = (RED: NodeAPI) => {
  function Esp8266WsIn(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const { emit = 'messages', format = 'auto' } = definition;
    const filter = definition.topic || '';
    const board = boardOf(RED, definition.board);
    const problem = topicProblem(filter, format);
    if (problem !== undefined) this.error(RED._(problem));
    if (board === undefined || problem !== undefined) {
      this.status(configurationStatus);
      return;
    }

    const status = new StatusThrottle(this);
    const onMessage = (data: Buffer, isBinary: boolean) => {
      const incoming = readIncoming(data, isBinary, format, filter);
      board.count(incoming, data);
      for (const { error, payload, topic } of incoming.messages) {
        const msg: Message = { payload, board: board.name };
        if (topic !== undefined) msg.topic = topic;
        if (error !== undefined) msg.error = error;
        this.send(emit === 'both' ? [msg, null] : msg);
      }
    };
    const sendState = (report: Report, more: object = {}) => {
      if (emit === 'messages') return;
      const { state, ...rest } = board.describe(report);
      const msg = { topic: '$state', payload: state, board: board.name, ...more, ...rest };
      this.send(emit === 'both' ? [null, msg] : msg);
    };
    const onReport = (report: Report) => {
      status.show(statusOf(report));
      sendState(report);
    };
    const onReboot = () => sendState(board.connection.report, { rebooted: true });
    const user = { ...(emit === 'state' ? {} : { onMessage }), onReboot, onReport };

    // In the next turn: the nodes that this one is wired to may not be there yet, and would miss the first report.
    const turn = setImmediate(() => board.connection.register(user));
    this.on('close', (removed: boolean, done: () => void) => {
      clearImmediate(turn);
      board.connection.deregister(user, removed);
      status.clear();
      done();
    });
  }

  RED.nodes.registerType('esp8266-ws-in', Esp8266WsIn);
};

/** Why a topic filter cannot work, as a key of the catalogue. */
function topicProblem(filter: string, format: Format): string | undefined {
  if (!isTopicFilter(filter)) return 'error.topic';
  const opensNothing = format === 'text' || format === 'buffer';
  return opensNothing && !['', '#'].includes(filter) ? 'error.topicFormat' : undefined;
}
