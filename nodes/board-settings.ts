import type { Node, NodeAPI } from 'node-red';
import type { ClientOptions } from 'ws';
import type { ConnectionSettings } from '../src/link/connection-settings.js';
import {
  type FleetSettings,
  readBoardSettings,
  readFleetSettings,
  readPatternLogin,
} from '../src/settings/board-settings.js';
import type { EditorValues } from '../src/settings/fields.js';
import { quote, SettingsError } from '../src/settings/settings-error.js';
import { clientNameOf } from './client-name.js';
import { type Credentials, headerNames } from './credentials.js';

interface TlsNode extends Node {
  addTLSOptions(options: ClientOptions): ClientOptions;
}

/** How to connect to a board: what was saved for its config node, with what Node-RED knows beside it. */
export interface WayToBoard {
  readonly settings: ConnectionSettings;
  /** Options of Node's TLS, empty without. */
  readonly tls: ClientOptions;
}

/**
 * Reads what is typed for one board in a dialog.
 *
 * @param node whose environment variables and id count
 * @throws {SettingsError} for the first field that cannot work
 */
export function readWay(
  RED: NodeAPI,
  node: Node,
  saved: EditorValues,
  credentials?: Credentials,
): WayToBoard {
  const { extras, tls, values } = read(RED, node, saved, credentials);
  return { settings: readBoardSettings(values, extras), tls };
}

/** How to connect to all boards of a config node. */
export interface WaysToBoards extends FleetSettings {
  readonly tls: ClientOptions;
  /** Whether boards that were only found get no login, since anybody can go by a name. */
  readonly withholdsLogin: boolean;
}

/**
 * Reads what was saved for a config node.
 *
 * @throws {SettingsError} for the first field that cannot work
 */
export function readWays(
  RED: NodeAPI,
  node: Node,
  saved: EditorValues,
  credentials?: Credentials,
): WaysToBoards {
  const { extras, tls, values } = read(RED, node, saved, credentials);
  const isVerified = extras.tls && tls.rejectUnauthorized !== false;
  const withholdsLogin = !readPatternLogin(values) && !isVerified;
  return { ...readFleetSettings(values, extras), tls, withholdsLogin };
}

function read(RED: NodeAPI, node: Node, saved: EditorValues, credentials: Credentials = {}) {
  const tls = tlsOf(RED, saved.tls);
  const { password, user } = credentials;
  const { headers, host } = saved;
  const values = { ...saved, host: filled(RED, node, 'host', host), headers: filledRows(RED, node, headers) };
  const extras = {
    clientName: clientNameOf(RED, node),
    headerSecrets: headerNames.map((name) => filled(RED, node, 'headers', credentials[name])),
    password,
    tls: tls !== undefined,
    user,
  };
  return { extras, tls: tls ?? {}, values };
}

/**
 * With the values of environment variables: Node-RED itself replaces only a `${NAME}` that is the whole value, and none in a
 * credential. The error quotes nothing but names of variables.
 */
export function filled<T>(RED: NodeAPI, node: Node, field: string, text: T): T | string {
  if (typeof text !== 'string' || !/\$\{[^}\s]+\}/.test(text)) return text;
  const value = String(RED.util.evaluateNodeProperty(text, 'env', node, {}));
  if (value === '') throw new SettingsError(field, 'hostVariable', { variable: quote(text) });
  return value;
}

function filledRows(RED: NodeAPI, node: Node, rows: unknown): unknown {
  if (!Array.isArray(rows)) return rows;
  return rows.map((row) =>
    typeof row?.value === 'string' ? { ...row, value: filled(RED, node, 'headers', row.value) } : row,
  );
}

function tlsOf(RED: NodeAPI, id: unknown): ClientOptions | undefined {
  if (!id) return undefined;
  const node = RED.nodes.getNode(String(id)) as TlsNode | null;
  if (node === null) throw new SettingsError('tls', 'tlsMissing');
  return node.addTLSOptions({});
}
