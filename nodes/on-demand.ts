import type { Node, NodeAPI, NodeDef } from 'node-red';

/** Makes what Node-RED calls to create a node. */
type NodeMaker = (RED: NodeAPI) => (this: Node, definition: never) => void;

/**
 * Registers a type of node whose code is loaded with the first node of it: where the palette is installed and nobody uses it,
 * Node-RED starts as if it were not there.
 *
 * @param load requires the code
 * @param options as `RED.nodes.registerType` takes them
 */
export function registerOnDemand(RED: NodeAPI, type: string, load: () => NodeMaker, options?: object): void {
  let create: ((this: Node, definition: never) => void) | undefined;
  function OnDemand(this: Node, definition: NodeDef) {
    create ??= load()(RED);
    create.call(this, definition as never);
  }
  RED.nodes.registerType(type, OnDemand, options as never);
}

/**
 * Answers requests of the editor below a path with routes whose code is loaded with the first of them.
 *
 * @param load requires the code, each part of which adds routes to `RED.httpAdmin`: Express looks for a route behind this one
 *   only afterwards
 */
export function serveOnDemand(RED: NodeAPI, path: string, load: () => ((RED: NodeAPI) => void)[]): void {
  let isServed = false;
  RED.httpAdmin.use(path, (_request, _answer, next) => {
    const parts = isServed ? [] : load();
    // Before they are added: if one throws, the others must not be added again with each request.
    isServed = true;
    for (const serve of parts) serve(RED);
    next();
  });
}
