import type { Place, Plan } from '../client/plan.js';

/** One way to connect a flow to boards: the nodes it takes. */
export interface Variant {
  readonly boards: 'websocket' | 'mqtt';
  /** Whether one config node, one in and one out node are for all boards: those of the first place. */
  readonly isShared?: true;
  /** Config nodes for one board; may repeat what another board has brought already. */
  config(place: Place, plan: Plan): object[];
  /** The node `in-<index>`, wired to that one. */
  inNode(place: Place, wire: string): object;
  /** The node `out-<index>`. */
  outNode(place: Place): object;
}
