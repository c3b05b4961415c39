import { type EventEmitter, once } from 'node:events';
import type { Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import helper, { type TestFlowsItem } from 'node-red-node-test-helper';
import type { BoardNode } from '../../nodes/board.js';
import type { Board, BoardStatus } from '../../src/board/board.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { freePort } from './free-port.js';
import { shortTimes } from './settings.js';
import { timePasses } from './waiting.js';

export { timePasses, until } from './waiting.js';

const nodeFiles = [
  '../../nodes/esp8266-ws-config.js',
  '../../nodes/esp8266-ws-in.js',
  '../../nodes/esp8266-ws-out.js',
  '../../nodes/esp8266-ws-request.js',
  '../../nodes/esp8266-ws-virtual-board.js',
  '@node-red/nodes/core/common/24-complete.js',
  '@node-red/nodes/core/common/25-catch.js',
  '@node-red/nodes/core/network/05-tls.js',
];

export type FlowItem = TestFlowsItem & Readonly<Record<string, unknown>>;

/** A message as the flow gets it. */
export type Msg = NodeMessageInFlow & Readonly<Record<string, unknown>>;

/** Starts a flow of our nodes and the core nodes for delivery in Node-RED's own test runtime. */
export async function load(flow: FlowItem[], credentials: Record<string, unknown> = {}): Promise<void> {
  const nodes = await Promise.all(nodeFiles.map(async (file) => (await import(file)).default));
  await helper.load(nodes, placed(flow), credentials);
}

/** A virtual board with the echo sketch for each test of a suite; flows and board are gone after it. */
export function useBoard(): { board: VirtualBoard } {
  const used = {} as { board: VirtualBoard };
  beforeEach(async () => {
    // Not any: where a board has gone nobody else may listen, and one that comes back must find its place free.
    used.board = new VirtualBoard({ sketch: 'echo', port: await freePort() });
    await used.board.listen();
  });
  afterEach(async () => {
    await helper.unload();
    await used.board.close();
  });
  return used;
}

/** A config node for a board on this machine, with short times. */
export function boardItem(
  board: VirtualBoard | number,
  saved: Readonly<Record<string, unknown>> = {},
): FlowItem {
  const port = typeof board === 'number' ? board : board.port;
  return {
    id: 'board',
    type: 'esp8266-ws-config',
    name: 'kitchen',
    host: '127.0.0.1',
    port,
    ...shortTimes,
    ...saved,
  } as FlowItem;
}

export function node(id: string): Node {
  return helper.getNode(id);
}

/**
 * Waits until the nth connection to a board is open, which the first ping on it tells. Sooner than the nodes' status, which
 * rests between two changes.
 */
export async function linked(board: VirtualBoard, nth = 1): Promise<void> {
  const isLinked = () => {
    const connects = board.log.filter(({ type }) => type === 'connected');
    const last = board.log.lastIndexOf(connects.at(-1)!);
    return connects.length >= nth && board.log.slice(last).some(({ type }) => type === 'ping');
  };
  while (!isLinked()) await once(board, 'event');
}

/** The texts that a board has been told, in order. */
export function textsOf(board: VirtualBoard): string[] {
  return board.log.filter(({ type }) => type === 'text').map(({ payload }) => payload.toString());
}

/** Hands a msg to a node. */
export function input(id: string, msg: NodeMessage): void {
  node(id).receive(msg);
}

/** The next msg that reaches a node. */
export async function nextMsg(id: string, isMeant: (msg: Msg) => boolean = () => true): Promise<Msg> {
  for (;;) {
    const [msg] = (await once(node(id), 'input')) as [Msg];
    if (isMeant(msg)) return msg;
  }
}

/** Collects what reaches a node, from now on. */
export function collect(id: string): Msg[] {
  const list: Msg[] = [];
  node(id).on('input', (msg) => list.push(msg as Msg));
  return list;
}

/** The texts of all statuses that a node has had, in order; an empty one where it was cleared. */
export function statusTexts(id: string): string[] {
  const meant = node(id);
  // The test runtime makes one spy of the method that all nodes share.
  const spy = meant.status as unknown as {
    readonly args: [{ text?: string }][];
    readonly thisValues: unknown[];
  };
  return spy.args.filter((_args, at) => spy.thisValues[at] === meant).map(([{ text }]) => text ?? '');
}

/** Waits until a node's newest status has this text; it may be there already. */
export async function statusText(id: string, text: string): Promise<void> {
  while (statusTexts(id).at(-1) !== text) await once(node(id), 'call:status');
}

/** Calls back with the first argument of each call of a method of a node: `warn`, `error`, `log` … */
export function onCall(id: string, method: string, callBack: (argument: string) => void): void {
  (node(id) as EventEmitter).on(`call:${method}`, ({ args }: { args: unknown[] }) =>
    callBack(String(args[0])),
  );
}

/** Calls back with each error of a node, whether or not a Catch node takes it. */
export function onError(id: string, callBack: (error: string) => void): void {
  const meant = node(id);
  const { error } = meant;
  meant.error = (fault, msg) => {
    callBack(String(fault));
    error.call(meant, fault, msg);
  };
}

/** The code of the error that a Catch node was given. Node-RED 4.0 hands on no code, but the message begins with it everywhere. */
export function codeOf(msg: Msg): string {
  const { code, message } = msg.error as { code?: string; message: string };
  const [first = ''] = message.split(':');
  if (code !== undefined && code !== first) throw new Error(`${code} is called ${first}`);
  return first;
}

/** The board of a config node, or the first of several. */
export function boardAt(id = 'board'): Board {
  const [board] = (node(id) as BoardNode).fleet!.all.values();
  return board!;
}

/** What a board counts, and how it is. */
export function describeBoard(id = 'board'): BoardStatus {
  const board = boardAt(id);
  return board.describe(board.connection.report);
}

/**
 * Numbers from 0 on, one each `everyMs` by the clock: where this process was not given its time, those that are due come
 * together, so that they are no fewer in a second.
 */
export async function* paced(count: number, everyMs: number): AsyncGenerator<number> {
  const startedAt = performance.now();
  for (let number = 0; number < count; number += 1) {
    const ms = startedAt + number * everyMs - performance.now();
    if (ms > 0) await timePasses(ms);
    yield number;
  }
}

/** An in node, wired to the helper node `got`. */
export function inItem(saved: Readonly<Record<string, unknown>> = {}): FlowItem {
  const item = { id: 'in', type: 'esp8266-ws-in', z: 'tab', board: 'board', topic: '', format: 'auto' };
  return { ...item, emit: 'messages', wires: [['got']], ...saved } as unknown as FlowItem;
}

export function outItem(saved: Readonly<Record<string, unknown>> = {}): FlowItem {
  const item = { id: 'out', type: 'esp8266-ws-out', z: 'tab', board: 'board', topic: '', send: 'payload' };
  return { ...item, wires: [], ...saved } as unknown as FlowItem;
}

/** A request node, wired to the helper node `answered`. */
export function requestItem(saved: Readonly<Record<string, unknown>> = {}): FlowItem {
  const item = { id: 'request', type: 'esp8266-ws-request', z: 'tab', board: 'board', topic: '' };
  return { ...item, ask: 'payload', wires: [['answered']], ...saved } as unknown as FlowItem;
}

export function helperItem(id: string): FlowItem {
  return { id, type: 'helper', z: 'tab' } as FlowItem;
}

/** Complete and Catch nodes for these nodes, or else for `out`: they hand on to the helper nodes `done` and `failed`. */
export function endsItems(...ids: readonly string[]): FlowItem[] {
  const scope = ids.length > 0 ? ids : ['out'];
  return [
    { id: 'complete', type: 'complete', z: 'tab', scope, wires: [['done']] },
    { id: 'catch', type: 'catch', z: 'tab', scope, wires: [['failed']] },
    { id: 'done', type: 'helper', z: 'tab' },
    { id: 'failed', type: 'helper', z: 'tab' },
  ] as FlowItem[];
}

export const tabItem = { id: 'tab', type: 'tab' } as FlowItem;

/** Lets Node-RED deliver what is on its way: it does so in turns of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}

/** What the helper has of Node-RED's runtime. */
interface Runtime {
  readonly _events: EventEmitter;
  readonly _redNodes: { setFlows(flow: FlowItem[], credentials: object, kind: string): Promise<unknown> };
}

/** Deploys another flow, as the editor's Deploy button does in one of its three kinds. */
export async function deploy(flow: FlowItem[], kind: 'full' | 'flows' | 'nodes'): Promise<void> {
  // As the helper does it, but for its time limit of 300 ms.
  const { _events: events, _redNodes: nodes } = helper as unknown as Runtime;
  const started = once(events, 'flows:started');
  await nodes.setFlows(placed(flow), {}, kind);
  await started;
}

/** What has no place in the workspace is a config node to Node-RED. */
function placed(flow: FlowItem[]): FlowItem[] {
  return flow.map((item) => ('z' in item ? { ...item, x: 0, y: 0 } : item));
}
