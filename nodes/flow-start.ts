import type { EventEmitter } from 'node:events';
import type { Gate } from '../src/socket.js';

let isWatched = false;
let isStarting = false;
const waiting = new Set<() => void>();

/** Learns from Node-RED when flows start and have started; once per process, however often it is asked. */
export function watchFlowStart(events: EventEmitter): void {
  if (isWatched) return;
  isWatched = true;
  events.on('flows:starting', () => {
    isStarting = true;
  });
  events.on('flows:started', () => {
    isStarting = false;
    const dials = [...waiting];
    waiting.clear();
    for (const dial of dials) dial();
  });
}

/** A gate before another one: while flows start it is shut, since a virtual board may come after those who dial it. */
export function afterFlowStart(gate: Gate): Gate {
  return (dial) => {
    if (!isStarting) return gate(dial);
    let leave = () => {
      waiting.delete(enter);
    };
    const enter = () => {
      leave = gate(dial);
    };
    waiting.add(enter);
    return () => leave();
  };
}
