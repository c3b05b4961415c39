import type { Direction } from '../support/fault-proxy.js';
import type { Manner } from './asked-sketch.js';
import type { History } from './history.js';

type Happen = (history: History, ...words: string[]) => unknown;

/** Makes happen what a schedule says. */
export async function play(history: History, what: string): Promise<void> {
  const [verb = '', ...words] = what.split(' ');
  await verbs[verb]!(history, ...words);
}

const verbs: Readonly<Record<string, Happen>> = {
  // Nodes and flows.
  ask: (history, sender, manner) => history.ask(Number(sender), manner as Manner),
  burst: (history, sender, count) => {
    for (let sent = 0; sent < Number(count); sent += 1) history.send(Number(sender), 100, String(sent % 3));
  },
  send: (history, sender, bytes, topic) => history.send(Number(sender), Number(bytes), topic!),
  deploy: (history, sender) => history.deploy(Number(sender)),
  pause: ({ connection }) => void connection.disconnect(),
  resume: ({ connection }) => connection.connect(),
  // The network.
  acceptStall: ({ proxy }) => proxy.acceptStall(),
  bandwidth: ({ proxy }, bytes, way) => proxy.bandwidth(Number(bytes), directionOf(way)),
  blackhole: ({ proxy }, way) => proxy.blackhole(directionOf(way)),
  corrupt: ({ proxy }, offset) => proxy.corrupt(Number(offset), 'toClient'),
  fin: ({ proxy }) => proxy.fin(),
  heal: ({ proxy }) => proxy.heal(),
  jitter: ({ proxy }, ms, way) => proxy.jitter(Number(ms), directionOf(way)),
  latency: ({ proxy }, ms, way) => proxy.latency(Number(ms), directionOf(way)),
  limit: ({ proxy }, bytes, by, way) => proxy.limit(Number(bytes), by as 'fin' | 'reset', way as Direction),
  reset: ({ proxy }) => proxy.reset(),
  slicer: ({ proxy }, bytes, way) => proxy.slicer(Number(bytes), directionOf(way)),
  // The board.
  disconnect: ({ board }) => board.disconnect(),
  freeze: ({ board }) => board.freeze(),
  off: ({ board }) => void board.close(),
  on: ({ board }) => (board.isListening ? undefined : board.listen()),
  restart: ({ board }) => board.reset(),
  stall: ({ board }, ms) => board.stall(Number(ms)),
  thaw: ({ board }) => board.thaw(),
};

function directionOf(way: string | undefined): Direction | undefined {
  return way === 'both' ? undefined : (way as Direction);
}
