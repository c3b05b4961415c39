import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { ClientOptions } from 'ws';
import { Board } from '../src/board/board.js';
import { reasonsOf } from '../src/board/board-log.js';
import { dialGate } from '../src/link/dial-gate.js';
import { nearestFirst } from '../src/message/near-misses.js';
import { passes } from '../src/message/topic-filter.js';
import { type RuntimeContext, readBoardSettings } from '../src/settings/board-settings.js';
import { mostHeaders } from '../src/settings/headers.js';
import { quote, SettingsError } from '../src/settings/settings-error.js';
import { type BoardNode, boardOf } from './board.js';
import { clientNameOf } from './client-name.js';
import { unusable } from './fault.js';
import { flowStart } from './flow-start.js';
import { lookup } from './lookup.js';
import { serveSketches } from './sketches.js';

type Definition = NodeDef &
  Readonly<Record<string, unknown>> & { readonly host?: unknown; readonly tls?: string };

/** `header0` to `header15` hold the secret values of headers: the editor knows no list of credentials. */
type Credentials = Pick<RuntimeContext, 'password' | 'user'> & {
  [header: `header${number}`]: string | undefined;
};
type ConfigNode = BoardNode & Node<Credentials>;

const headerNames = Array.from({ length: mostHeaders }, (_, number) => `header${number}` as const);

interface TlsNode extends Node {
  addTLSOptions(options: ClientOptions): ClientOptions;
}

export = (RED: NodeAPI) => {
  function Esp8266WsConfig(this: ConfigNode, definition: Definition) {
    RED.nodes.createNode(this, definition);
    try {
      const tls = tlsOf(definition.tls);
      const { headers, host } = definition;
      const saved = { ...definition, host: filled(this, 'host', host), headers: filledRows(this, headers) };
      const { password, user } = this.credentials ?? {};
      const settings = readBoardSettings(saved, {
        clientName: clientNameOf(RED, this),
        headerSecrets: headerSecretsOf(this),
        password,
        tls: tls !== undefined,
        user,
      });
      const options = { gate: flowStart.gateBefore(dialGate), lookup, tls: tls ?? {} };
      const board = new Board(this, settings, options, (key, values) => RED._(key, values));
      this.board = board;
      this.on('close', (done: () => void) => void board.close().then(done));
    } catch (error) {
      this.error(unusable(RED, this, error));
    }
  }

  /**
   * With the values of environment variables: Node-RED itself replaces only a `${NAME}` that is the whole value, and none in a
   * credential. The error quotes nothing but names of variables.
   */
  function filled<T>(node: Node, field: string, text: T): T | string {
    if (typeof text !== 'string' || !/\$\{[^}\s]+\}/.test(text)) return text;
    const value = String(RED.util.evaluateNodeProperty(text, 'env', node, {}));
    if (value === '') throw new SettingsError(field, 'hostVariable', { variable: quote(text) });
    return value;
  }

  function filledRows(node: Node, rows: unknown): unknown {
    if (!Array.isArray(rows)) return rows;
    return rows.map((row) =>
      typeof row?.value === 'string' ? { ...row, value: filled(node, 'headers', row.value) } : row,
    );
  }

  function headerSecretsOf(node: ConfigNode): (string | undefined)[] {
    return headerNames.map((name) => filled(node, 'headers', node.credentials?.[name]));
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
  serveSketches(RED);
  RED.nodes.registerType<ConfigNode, Definition, object, Credentials>('esp8266-ws-config', Esp8266WsConfig, {
    credentials: {
      user: { type: 'text' },
      password: { type: 'password' },
      ...Object.fromEntries(headerNames.map((name) => [name, { type: 'password' }])),
    },
  });
};

/** What the editor is told of a board; the topics it has sent only where a topic filter is asked about. */
function description(board: Board, filter: unknown): object {
  const { address, connection, topics } = board;
  const { report } = connection;
  // Translated in the dialog, since `reason` is in the server's language.
  const status = { address, reasons: reasonsOf(report), ...board.describe(report) };
  if (typeof filter !== 'string') return status;
  const isHeard = topics.list.some((topic) => passes(filter, topic));
  return { ...status, isHeard, topics: nearestFirst(filter, topics.list) };
}
