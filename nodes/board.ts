import type { Node, NodeAPI } from 'node-red';
import { Fleet } from '../src/fleet/fleet.js';
import { SettingsError } from '../src/settings/settings-error.js';

/** A config node; without a `fleet` if its settings cannot work. */
export interface BoardNode extends Node {
  fleet?: Fleet;
}

/** A config node that works. */
export interface WorkingNode extends BoardNode {
  fleet: Fleet;
  /** *Host* as it was saved, before variables were filled in. */
  typedHost: string;
}

/** Those that are deployed, with those of subflow instances, which Node-RED does not list. */
export const deployed = new Set<WorkingNode>();

/** The boards of a config node; undefined where none has this id, or its settings cannot work. */
export function fleetOf(RED: NodeAPI, id: string): Fleet | undefined {
  const { fleet } = (RED.nodes.getNode(id) ?? {}) as BoardNode;
  // Other nodes may call something a fleet, too.
  return fleet instanceof Fleet ? fleet : undefined;
}

/**
 * The boards that an in, out or request node has chosen.
 *
 * @throws {SettingsError} naming `board`, where there is none that works
 */
export function chosenFleet(RED: NodeAPI, id: string): Fleet {
  if (!id) throw new SettingsError('board', 'boardMissing');
  const fleet = fleetOf(RED, id);
  if (fleet !== undefined) return fleet;
  const { type } = (RED.nodes.getNode(id) ?? {}) as Partial<Node>;
  if (type === 'esp8266-ws-config') throw new SettingsError('board', 'boardUnfit');
  throw new SettingsError('board', isDisabled(RED, id) ? 'boardDisabled' : 'boardGone');
}

/** Node-RED makes no node of what is disabled, but still lists it. */
function isDisabled(RED: NodeAPI, id: string): boolean {
  let found = false;
  RED.nodes.eachNode((item) => {
    found ||= item.id === id && (item as { d?: boolean }).d === true;
  });
  return found;
}
