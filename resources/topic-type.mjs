/** What kind of value a topic of a board has: pure. */

/**
 * As the board says, or else as its last value is.
 *
 * @param {FlowTopic} topic
 * @returns {'boolean' | 'number' | 'string'} `string` for all else, too
 */
export function typeOf({ type, value = '' }) {
  if (type === 'boolean' || type === 'number') return type;
  if (type === undefined && /^(true|false)$/.test(value)) return 'boolean';
  return type === undefined && /^-?\d[\d.eE+-]*$/.test(value) ? 'number' : 'string';
}
