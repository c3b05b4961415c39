import { defaults } from '../../../src/settings/board-settings.js';
import type { Variant } from './variant.js';

type Format = 'auto' | 'text';

/** Our nodes. Unless a scenario says otherwise the limit of what a board may say is off: it would be what is measured. */
function withFormat(format: Format): Variant {
  return {
    boards: 'websocket',
    config: ({ index, port }, { config }) => [
      {
        ...defaults,
        id: `config-${index}`,
        type: 'esp8266-ws-config',
        name: `board ${index}`,
        host: `127.0.0.1:${port}`,
        maxInPerSecond: 0,
        ...config,
      },
    ],
    inNode: ({ index }, wire) => ({
      id: `in-${index}`,
      type: 'esp8266-ws-in',
      board: `config-${index}`,
      topic: '',
      format,
      emit: 'messages',
      wires: [[wire]],
    }),
    outNode: ({ index }) => ({
      id: `out-${index}`,
      type: 'esp8266-ws-out',
      board: `config-${index}`,
      topic: '',
      send: 'payload',
      wires: [],
    }),
  };
}

/** One config node of ours for all boards. */
export const fleet: Variant = {
  ...withFormat('text'),
  isShared: true,
  config: (place, plan) => {
    const host = plan.places.map(({ index, port }) => `b${index}=127.0.0.1:${port}`).join('\n');
    return ours.config(place, { ...plan, config: { host, ...plan.config } });
  },
};

/** Hands on text, as every other variant does. */
export const ours = withFormat('text');

/** Opens topic messages and JSON, as our nodes do by default. */
export const oursParsing = withFormat('auto');
