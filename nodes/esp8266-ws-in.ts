import type { NodeAPI } from 'node-red';
import type * as InNode from './in-node.js';
import { registerOnDemand } from './on-demand.js';

export = (RED: NodeAPI) =>
  registerOnDemand(RED, 'esp8266-ws-in', () => (require('./in-node.js') as typeof InNode).inNode);
