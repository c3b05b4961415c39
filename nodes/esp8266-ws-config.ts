import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { ClientOptions } from 'ws';
import { Board } from '../src/board/board.js';
import { dialGate } from '../src/link/dial-gate.js';
import { nearestFirst } from '../src/message/near-misses.js';
import { passes } from '../src/message/topic-filter.js';
import { type RuntimeContext, readBoardSettings } from '../src/settings/board-settings.js';
import { quote, SettingsError } from '../src/settings/settings-error.js';
import { type BoardNode, boardOf } from './board.js';
import { clientNameOf } from './client-name.js';
import { unusable } from './fault.js';
import { flowStart } from './flow-start.js';
import { lookup } from './lookup.js';

type Definition = NodeDef &
  Readonly<Record<string, unknown>> & { readonly host?: unknown; readonly tls?: string };

type Credentials = Pick<RuntimeContext, 'password' | 'user'>;
type ConfigNode = BoardNode & Node<Credentials>;

interface TlsNode extends Node {
  addTLSOptions(options: ClientOptions): ClientOptions;
}

export = (RED: NodeAPI) => {
  function Esp8266WsConfig(this: ConfigNode, definition: Definition) {
    RED.nodes.createNode(this, definition);
    try {
      const tls = tlsOf(definition.tls);
      const saved = { ...definition, host: hostOf(this, definition.host) };
      const clientName = clientNameOf(RED, this);
      const settings = readBoardSettings(saved, { ...this.credentials, clientName, tls: tls !== undefined });
      const options = { gate: flowStart.gateBefore(dialGate), lookup, tls: tls ?? {} };
      const board = new Board(this, settings, options, (key, values) => RED._(key, values));
      this.board = board;
      this.on('close', (done: () => void) => void board.close().then(done));
    } catch (error) {
      this.error(unusable(RED, this, error));
    }
  }

  /** Node-RED itself replaces only a `${NAME}` that is the whole value. */
  function hostOf(node: Node, host: unknown): unknown {
    if (typeof host !== 'string' || !host.includes('${')) return host;
    const value = String(RED.util.evaluateNodeProperty(host, 'env', node, {}));
    if (value === '') throw new SettingsError('host', 'hostVariable', { variable: quote(host) });
    return value;
  }

  function tlsOf(id: string | undefined): ClientOptions | undefined {
    if (!id) return undefined;
    const node = RED.nodes.getNode(id) as TlsNode | null;
    if (node === null) throw new SettingsError('tls', 'tlsMissing');
    return node.addTLSOptions({});
  }

  flowStart.watch(RED.events);
  RED.httpAdmin.get(
    '/esp8266-ws/boards/:id',
    RED.auth.needsPermission('esp8266-ws.read'),
    ({ params, query }, answer) => {
      const board = boardOf(RED, String(params.id));
      if (board === undefined) answer.sendStatus(404);
      else answer.json(description(board, query.topic));
    },
  );
  RED.nodes.registerType<ConfigNode, Definition, object, Credentials>('esp8266-ws-config', Esp8266WsConfig, {
    credentials: { user: { type: 'text' }, password: { type: 'password' } },
  });
};

/** What the editor is told of a board; the topics it has sent only where a topic filter is asked about. */
function description(board: Board, filter: unknown): object {
  const { address, connection, topics } = board;
  const status = { address, ...board.describe(connection.report) };
  if (typeof filter !== 'string') return status;
  const isHeard = topics.list.some((topic) => passes(filter, topic));
  return { ...status, isHeard, topics: nearestFirst(filter, topics.list) };
}
