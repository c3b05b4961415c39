import { once } from 'node:events';
import type { ClientRequestArgs } from 'node:http';
import { WebSocket, type ClientOptions as WsOptions } from 'ws';
import type { Sketch } from '../../src/virtual-board/sketch.js';
import {
  type Received,
  VirtualBoard,
  type VirtualBoardOptions,
} from '../../src/virtual-board/virtual-board.js';
import { OwnTime } from '../support/own-time.js';
import { RawClient } from '../support/raw-client.js';

type ClientOptions = ClientRequestArgs & WsOptions;

/** How a `ws` client's connection ended. */
export interface Closed {
  code: number;
  reason: string;
  error?: NodeJS.ErrnoException;
}

/** Boards and clients for one `describe`; all of them are gone after each test. */
export function useBench() {
  const boards: VirtualBoard[] = [];
  const clients: WebSocket[] = [];
  const rawClients: RawClient[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) client.terminate();
    for (const client of rawClients.splice(0)) client.socket.destroy();
    await Promise.all(boards.splice(0).map((board) => board.close()));
  });

  async function start(options: Partial<VirtualBoardOptions> = {}): Promise<VirtualBoard> {
    const board = new VirtualBoard({ sketch: 'echo', port: 0, ...options });
    boards.push(board);
    await board.listen();
    return board;
  }

  function dial(board: VirtualBoard, options: ClientOptions = {}, protocols: string[] = []): WebSocket {
    const url = `ws://127.0.0.1:${board.port}/`;
    const client = new WebSocket(url, protocols, { perMessageDeflate: false, ...options });
    client.on('error', () => {});
    clients.push(client);
    return client;
  }

  async function open(
    board: VirtualBoard,
    options?: ClientOptions,
    protocols?: string[],
  ): Promise<WebSocket> {
    const client = dial(board, options, protocols);
    await once(client, 'open');
    return client;
  }

  async function connectRaw(board: VirtualBoard): Promise<RawClient> {
    const client = await RawClient.connect(board.port);
    rawClients.push(client);
    return client;
  }

  async function openRaw(board: VirtualBoard): Promise<RawClient> {
    const client = await RawClient.open(board.port);
    rawClients.push(client);
    return client;
  }

  return { connectRaw, dial, open, openRaw, start };
}

/** A sketch that does nothing but what is given. */
export function sketch(parts: Partial<Sketch> = {}): Sketch {
  return { setup: () => {}, onEvent: () => {}, ...parts };
}

/** How the client's connection ends, with the error that came before if there was one. */
export function closed(client: WebSocket): Promise<Closed> {
  return new Promise((resolve) => {
    let error: NodeJS.ErrnoException | undefined;
    client.once('error', (reported) => {
      error = reported;
    });
    client.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString(), ...(error ? { error } : {}) });
    });
  });
}

/** The next so many messages, as text. */
export function messages(client: WebSocket, count: number): Promise<string[]> {
  return new Promise((resolve) => {
    const all: string[] = [];
    client.on('message', function collect(data) {
      if (all.push(data.toString()) < count) return;
      client.off('message', collect);
      resolve(all);
    });
  });
}

/** The milliseconds that something took, and those of them that this process was given. */
export interface Took {
  readonly ms: number;
  readonly ownMs: number;
}

/** Settles with the milliseconds that went by. */
export async function elapsed(work: Promise<unknown>): Promise<Took> {
  const time = new OwnTime();
  const startedAt = performance.now();
  await work;
  return { ms: performance.now() - startedAt, ownMs: time.ms };
}

/** Settles with the milliseconds until the board's pong. */
export function roundTrip(client: WebSocket): Promise<Took> {
  const pong = once(client, 'pong');
  client.ping();
  return elapsed(pong);
}

/** Waits until the board's sketch has had so many events of a type, and gives them. */
export function events(board: VirtualBoard, type: Received['type'], count = 1): Promise<Received[]> {
  return new Promise((resolve) => {
    const check = () => {
      const found = board.log.filter((received) => received.type === type);
      if (found.length < count) return;
      board.off('event', check);
      resolve(found);
    };
    board.on('event', check);
    check();
  });
}

/** The types of all events so far. */
export function eventTypes(board: VirtualBoard): string[] {
  return board.log.map(({ type }) => type);
}
