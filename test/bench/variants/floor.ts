import type { Variant } from './variant.js';

/** As little as a node can do and still be a node: what everything above it costs is the node's own. */
export const floor: Variant = {
  boards: 'websocket',
  config: ({ index, port }) => [{ id: `config-${index}`, type: 'bench floor', port }],
  inNode: ({ index }, wire) => ({
    id: `in-${index}`,
    type: 'bench floor in',
    socket: `config-${index}`,
    wires: [[wire]],
  }),
  outNode: ({ index }) => ({
    id: `out-${index}`,
    type: 'bench floor out',
    socket: `config-${index}`,
    wires: [],
  }),
};
