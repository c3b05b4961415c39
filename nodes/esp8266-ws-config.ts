import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Values } from '../src/board/board-log.js';
import { Fleet, type Patterns } from '../src/fleet/fleet.js';
import { dialGate } from '../src/link/dial-gate.js';
import { type BoardNode, deployed } from './board.js';
import { keepMemory } from './board-memory.js';
import { type Credentials, headerNames, readWays, type WaysToBoards } from './board-settings.js';
import { serveBoards } from './boards-route.js';
import { createLookup, discoveryOf, presenceOf } from './discovery.js';
import { unusable } from './fault.js';
import { serveFinding } from './finding.js';
import { flowStart } from './flow-start.js';
import { handover } from './handover.js';
import { serveSketches } from './sketches.js';

type ConfigNode = BoardNode & Node<Credentials>;

export = (RED: NodeAPI) => {
  function Esp8266WsConfig(this: ConfigNode, definition: NodeDef) {
    RED.nodes.createNode(this, definition);
    try {
      const ways = readWays(RED, this, { ...definition }, this.credentials);
      const gate = flowStart.gateBefore(dialGate);
      const options = { gate, lookup: createLookup(RED), presence: presenceOf(RED), tls: ways.tls };
      const places = ways.boards.map((board) => ({
        name: board.name,
        settings: ways.settingsOf(board, true),
      }));
      const translate = (key: string, values: Values) => RED._(key, values);
      const earlier = handover.take(this.id);
      const fleet = new Fleet(this, places, patternsOf(ways), options, translate, earlier);
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

  flowStart.watch(RED.events);
  handover.watch(RED.events);
  serveBoards(RED);
  serveFinding(RED);
  serveSketches(RED);
  RED.nodes.registerType<ConfigNode, NodeDef, object, Credentials>('esp8266-ws-config', Esp8266WsConfig, {
    credentials: {
      user: { type: 'text' },
      password: { type: 'password' },
      ...Object.fromEntries(headerNames.map((name) => [name, { type: 'password' }])),
    },
  });
};
