import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { NodeAPI } from 'node-red';
import { faultText } from '../src/board/board-log.js';
import { isLocalName, type Presence } from '../src/board/presence.js';
import type { Discovery } from '../src/discovery/discovery.js';
import { createNameQueue } from '../src/link/name-queue.js';

/** The queues of this process in which the operating system resolves names: one that hangs on `.local` must not delay others. */
const system = createNameQueue(resolve);
const systemForLocal = createNameQueue(resolve);

let discovery: Discovery | undefined;

/** The one of this process. It and its libraries are loaded when somebody needs them first: most boards have an address. */
export function discoveryOf(RED: NodeAPI): Discovery {
  discovery ??= load(RED);
  return discovery;
}

function load(RED: NodeAPI): Discovery {
  const { Discovery } =
    require('../src/discovery/discovery.js') as typeof import('../src/discovery/discovery.js');
  return new Discovery({
    system: systemForLocal,
    onDeaf: (error) => RED.log.warn(RED._('deaf', { detail: error.message })),
    onFault: (fault) => RED.log.error(faultText(fault)),
  });
}

/** How names of boards are resolved. */
export function createLookup(RED: NodeAPI): LookupFunction {
  return (...asked) => (isLocalName(asked[0]) ? discoveryOf(RED).lookup : system)(...asked);
}

/** How boards are heard. */
export function presenceOf(RED: NodeAPI): Presence {
  return {
    watch: (host, onPresent) => discoveryOf(RED).watch(host, onPresent),
    addressesOf: (host) => discoveryOf(RED).addressesOf(host),
  };
}
