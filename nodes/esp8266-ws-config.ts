import type { Node, NodeAPI, NodeDef } from 'node-red';
import { Board } from '../src/board/board.js';
import { readDescription } from '../src/board/description.js';
import { type KnownTopic, knownTopics } from '../src/board/known-topics.js';
import { dialGate } from '../src/link/dial-gate.js';
import { nearestFirst } from '../src/message/near-misses.js';
import { passes } from '../src/message/topic-filter.js';
import { type BoardNode, boardOf } from './board.js';
import { type Credentials, headerNames, readWay } from './board-settings.js';
import { createLookup, presenceOf } from './discovery.js';
import { unusable } from './fault.js';
import { serveFinding } from './finding.js';
import { flowStart } from './flow-start.js';
import { serveSketches } from './sketches.js';

type ConfigNode = BoardNode & Node<Credentials>;

export = (RED: NodeAPI) => {
  function Esp8266WsConfig(this: ConfigNode, definition: NodeDef) {
    RED.nodes.createNode(this, definition);
    try {
      const { settings, tls } = readWay(RED, this, { ...definition }, this.credentials);
      const gate = flowStart.gateBefore(dialGate);
      const options = { gate, lookup: createLookup(RED), presence: presenceOf(RED), tls };
      const board = new Board(this, settings, options, (key, values) => RED._(key, values));
      this.board = board;
      keepHello(this, board);
      this.on('close', (done: () => void) => void board.close().then(done));
    } catch (error) {
      this.error(unusable(RED, this, error));
    }
  }

  flowStart.watch(RED.events);
  RED.httpAdmin.get(
    '/esp8266-ws/boards/:id',
    RED.auth.needsPermission('esp8266-ws.read'),
    ({ params, query }, answer) => {
      const board = boardOf(RED, String(params.id));
      if (board === undefined) answer.sendStatus(404);
      else if (query.topics !== undefined) answer.json(topicsOf(board));
      else answer.json(description(board, query.topic));
    },
  );
  serveFinding(RED);
  serveSketches(RED);
  RED.nodes.registerType<ConfigNode, NodeDef, object, Credentials>('esp8266-ws-config', Esp8266WsConfig, {
    credentials: {
      user: { type: 'text' },
      password: { type: 'password' },
      ...Object.fromEntries(headerNames.map((name) => [name, { type: 'password' }])),
    },
  });
};

/** Across restarts of Node-RED, where its context store is a file: the editor has the topics before the board is back. */
function keepHello(node: Node, board: Board): void {
  const context = node.context();
  board.onHello((description) => context.set('hello', description, () => {}));
  context.get('hello', (_error, stored) => stored && board.memory.recall(readDescription(stored)));
}

/** What the editor lists of a board's topics. */
function topicsOf({ memory, topics }: Board): KnownTopic[] {
  return knownTopics(memory.lastDescription, memory.lastValues, topics.list, performance.now());
}

/** What the editor is told of a board; the topics it has sent only where a topic filter is asked about. */
function description(board: Board, filter: unknown): object {
  const { address, connection, topics } = board;
  const { report } = connection;
  // Translated in the dialog, since `reason` is in the server's language.
  const status = { address, reasons: board.reasonsOf(report), ...board.describe(report) };
  if (typeof filter !== 'string') return status;
  const isHeard = topics.list.some((topic) => passes(filter, topic));
  return { ...status, isHeard, topics: nearestFirst(filter, topics.list) };
}
