/** Why a board cannot be reached, in sentences. */

/**
 * @param {string} address `host:port`
 * @param {readonly Reason[]} reasons
 * @param {EditorNode} node
 */
export function sentencesOf(address, reasons, node) {
  // An IPv6 address has colons of its own.
  const colon = address.lastIndexOf(':');
  const place = { address, host: address.slice(0, colon), port: address.slice(colon + 1) };
  return reasons.map(({ key, values }) => node._(key, { ...place, ...values })).join(' ');
}
