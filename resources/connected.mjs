/**
 * Whether messages go both ways, as the status of a node counts.
 *
 * @param {string} state
 */
export function isConnected(state) {
  return state === 'ready' || state === 'slow' || state === 'no pongs';
}
