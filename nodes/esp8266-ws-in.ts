import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { Board } from '../src/board/board.js';
import type { Description } from '../src/board/description.js';
import { FilterWatch } from '../src/board/filter-watch.js';
import { type Retain, retainChoices } from '../src/board/memory.js';
import { configurationStatus, statusOf } from '../src/board/node-status.js';
import type { Report } from '../src/link/report.js';
import type { Format } from '../src/message/decode.js';
import { type Incoming, readIncoming } from '../src/message/incoming.js';
import { nearestFirst } from '../src/message/near-misses.js';
import { isTopicFilter } from '../src/message/topic-filter.js';
import { readChoice } from '../src/settings/fields.js';
import { quote, SettingsError } from '../src/settings/settings-error.js';
import { chosenBoard } from './board.js';
import { unusable } from './fault.js';
import { StatusThrottle } from './status-throttle.js';

interface Definition extends NodeDef {
  readonly board: string;
  readonly topic: string;
  readonly format: Format;
  readonly emit: 'messages' | 'state' | 'both';
  /** Missing in flows that were saved before there was a choice. */
  readonly retain?: Retain;
}

/** What the flow gets of a message from the board. */
interface Message extends NodeMessage {
  readonly board: string;
  error?: string;
}

export = (RED: NodeAPI) => {
  function Esp8266WsIn(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    try {
      const retain = readChoice({ ...definition }, 'retain', ['none', ...retainChoices]);
      start(this, { ...definition, retain }, chosenBoard(RED, definition.board), filterOf(definition));
    } catch (error) {
      this.status(configurationStatus);
      this.error(unusable(RED, this, error));
    }
  }

  function start(
    node: Node,
    { emit = 'messages', format = 'auto', retain }: Definition & { readonly retain: Retain },
    board: Board,
    filter: string,
  ) {
    const status = new StatusThrottle(node);
    const watch = new FilterWatch();
    const sendMessages = ({ messages }: Incoming, more: object = {}) => {
      for (const { error, payload, topic } of messages) {
        const msg: Message = { payload, board: board.name, ...more };
        if (topic !== undefined) msg.topic = topic;
        if (error !== undefined) msg.error = error;
        node.send(emit === 'both' ? [msg, null] : msg);
      }
    };
    const onMessage = (data: Buffer, isBinary: boolean) => {
      const incoming = readIncoming(data, isBinary, format, filter);
      const { messages, topics } = incoming;
      board.count(incoming, data);
      for (const topic of topics) board.topics.hear(topic);
      if (watch.observe(topics[0], messages.length > 0, performance.now())) warnOfTopic(node, board, filter);
      sendMessages(incoming);
    };
    /** What has come before this node was there. */
    const sendRetained = () => {
      for (const { data, isBinary } of board.memory.retained(retain))
        sendMessages(readIncoming(data, isBinary, format, filter), { retain: true });
    };
    /** A flow that was saved before expects nothing but `$state` there. */
    const tellsHello = emit !== 'messages' && retain !== 'none';
    const sendHello = (payload: Description, more: object = {}) => {
      const msg = { topic: '$hello', payload: structuredClone(payload), board: board.name, ...more };
      node.send(emit === 'both' ? [null, msg] : msg);
    };
    const sendState = (report: Report, more: object = {}) => {
      if (emit === 'messages') return;
      const { state, ...rest } = board.describe(report);
      const msg = { topic: '$state', payload: state, board: board.name, ...more, ...rest };
      node.send(emit === 'both' ? [null, msg] : msg);
    };
    const onReport = (report: Report) => {
      status.show(statusOf(report));
      sendState(report);
    };
    const onReboot = () => sendState(board.connection.report, { rebooted: true });
    const user = { ...(emit === 'state' ? {} : { onMessage }), onReboot, onReport };

    // In the next turn: the nodes that this one is wired to may not be there yet, and would miss the first report.
    const turn = setImmediate(() => {
      board.connection.register(user);
      board.connection.guard(() => {
        if (emit !== 'state') sendRetained();
        const { description } = board.memory;
        if (tellsHello && description !== undefined) sendHello(description, { retain: true });
      });
    });
    const endHello = tellsHello ? board.onHello(sendHello) : undefined;
    node.on('close', (removed: boolean, done: () => void) => {
      clearImmediate(turn);
      endHello?.();
      board.connection.deregister(user, removed);
      status.clear();
      done();
    });
  }

  function warnOfTopic(node: Node, board: Board, filter: string) {
    const topics = nearestFirst(filter, board.topics.list).slice(0, topicsTold).map(quote).join(', ');
    node.warn(
      RED._('otherTopics', { node: node.name || RED._('label.type'), board: board.name, filter, topics }),
    );
  }

  RED.nodes.registerType('esp8266-ws-in', Esp8266WsIn);
};

/** So many names fit into a warning that people read. */
const topicsTold = 10;

/** @throws {SettingsError} naming `topic`, where the filter cannot work */
function filterOf({ format = 'auto', topic }: Definition): string {
  const filter = topic || '';
  if (!isTopicFilter(filter)) throw new SettingsError('topic', 'topic');
  const opensNothing = format === 'text' || format === 'buffer';
  if (opensNothing && !['', '#'].includes(filter)) throw new SettingsError('topic', 'topicFormat');
  return filter;
}
