import type { NodeAPI } from 'node-red';
import type * as BoardsRoute from './boards-route.js';
import type * as ConfigNode from './config-node.js';
import { headerNames } from './credentials.js';
import type * as Finding from './finding.js';
import { flowStart } from './flow-start.js';
import { handover } from './handover.js';
import { registerOnDemand, serveOnDemand } from './on-demand.js';
import type * as Sketches from './sketches.js';

export = (RED: NodeAPI) => {
  // Before the flows start: that is what they listen for.
  flowStart.watch(RED.events);
  handover.watch(RED.events);
  serveOnDemand(RED, '/esp8266-ws', () => [
    (require('./boards-route.js') as typeof BoardsRoute).serveBoards,
    (require('./finding.js') as typeof Finding).serveFinding,
    (require('./sketches.js') as typeof Sketches).serveSketches,
  ]);
  registerOnDemand(
    RED,
    'esp8266-ws-config',
    () => (require('./config-node.js') as typeof ConfigNode).configNode,
    {
      credentials: {
        user: { type: 'text' },
        password: { type: 'password' },
        ...Object.fromEntries(headerNames.map((name) => [name, { type: 'password' }])),
      },
    },
  );
};
