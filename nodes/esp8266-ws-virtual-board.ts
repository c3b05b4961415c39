import type { NodeAPI } from 'node-red';
import { registerOnDemand } from './on-demand.js';
import type * as VirtualBoardNode from './virtual-board-node.js';

export = (RED: NodeAPI) =>
  registerOnDemand(
    RED,
    'esp8266-ws-virtual-board',
    () => (require('./virtual-board-node.js') as typeof VirtualBoardNode).virtualBoardNode,
  );
