import type { NodeAPI } from 'node-red';
import { registerOnDemand } from './on-demand.js';
import type * as RequestNode from './request-node.js';

export = (RED: NodeAPI) =>
  registerOnDemand(
    RED,
    'esp8266-ws-request',
    () => (require('./request-node.js') as typeof RequestNode).requestNode,
  );
