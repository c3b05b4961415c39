import type { Item } from '../support/node-red.js';
import { shortConfirm, shortConnect, shortPings, shortTimes } from '../support/settings.js';

/** A Catch node keeps the errors out of the log. */
const common: Item[] = [
  { id: 'tab', type: 'tab', label: 'soak' },
  { id: 'catch', type: 'catch', z: 'tab', x: 40, y: 40, scope: null, uncaught: false, wires: [[]] },
];

/** A board with an in node, and an out node for each choice of what to do while it is away; each sends now and then. */
export function busyFlow(ports: readonly number[], name: string): Item[] {
  return [...common, ...ports.flatMap((port, at) => busyBoard(port, at, name))];
}

/** Boards with an in node each, as the editor would save them: with the times that people have. */
export function idleFlow(ports: readonly number[]): Item[] {
  return [...common, ...ports.flatMap((port, at) => [board(port, at, {}), inNode(at, '')])];
}

/** One board, sent `perSecond` messages. */
export function sendingFlow(port: number, perSecond: number): Item[] {
  return [...common, board(port, 0, {}), ...outNode(0, 'fail', '', 1 / perSecond)];
}

export function inIds(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `in${at}`);
}

function busyBoard(port: number, at: number, name: string): Item[] {
  const outs = ['fail', 'queue', 'latest', 'drop'].flatMap((whileAway) => outNode(at, whileAway, name, 0.1));
  return [
    board(port, at, { ...shortTimes, ...shortPings, ...shortConfirm, ...shortConnect }),
    inNode(at, name),
    ...outs,
  ];
}

function board(port: number, at: number, saved: object): Item {
  return { id: `board${at}`, type: 'esp8266-ws-config', name: '', host: '127.0.0.1', port, ...saved };
}

function inNode(at: number, name: string): Item {
  const place = { z: 'tab', x: 400, y: 40, wires: [[], []] };
  return {
    ...place,
    id: `in${at}`,
    type: 'esp8266-ws-in',
    name,
    board: `board${at}`,
    topic: '',
    emit: 'both',
  };
}

function outNode(at: number, whileAway: string, name: string, everySeconds: number): Item[] {
  const id = `${whileAway}${at}`;
  const place = { z: 'tab', x: 200, y: 40 };
  return [
    { ...place, id: `inject-${id}`, type: 'inject', ...injected(everySeconds), wires: [[id]] },
    {
      ...place,
      id,
      type: 'esp8266-ws-out',
      name,
      board: `board${at}`,
      send: 'payload',
      whileAway,
      wires: [],
    },
  ];
}

function injected(everySeconds: number): object {
  return {
    props: [{ p: 'payload' }, { p: 'topic', vt: 'str' }],
    payload: '',
    payloadType: 'date',
    repeat: String(everySeconds),
    once: true,
    onceDelay: 0.1,
    topic: 'soak',
  };
}
