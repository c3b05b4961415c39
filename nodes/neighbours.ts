import type { Node } from 'node-red';

const nodesAt = new Map<string, Set<Node>>();

/** Notes that a config node has a connection to this address, and returns one that has another: two of a board's slots. */
export function moveIn(address: string, node: Node): Node | undefined {
  const nodes = nodesAt.get(address) ?? new Set();
  const [neighbour] = nodes;
  nodesAt.set(address, nodes.add(node));
  return neighbour;
}

export function moveOut(address: string, node: Node): void {
  const nodes = nodesAt.get(address);
  nodes?.delete(node);
  if (nodes?.size === 0) nodesAt.delete(address);
}
