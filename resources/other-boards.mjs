/** The other config nodes of the editor, and the virtual boards in its flows: what an address may collide with. */

import { addressOf } from './address.mjs';
import { isPattern, readEntries } from './hosts.mjs';

/**
 * The other config nodes by the boards they lead to, so that many addresses can be looked up.
 *
 * @param {EditorNode} node
 * @returns {Map<string, ConfigNode>} by what {@link boardKey} makes of an address
 */
export function otherBoards(node) {
  /** @type {Map<string, ConfigNode>} */
  const others = new Map();
  RED.nodes.eachConfig((other) => {
    if (other.type !== node.type || other.id === node.id || other.d) return;
    for (const { host } of readEntries(String(other.host ?? '')))
      if (!isPattern(host)) others.set(boardKey(addressOf(host, other.port)), other);
  });
  return others;
}

/**
 * Another board that leads to the same address, so that the two take two of its client slots.
 *
 * @param {EditorNode} node
 * @param {string} address
 * @param {ReadonlyMap<string, ConfigNode>} [others]
 */
export function boardAt(node, address, others = otherBoards(node)) {
  return others.get(boardKey(address));
}

/**
 * The ports of the virtual boards in the flows, where an address leads to this computer and to none of them.
 *
 * @param {string} address
 * @returns {number[]} nothing where there is nothing to say
 */
export function otherPorts(address) {
  const [, port] = /^localhost:(\d+)$/.exec(boardKey(address)) ?? [];
  if (port === undefined) return [];
  /** @type {number[]} */
  const ports = [];
  RED.nodes.eachNode((node) => {
    if (node.type === 'esp8266-ws-virtual-board' && !node.d) ports.push(Number(node.port));
  });
  return ports.includes(Number(port)) ? [] : ports;
}

/**
 * What works, but may not be what somebody wants.
 *
 * @param {string} host one that can work
 * @param {string | number} port
 * @param {EditorNode} node
 * @param {ReadonlyMap<string, ConfigNode>} [others]
 * @returns {Fault | undefined}
 */
export function hostAdvice(host, port, node, others) {
  if (/:80\s*$/.test(host)) return 'advice.port';
  const address = addressOf(host, port);
  const other = boardAt(node, address, others);
  if (other) return ['advice.sameAddress', { name: RED.utils.getNodeLabel(other, other.id) }];
  const ports = otherPorts(address);
  return ports.length > 0 ? ['advice.virtualBoard', { ports: ports.join(', ') }] : undefined;
}

/**
 * The same for all names of one board: the runtime's in src/board/address-registry.ts.
 *
 * @param {string} address
 */
function boardKey(address) {
  return address.toLowerCase().replace(/^(localhost\.|127\.0\.0\.1|\[::1\]):/, 'localhost:');
}
