import { coreMqtt } from './core-mqtt.js';
import { coreWebSocket } from './core-websocket.js';
import { floor } from './floor.js';
import { fleet, ours, oursParsing } from './ours.js';
import type { Variant } from './variant.js';

/** The variants that are flows, by their name. */
export const variants = {
  floor,
  core: coreWebSocket,
  mqtt: coreMqtt,
  ours,
  oursParsing,
  fleet,
} satisfies Record<string, Variant>;

/** All variants: `ws` is the bare library, without Node-RED. */
export type VariantName = keyof typeof variants | 'ws';

export const isVariantName = (name: string): name is VariantName =>
  name === 'ws' || Object.hasOwn(variants, name);

/** How the boards of a variant are reached. */
export function boardsOf(name: VariantName): Variant['boards'] {
  return name === 'ws' ? 'websocket' : variants[name].boards;
}
