import { deepEqual, match } from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Item, NodeRed } from '../support/node-red.js';
import { certificate, tlsProxy } from '../support/tls.js';

type Msg = Readonly<Record<string, unknown>>;
type Words = readonly (string | Buffer)[];

/** A flow with the core nodes, and the same one moved as the README says under *From the core websocket nodes*. */
interface Shape {
  readonly path?: string;
  readonly isSecure?: boolean;
  readonly isEntire?: boolean;
  /** What goes into the out nodes, and what the board says after it. */
  readonly sends: Msg;
  readonly says: Words;
  /** What is chosen in the moved nodes, and what else the README says. */
  readonly out?: Msg;
  readonly in: Msg;
  readonly board?: Msg;
  readonly func?: string;
  readonly hasJson?: boolean;
  /** What the moved flow gets, and what its board gets; the same as before, unless it says otherwise. */
  readonly gets?: readonly Msg[];
  readonly boardGets?: readonly unknown[];
}

const bytes = Buffer.from([0, 1, 254, 255]);
const allInPayload = 'msg.payload = { topic: msg.topic, payload: msg.payload, unit: msg.unit }; return msg;';

const shapes: Readonly<Record<string, Shape>> = {
  payload: {
    sends: { payload: 'Hello from Client!' },
    says: ['Message received', '23.5', '{"topic":"temperature","payload":21.4}'],
    in: { format: 'text' },
  },
  'an object as payload': {
    sends: { payload: { on: true } },
    says: ['ok'],
    in: { format: 'text' },
  },
  'the entire message': {
    isEntire: true,
    sends: { topic: 'led', payload: true, unit: 'none' },
    says: [
      '{"topic":"temperature","payload":21.4,"unit":"°C"}',
      '23.5',
      'Message received',
      '{"temperature":21.4}',
    ],
    out: { send: 'topic' },
    in: { format: 'auto' },
    gets: [
      { topic: 'temperature', payload: 21.4 },
      { payload: 23.5 },
      { payload: 'Message received' },
      { payload: { temperature: 21.4 } },
    ],
    boardGets: [{ topic: 'led', payload: true }],
  },
  'the entire message, with the other keys': {
    isEntire: true,
    sends: { topic: 'led', payload: true, unit: 'none' },
    says: ['{"topic":"temperature","payload":21.4,"unit":"°C"}'],
    func: allInPayload,
    in: { format: 'text' },
    hasJson: true,
    gets: [{ payload: { topic: 'temperature', payload: 21.4, unit: '°C' } }],
    boardGets: [{ topic: 'led', payload: true, unit: 'none' }],
  },
  binary: { sends: { payload: [...bytes] }, says: [bytes, bytes], in: { format: 'buffer' } },
  'a path with a query': {
    path: '/live?room=kitchen',
    sends: { payload: 'hello' },
    says: ['Message received'],
    in: { format: 'text' },
    board: { sendClientName: false },
  },
  TLS: { isSecure: true, sends: { payload: 'hello' }, says: ['Message received'], in: { format: 'text' } },
};

/** What the core nodes are known to do; for the others it is what the moved ones do, too. */
const coreGets: Readonly<Record<string, readonly Msg[]>> = {
  'the entire message': [
    { topic: 'temperature', payload: 21.4, unit: '°C' },
    { payload: 23.5 },
    { payload: 'Message received' },
    { temperature: 21.4 },
  ],
  'the entire message, with the other keys': [{ topic: 'temperature', payload: 21.4, unit: '°C' }],
};

/** A WebSocket server that says the same after the first message of each client, and keeps what it has got. */
class Peer {
  readonly paths: string[] = [];
  readonly got: unknown[] = [];
  private readonly server = new WebSocketServer({ host: '127.0.0.1', port: 0 });

  constructor(private readonly says: Words) {
    this.server.on('connection', (socket, { url = '' }) => {
      this.paths.push(url);
      socket.on('message', (data: Buffer, isBinary) => this.answer(socket, isBinary ? data : parsed(data)));
    });
  }

  async listen(): Promise<number> {
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async connected(): Promise<void> {
    if (this.paths.length === 0) await once(this.server, 'connection');
  }

  async close(): Promise<void> {
    for (const client of this.server.clients) client.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(socket: WebSocket, message: unknown): void {
    this.got.push(message);
    for (const word of this.says) socket.send(word);
  }
}

/** Objects without what tells one msg from another. */
function parsed(data: Buffer): unknown {
  const text = String(data);
  if (!text.startsWith('{')) return text;
  const { _msgid, ...object } = JSON.parse(text) as Msg;
  return object;
}

/** A msg as a debug node shows it, without what both kinds of nodes add to it. */
function bare(msg: unknown): Msg {
  const { _msgid, _session, board, ...rest } = msg as Msg;
  return rest;
}

/** A path without the name that our nodes add to it. */
function withoutName(path: string): string {
  return path.replace(/[?&]client=[\da-f]{16}$/, '');
}

const tlsItem: Item = {
  id: 'tls',
  type: 'tls-config',
  ca: '',
  cert: '',
  key: '',
  verifyservercert: true,
  credentials: { cadata: certificate },
};

const at = { z: 'tab', x: 0, y: 0 };
const debugItem = (id: string): Item => ({
  ...at,
  id,
  type: 'debug',
  active: true,
  tosidebar: true,
  complete: 'true',
  targetType: 'full',
  wires: [],
});

function coreItems({ isEntire = false, isSecure = false, path = '/' }: Shape, port: number): Item[] {
  const url = `${isSecure ? 'wss' : 'ws'}://127.0.0.1:${port}${path}`;
  const client = {
    id: 'client',
    type: 'websocket-client',
    path: url,
    wholemsg: String(isEntire),
    hb: '0',
    subprotocol: '',
  };
  return [
    { ...client, tls: isSecure ? 'tls' : '' },
    { ...at, id: 'core-in', type: 'websocket in', server: '', client: 'client', wires: [['core-got']] },
    { ...at, id: 'core-out', type: 'websocket out', server: '', client: 'client', wires: [] },
    debugItem('core-got'),
  ];
}

function ourItems(shape: Shape, port: number): Item[] {
  const { board, func = 'return msg;', hasJson = false, isSecure = false, out, path = '/' } = shape;
  const tls = isSecure ? 'tls' : '';
  return [
    { id: 'board', type: 'esp8266-ws-config', name: 'kitchen', host: '127.0.0.1', port, path, tls, ...board },
    {
      ...at,
      id: 'in',
      type: 'esp8266-ws-in',
      board: 'board',
      ...shape.in,
      wires: [[hasJson ? 'json' : 'got']],
    },
    { ...at, id: 'json', type: 'json', property: 'payload', action: 'obj', wires: [['got']] },
    { ...at, id: 'before', type: 'function', func, outputs: 1, wires: [['out']] },
    { ...at, id: 'out', type: 'esp8266-ws-out', board: 'board', ...out, wires: [] },
    debugItem('got'),
  ];
}

function startItem(sends: Msg): Item {
  const kind = (v: unknown) => (Array.isArray(v) ? 'bin' : 'json');
  const props = Object.entries(sends).map(([p, v]) => ({ p, v: JSON.stringify(v), vt: kind(v) }));
  return { ...at, id: 'start', type: 'inject', props, wires: [['core-out', 'before']] };
}

describe('A flow that moves over from the core websocket nodes', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;

  before(async () => {
    nodeRed = await NodeRed.start();
  });
  after(() => nodeRed?.stop());

  /** Runs both flows, each with a board of its own, until both have got what the boards say. */
  async function play(shape: Shape) {
    const peers = [new Peer(shape.says), new Peer(shape.says)] as const;
    const plain = await Promise.all(peers.map((peer) => peer.listen()));
    const proxies = shape.isSecure ? await Promise.all(plain.map(tlsProxy)) : [];
    const [corePort = 0, ourPort = 0] = shape.isSecure ? proxies.map(({ port }) => port) : plain;
    const tls = shape.isSecure ? [tlsItem] : [];
    nodeRed.debugs.length = 0;
    const items = [...coreItems(shape, corePort), ...ourItems(shape, ourPort), startItem(shape.sends)];
    await nodeRed.deploy([{ id: 'tab', type: 'tab' }, ...tls, ...items]);
    await Promise.all(peers.map((peer) => peer.connected()));
    await nodeRed.status('out', 'ready');
    await nodeRed.until(() => /connected/.test(nodeRed.statuses.get('core-out')?.text ?? ''));
    await nodeRed.inject('start');
    const got = (id: string) => nodeRed.debugs.filter((debug) => debug.id === id).map(({ msg }) => bare(msg));
    await nodeRed.until(() => ['core-got', 'got'].every((id) => got(id).length >= shape.says.length));
    await nodeRed.deploy([]);
    await Promise.all([...peers, ...proxies].map((each) => each.close()));
    return { core: { ...peers[0], flow: got('core-got') }, ours: { ...peers[1], flow: got('got') } };
  }

  for (const [name, shape] of Object.entries(shapes)) {
    it(`behaves as the README says: ${name}`, async () => {
      const { core, ours } = await play(shape);
      deepEqual(core.flow, coreGets[name] ?? core.flow);
      deepEqual(ours.flow, shape.gets ?? core.flow);
      deepEqual(ours.got, shape.boardGets ?? core.got);
      deepEqual(ours.paths.map(withoutName), core.paths);
    });
  }

  it('adds its name to the query, unless that is switched off', async () => {
    const { core, ours } = await play({ ...shapes['a path with a query']!, board: {} });
    deepEqual(core.paths, ['/live?room=kitchen']);
    match(ours.paths.join(), /^\/live\?room=kitchen&client=[\da-f]{16}$/);
  });
});
