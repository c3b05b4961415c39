import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { registerFloor } from '../variants/floor-nodes.js';
import type { Ledger } from './ledger.js';

/** What the bench's nodes in a flow share with the process around it. */
export const benchNodes: { ledger?: Ledger; source?: Node; answers: boolean } = { answers: false };

/** A msg that says which of several boards it is of. */
type Spoken = NodeMessage & { readonly board?: string };

interface SinkDefinition extends NodeDef {
  readonly workMs: number;
}

/** The bench's own nodes: where messages come from, where they end, and how sending them ended. */
export default function (RED: NodeAPI): void {
  function Sink(this: Node, definition: SinkDefinition) {
    RED.nodes.createNode(this, definition);
    this.on('input', (_msg, _send, done) => {
      work(definition.workMs);
      benchNodes.ledger?.arrive();
      done();
    });
  }

  /** What stands between in and out where a flow answers; core's nodes send nothing where a msg still says who it is from. */
  function Echo(this: Node, definition: NodeDef) {
    RED.nodes.createNode(this, definition);
    this.on('input', (msg, send, done) => {
      send({ payload: msg.payload });
      done();
    });
  }

  /** Counts, and answers who spoke while the bench wants that. */
  function Answer(this: Node, definition: NodeDef) {
    RED.nodes.createNode(this, definition);
    this.on('input', (msg, send, done) => {
      benchNodes.ledger?.arrive();
      if (benchNodes.answers) send({ payload: msg.payload, board: (msg as Spoken).board } as Spoken);
      done();
    });
  }

  function Source(this: Node, definition: NodeDef) {
    RED.nodes.createNode(this, definition);
    benchNodes.source = this;
  }

  function Tally(this: Node, definition: NodeDef) {
    RED.nodes.createNode(this, definition);
    this.on('input', (msg, _send, done) => {
      const { error } = msg as { error?: { message: string } };
      benchNodes.ledger?.end(
        error === undefined ? 'complete' : (/ERR_\w+/.exec(error.message)?.[0] ?? 'error'),
      );
      done();
    });
  }

  RED.nodes.registerType('bench answer', Answer);
  RED.nodes.registerType('bench echo', Echo);
  RED.nodes.registerType('bench sink', Sink);
  RED.nodes.registerType('bench source', Source);
  RED.nodes.registerType('bench tally', Tally);
  registerFloor(RED);
}

/** Keeps the event loop busy, as a flow with heavy function nodes does. */
function work(workMs: number): void {
  const until = performance.now() + workMs;
  while (workMs > 0 && performance.now() < until);
}
