// Loaded into Node-RED before anything else: at each SIGWINCH, which means nothing to it, prints what the process holds.
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Holding } from './holding.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

process.on('SIGWINCH', () => {
  collectGarbage();
  // What a first collection has let go may have held more.
  setImmediate(() => {
    collectGarbage();
    console.log(`holding ${JSON.stringify(holding())}`);
  });
});
console.log(`probed ${process.pid}`);

function holding(): Holding {
  const resources: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
  const { system, user } = process.cpuUsage();
  return {
    heapBytes: process.memoryUsage().heapUsed,
    timers: resources.Timeout ?? 0,
    sockets: resources.TCPSocketWrap ?? 0,
    listeners: listenersOf(process) + listenersOf(redEvents()),
    cpuMs: (system + user) / 1_000,
  };
}

function listenersOf(emitter: EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

function redEvents(): EventEmitter {
  return (createRequire(process.argv[1]!)('@node-red/util') as { readonly events: EventEmitter }).events;
}
