/** Texts of a board in the nodes of a flow, where each field is read in its own way: pure. */

import { printable } from './printable.mjs';

/** Longer names would push the columns of a flow apart, in characters. */
const longestLabel = 32;
const longestTopic = 256;

/**
 * A text to be shown. Node-RED takes one that begins with `$` for an environment variable, whose value would be shown instead.
 *
 * @param {string} text
 */
export function labelOf(text) {
  return printable(text, longestLabel).replace(/^\$/, ' $');
}

/**
 * A text for a label that the dashboard draws as HTML.
 *
 * @param {string} text
 */
export function htmlOf(text) {
  return labelOf(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/**
 * Exactly this text as a typed value.
 *
 * @param {string} text
 * @returns {{ value: string, type: 'str' | 'jsonata' }}
 */
export function exactly(text) {
  return text.startsWith('$')
    ? { value: JSON.stringify(text), type: 'jsonata' }
    : { value: text, type: 'str' };
}

/**
 * A pattern that this name matches, as *From board* takes it.
 *
 * @param {string} name
 */
export function patternOf(name) {
  return name.replace(/^\$/, '?');
}

/**
 * Whether an in node can have a topic as its filter. Topics with `$` at the beginning are reserved: PROTOCOL.md.
 *
 * @param {string} topic
 */
export function isUsable(topic) {
  return /^[^$+#][^+#]*$/s.test(topic) && topic.length <= longestTopic;
}
