import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Values } from '../src/board/board-log.js';
import { Fleet, type Patterns } from '../src/fleet/fleet.js';
import { dialGate } from '../src/link/dial-gate.js';
import { type BoardNode, deployed } from './board.js';
import { keepMemory } from './board-memory.js';
import { readWays, type WaysToBoards } from './board-settings.js';
import type { Credentials } from './credentials.js';
import { createLookup, discoveryOf, presenceOf } from './discovery.js';
import { unusable } from './fault.js';
import { flowStart } from './flow-start.js';
import { handover } from './handover.js';

type ConfigNode = BoardNode & Node<Credentials>;

/** Makes the constructor of `esp8266-ws-config`. */
export function configNode(RED: NodeAPI) {
  const gate = flowStart.gateBefore(dialGate);
  const lookup = createLookup(RED);
  const presence = presenceOf(RED);
  const translate = (key: string, values: Values) => RED._(key, values);

  function Esp8266WsConfig(this: ConfigNode, definition: NodeDef) {
    RED.nodes.createNode(this, definition);
    try {
      const fleet = createFleet(this, definition);
      const self = Object.assign(this, { fleet, typedHost: String((definition as { host?: unknown }).host) });
      deployed.add(self);
      const leave = fleet.use((board) => keepMemory(this, board, fleet.isSingle));
      this.on('close', (removed: boolean, done: () => void) => {
        leave(removed);
        deployed.delete(self);
        void (removed ? fleet.close() : handover.give(this.id, fleet)).then(done);
      });
    } catch (error) {
      this.error(unusable(RED, this, error));
    }
  }

  /** The boards of a config node. Not in the constructor, whose functions would keep what is only read here. */
  function createFleet(node: ConfigNode, definition: NodeDef): Fleet {
    const ways = readWays(RED, node, { ...definition }, node.credentials);
    const options = { gate, lookup, presence, tls: ways.tls };
    const places = ways.boards.map((board) => ({
      name: board.name,
      settings: ways.settingsOf(board, true),
    }));
    return new Fleet(node, places, patternsOf(ways), options, translate, handover.take(node.id));
  }

  /** Undefined without a pattern: then nothing is listened for. */
  function patternsOf({ patterns, settingsOf, withholdsLogin }: WaysToBoards): Patterns | undefined {
    if (patterns.length === 0) return undefined;
    return {
      patterns,
      withholdsLogin,
      settingsOf: ({ host, port }) => settingsOf({ host, ...(port && { port }) }, !withholdsLogin),
      follow: (onHeard) => discoveryOf(RED).follow(onHeard),
    };
  }

  return Esp8266WsConfig;
}
