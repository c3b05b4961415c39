import { existsSync } from 'node:fs';
import type { Node, NodeAPI } from 'node-red';
import type { Board } from '../src/board/board.js';
import { type TestNews, testConnection } from '../src/board/connection-test.js';
import type { EditorValues } from '../src/settings/fields.js';
import { SettingsError } from '../src/settings/settings-error.js';
import { fleetOf } from './board.js';
import { filled, readWay, type WayToBoard } from './board-settings.js';
import { type Credentials, headerNames } from './credentials.js';
import { createLookup, discoveryOf } from './discovery.js';

/** What a password is in the editor where it has been saved before. */
const savedPassword = '__PWRD__';

/** Where a program is in a container, Docker's and Podman's: its network is often one of its own. */
const isInContainer = () => existsSync('/.dockerenv') || existsSync('/run/.containerenv');

/** Tells the dialog of a board which boards are there, and tries the connection to one. */
export function serveFinding(RED: NodeAPI): void {
  let isTesting = false;

  RED.httpAdmin.get('/esp8266-ws/found', RED.auth.needsPermission('esp8266-ws.read'), (_request, answer) => {
    const { boards, canAsk } = discoveryOf(RED).look();
    const inContainer = boards.length === 0 && isInContainer();
    answer.json({ boards: boards.map(({ heardAt, ...board }) => board), canAsk, inContainer });
  });

  const needsFlowsWrite = RED.auth.needsPermission('flows.write');
  // One line of JSON for each step, as it comes: a slow board takes 20 s.
  const path = '/esp8266-ws/test';
  RED.httpAdmin.post(path, RED.auth.needsPermission('esp8266-ws.write'), (request, answer, next) => {
    if (tellsSecrets(request.body)) needsFlowsWrite(request, answer, next);
    else next();
  });
  RED.httpAdmin.post(path, (request, answer) => {
    if (isTesting) return void answer.sendStatus(409);
    const tell = (line: object) => void answer.write(`${JSON.stringify(line)}\n`);
    try {
      const { settings, tls } = wayOf(request.body);
      isTesting = true;
      answer.type('application/x-ndjson');
      const live = boardAt(request.body?.id, (address) => address === settings.address);
      const isLive = live?.connection.report.state === 'ready';
      tell({ address: settings.address, isLive });
      const end = testConnection(settings, { lookup: createLookup(RED), tls }, (news: TestNews) => {
        tell(news);
        if ('end' in news) answer.end();
      });
      answer.on('close', () => {
        isTesting = false;
        end();
      });
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      const { field, problem, values } = error;
      answer.status(422).json({ field, problem, values });
    }
  });

  /**
   * Whether a test would carry a saved password to another place than its own, or values of environment variables: who may do
   * that by a deploy may do it here.
   */
  function tellsSecrets(body: unknown): boolean {
    const { credentials = {}, host, id, port } = (body ?? {}) as EditorValues;
    const isSaved = Object.values(credentials as object).includes(savedPassword);
    const isElsewhere = !boardAt(id, (address) => address === `${host}:${port}` || address === String(host));
    return (isSaved && isElsewhere) || JSON.stringify(body ?? {}).includes('${');
  }

  /** The deployed board of a config node at this address. One that was only found may have no login yet. */
  function boardAt(id: unknown, isIt: (address: string) => boolean): Board | undefined {
    const boards = [...(fleetOf(RED, String(id))?.all.values() ?? [])];
    return boards.find((board) => isIt(board.address) && !board.withholdsLogin);
  }

  /** Other nodes have a user and a password, too, which are nobody's business here. */
  function deployedNode(id: unknown): Node<Credentials> | undefined {
    const node = RED.nodes.getNode(String(id)) as Node<Credentials> | null;
    return node?.type === 'esp8266-ws-config' ? node : undefined;
  }

  /** What is typed in the dialog; what has been saved and is not shown there comes from the deployed node. */
  function wayOf(body: unknown): WayToBoard {
    const { credentials: typed, id, ...fields } = (body ?? {}) as EditorValues;
    const deployed = deployedNode(id);
    // What the deployed node is, its environment variables included, but with a name of its own: the board would close the
    // connection of the flows for the one of the test.
    const node = Object.create(deployed ?? null, { id: { value: `${id}/test` } }) as Node;
    // Node-RED fills in what it hands to a node, but for the host, which may hold more than a variable.
    const saved = Object.fromEntries(
      Object.entries(fields).map(([field, value]) => [
        field,
        field === 'host' ? value : filled(RED, node, field, value),
      ]),
    );
    return readWay(RED, node, saved, credentialsOf(typed, deployed?.credentials));
  }
}

function credentialsOf(typed: unknown, saved: Credentials = {}): Credentials {
  const values = (typed ?? {}) as Readonly<Record<string, unknown>>;
  const names = ['user', 'password', ...headerNames] as const;
  return Object.fromEntries(
    names.map((name) => {
      const value = values[name];
      return [name, value === savedPassword ? saved[name as keyof Credentials] : textOf(value)];
    }),
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
