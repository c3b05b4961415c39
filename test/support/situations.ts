import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VirtualBoardOptions } from '../../src/virtual-board/options.js';
import type { Sketch } from '../../src/virtual-board/sketch.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { EvilBoard, opens } from './evil-board.js';
import { freePort } from './free-port.js';
import type { Item } from './node-red.js';
import { RawClient } from './raw-client.js';

/** What can be found where somebody wants to connect to: what to type to get there, and its end. */
export interface Situation {
  /** Fields of a config node's dialog. */
  readonly fields: Readonly<Record<string, string>>;
  close(): Promise<unknown>;
}

export const login = { user: 'me', password: 'right' };

/** What must be deployed where TLS is to be chosen. */
export const tlsItem: Item = {
  id: 'tls',
  type: 'tls-config',
  name: 'proxy',
  ...{ ca: '', cert: '', key: '' },
  verifyservercert: false,
};

/** A name that no other test has announced. */
export function newName(): string {
  return `board-${randomBytes(4).toString('hex')}.local`;
}

const plain: Sketch = { setup() {}, onEvent() {} };

/** Each way in which a test of a connection can end, from a board that is well to no board at all. */
export const situations = {
  'a board that describes itself': () => withBoard({ sketch: 'telemetry' }),

  'a board that does not describe itself': () => withBoard({ sketch: 'echo' }),

  // The heartbeat of a sketch would give up such a client before its handshake is over.
  'a slow board': () => withBoard({ sketch: plain, loopDelayMs: 300 }),

  'a board with delay(2000)': () => withBoard({ sketch: plain, loopDelayMs: 2_000 }),

  'a board that asks for another password': () =>
    withBoard({ sketch: 'echo', authorization: login }, { user: login.user, password: 'wrong' }),

  'a board whose slots are taken': async () => {
    const { board, close, fields } = await withBoard({ sketch: 'echo', slots: 1 });
    const { socket } = await RawClient.open(board.port);
    return { fields, close: () => close().then(() => socket.destroy()) };
  },

  'a board that hangs': async () => {
    const { board, ...situation } = await withBoard({ sketch: 'echo' }, { connectSeconds: '1' });
    board.freeze();
    return situation;
  },

  'a board without TLS, where TLS is chosen': () =>
    withBoard({ sketch: 'echo' }, { connectSeconds: '1', tls: 'tls' }),

  'a board that answers no pings': async () => {
    const board = await EvilBoard.which(
      opens((wire) => {
        wire.answersPings = false;
      }),
    );
    const fields = { ...at(board.port), pingSeconds: '0.5', deadSeconds: '1.5' };
    return { fields, close: () => board.close() };
  },

  'a web server': async () => {
    const server = createServer((_request, answer) => answer.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      fields: at(port),
      close: () => new Promise((resolve) => server.close(resolve)),
    };
  },

  'a port where nothing listens': async () => ({ fields: at(await freePort()), close: async () => {} }),

  'a name that nobody has': async () => ({ fields: { host: newName(), port: '81' }, close: async () => {} }),
} satisfies Record<string, () => Promise<Situation>>;

export type SituationName = keyof typeof situations;

function at(port: number): Record<string, string> {
  return { host: '127.0.0.1', port: String(port) };
}

async function withBoard(
  options: VirtualBoardOptions,
  fields: Readonly<Record<string, string>> = {},
): Promise<Situation & { readonly board: VirtualBoard }> {
  const board = new VirtualBoard({ port: 0, ...options });
  await board.listen();
  return { board, fields: { ...at(board.port), ...fields }, close: () => board.close() };
}
