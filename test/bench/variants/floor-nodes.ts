import type { Node, NodeAPI, NodeDef } from 'node-red';
import WebSocket from 'ws';

type FloorNode = Node & { ws: WebSocket };
type Definition = NodeDef & { readonly port: number; readonly socket: string };

/** The nodes of variant `floor`: a socket that never comes back, and messages handed on as they are. */
export function registerFloor(RED: NodeAPI): void {
  function Floor(this: FloorNode, definition: Definition) {
    RED.nodes.createNode(this, definition);
    this.ws = new WebSocket(`ws://127.0.0.1:${definition.port}/`, { perMessageDeflate: false });
    this.ws.on('error', () => {});
    this.on('close', () => this.ws.terminate());
  }

  function FloorIn(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const { ws } = RED.nodes.getNode(definition.socket) as FloorNode;
    ws.on('message', (data) => this.send({ payload: String(data) }));
  }

  function FloorOut(this: Node, definition: Definition) {
    RED.nodes.createNode(this, definition);
    const { ws } = RED.nodes.getNode(definition.socket) as FloorNode;
    this.on('input', (msg, _send, done) => {
      ws.send(String(msg.payload));
      done();
    });
  }

  RED.nodes.registerType('bench floor', Floor as never);
  RED.nodes.registerType('bench floor in', FloorIn);
  RED.nodes.registerType('bench floor out', FloorOut);
}
