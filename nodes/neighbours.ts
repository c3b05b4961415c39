import type { Node } from 'node-red';

const nodesAt = new Map<string, Set<Node>>();

/**
 * Notes that a config node connects to this address. The first time, returns another one that does, if there is one: two of a
 * board's slots are taken.
 */
export function moveIn(address: string, node: Node): Node | undefined {
  const nodes = nodesAt.get(keyOf(address)) ?? new Set();
  const [neighbour] = nodes.has(node) ? [] : nodes;
  nodesAt.set(keyOf(address), nodes.add(node));
  return neighbour;
}

export function moveOut(address: string, node: Node): void {
  const nodes = nodesAt.get(keyOf(address));
  nodes?.delete(node);
  if (nodes?.size === 0) nodesAt.delete(keyOf(address));
}

/** Names of boards are the same in capitals. */
function keyOf(address: string): string {
  return address.toLowerCase();
}
