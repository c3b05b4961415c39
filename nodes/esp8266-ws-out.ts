import type { NodeAPI } from 'node-red';
import { registerOnDemand } from './on-demand.js';
import type * as OutNode from './out-node.js';

export = (RED: NodeAPI) =>
  registerOnDemand(RED, 'esp8266-ws-out', () => (require('./out-node.js') as typeof OutNode).outNode);
