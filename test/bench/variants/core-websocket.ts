import type { Variant } from './variant.js';

/** Node-RED's own websocket nodes, with the settings that its editor starts with. */
export const coreWebSocket: Variant = {
  boards: 'websocket',
  config: ({ index, port }) => [
    {
      id: `config-${index}`,
      type: 'websocket-client',
      path: `ws://127.0.0.1:${port}/`,
      tls: '',
      wholemsg: 'false',
      hb: '0',
      subprotocol: '',
      headers: [],
    },
  ],
  inNode: ({ index }, wire) => ({
    id: `in-${index}`,
    type: 'websocket in',
    server: '',
    client: `config-${index}`,
    wires: [[wire]],
  }),
  outNode: ({ index }) => ({
    id: `out-${index}`,
    type: 'websocket out',
    server: '',
    client: `config-${index}`,
    wires: [],
  }),
};
