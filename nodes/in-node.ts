import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { Board } from '../src/board/board.js';
import type { Description } from '../src/board/description.js';
import { FilterWatch } from '../src/board/filter-watch.js';
import { type Retain, retainChoices } from '../src/board/memory.js';
import { configurationStatus } from '../src/board/node-status.js';
import type { Fleet, Leave } from '../src/fleet/fleet.js';
import { matches } from '../src/fleet/glob.js';
import { Summary } from '../src/fleet/summary.js';
import type { Report } from '../src/link/report.js';
import type { User } from '../src/link/users.js';
import type { Format } from '../src/message/decode.js';
import { type Incoming, readIncoming } from '../src/message/incoming.js';
import { MessageIds } from '../src/message/message-id.js';
import { nearestFirst } from '../src/message/near-misses.js';
import { isTopicFilter } from '../src/message/topic-filter.js';
import { readChoice, readText } from '../src/settings/fields.js';
import { quote, SettingsError } from '../src/settings/settings-error.js';
import { chosenFleet } from './board.js';
import { unusable } from './fault.js';
import { StatusThrottle } from './status-throttle.js';

interface Definition extends NodeDef {
  readonly board: string;
  readonly topic: string;
  readonly format: Format;
  readonly emit: 'messages' | 'state' | 'both';
  /** Missing in flows that were saved before there was a choice. */
  readonly retain?: Retain;
  /** Of which boards messages are wanted, where there are several: a name, or a pattern. */
  readonly fromBoard?: string;
}

/** What was saved, with what is missing in flows of before. */
interface Settings extends Definition {
  readonly fromBoard: string;
  readonly retain: Retain;
}

/** What all boards of a node share. */
interface Shared {
  readonly filter: string;
  readonly status: StatusThrottle;
  readonly summary: Summary;
  readonly watch: FilterWatch;
}

/** What the flow gets of a message from the board. */
interface Message extends NodeMessage {
  readonly board: string;
  error?: string;
  /** What has come before the node was there. */
  retain?: true;
}

const ids = new MessageIds();

/** Makes the constructor of `esp8266-ws-in`. */
export function inNode(RED: NodeAPI) {
  function Esp8266WsIn(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    try {
      const retain = readChoice({ ...definition }, 'retain', ['none', ...retainChoices]);
      const fromBoard = readText({ ...definition }, 'fromBoard');
      const fleet = chosenFleet(RED, definition.board);
      const { emit = 'messages', format = 'auto' } = definition;
      start(this, { ...definition, emit, format, fromBoard, retain }, fleet);
    } catch (error) {
      this.status(configurationStatus);
      this.error(unusable(RED, this, error));
    }
  }

  function start(node: Node, settings: Settings, fleet: Fleet) {
    const { fromBoard } = settings;
    const filter = filterOf(settings);
    const shared = {
      filter,
      status: new StatusThrottle(node),
      summary: new Summary(),
      watch: new FilterWatch(),
    };
    const { status, summary } = shared;
    let leave: Leave | undefined;
    // In the next turn: the nodes that this one is wired to may not be there yet, and would miss the first report.
    const turn = setImmediate(() => {
      leave = fleet.use((board) =>
        fleet.isSingle || fromBoard === '' || matches(fromBoard, board.name)
          ? listen(node, settings, board, shared)
          : undefined,
      );
      if (summary.isEmpty) status.show(summary.status);
    });
    node.on('close', (removed: boolean, done: () => void) => {
      clearImmediate(turn);
      status.clear();
      leave?.(removed);
      done();
    });
  }

  /**
   * Hands to the flow what one board sends, and how it is.
   *
   * @returns how to end it
   */
  function listen(
    node: Node,
    { emit, format, retain }: Settings,
    board: Board,
    { filter, status, summary, watch }: Shared,
  ): Leave {
    const sendMessages = ({ messages }: Incoming, isRetained: boolean) => {
      for (const { error, payload, topic } of messages) {
        const msg: Message = { payload, board: board.name };
        if (isRetained) msg.retain = true;
        if (topic !== undefined) msg.topic = topic;
        if (error !== undefined) msg.error = error;
        msg._msgid = ids.take();
        node.send(emit === 'both' ? [msg, null] : msg);
      }
    };
    const onMessage = (data: Buffer, isBinary: boolean) => {
      const incoming = readIncoming(data, isBinary, format, filter);
      const { messages, topics } = incoming;
      board.count(incoming, data);
      for (const topic of topics) board.topics.hear(topic);
      if (!watch.isOver && watch.observe(topics[0], messages.length > 0, performance.now()))
        warnOfTopic(node, board, filter);
      sendMessages(incoming, false);
    };
    /** What has come before this node was there. */
    const sendRetained = () => {
      for (const { data, isBinary } of board.memory.retained(retain))
        sendMessages(readIncoming(data, isBinary, format, filter), true);
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
      status.show(summary.update(board.name, report));
      sendState(report);
    };
    const onReboot = () => sendState(board.connection.report, { rebooted: true });
    const user: User = emit === 'state' ? { onReboot, onReport } : { onMessage, onReboot, onReport };

    const endHello = tellsHello ? board.onHello(sendHello) : undefined;
    board.connection.register(user);
    board.connection.guard(() => {
      if (emit !== 'state') sendRetained();
      const { description } = board.memory;
      if (tellsHello && description !== undefined) sendHello(description, { retain: true });
    });
    return (removed) => {
      endHello?.();
      board.connection.deregister(user, removed);
      status.show(summary.delete(board.name));
    };
  }

  function warnOfTopic(node: Node, board: Board, filter: string) {
    const topics = nearestFirst(filter, board.topics.list).slice(0, topicsTold).map(quote).join(', ');
    node.warn(
      RED._('otherTopics', { node: node.name || RED._('label.type'), board: board.name, filter, topics }),
    );
  }

  return Esp8266WsIn;
}

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
