import type { NodeAPI } from 'node-red';
import { serveOnDemand } from '../nodes/on-demand.js';
import type * as Tab from './tab.js';

/** The runtime half of the tab *Boards*. */
export = (RED: NodeAPI) =>
  serveOnDemand(RED, '/esp8266-ws/overview', () => [(require('./tab.js') as typeof Tab).serveTab]);
