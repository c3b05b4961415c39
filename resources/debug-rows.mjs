/** The rows of a flow that shows a board in the debug sidebar: pure. */

import { debugNode, endNode, injectNode, inNode, outNode, outsIn, stateNode, wire } from './flow-nodes.mjs';
import { lookOf } from './number-look.mjs';
import { typeOf } from './topic-type.mjs';

/**
 * @param {readonly FlowTopic[]} topics
 * @param {FlowPlace} place
 * @returns {FlowRow[]}
 */
export function debugRows(topics, place) {
  const all = topics.length > 0 ? topics : [undefined];
  const rows = all.flatMap((topic) => [valueRow(topic, place), ...commandRows(topic, place)]);
  return [connectionRow(place), ...rows, ...endRows(outsIn(rows), place)];
}

/** @param {FlowPlace} place */
function connectionRow(place) {
  const state = stateNode(place);
  const debug = debugNode(place, place.say('connection'));
  wire(state, debug);
  return [state, debug];
}

/**
 * @param {FlowTopic | undefined} topic
 * @param {FlowPlace} place
 */
function valueRow(topic, place) {
  const source = inNode(place, topic);
  const debug = debugNode(place, topic?.topic ?? place.say('message'));
  wire(source, debug);
  return [source, debug];
}

/**
 * A button for each value that one wants to try first.
 *
 * @param {FlowTopic | undefined} topic
 * @param {FlowPlace} place
 * @returns {FlowRow[]}
 */
function commandRows(topic, place) {
  if (topic !== undefined && !topic.settable) return [];
  const out = outNode(place, topic);
  return valuesFor(topic).map((value, at) => {
    const inject = injectNode(place, value);
    wire(inject, out);
    return at === 0 ? [inject, out] : [inject];
  });
}

/** @param {FlowTopic | undefined} topic */
function valuesFor(topic) {
  const type = topic === undefined ? 'string' : typeOf(topic);
  const { last, min } = lookOf(topic ?? { topic: '' });
  const value = { boolean: 'true', number: String(last ?? min), string: 'Hello' }[type];
  const values = type === 'boolean' && !topic?.event ? ['true', 'false'] : [value];
  const payloadType = { boolean: 'bool', number: 'num', string: 'str' }[type];
  const label = topic === undefined ? '' : `${topic.topic} `;
  return values.map((each) => ({ name: `${label}${each}`, type: payloadType, value: each }));
}

/**
 * How each message to the board has ended.
 *
 * @param {readonly SavedNode[]} outs
 * @param {FlowPlace} place
 * @returns {FlowRow[]}
 */
function endRows(outs, place) {
  if (outs.length === 0) return [];
  return /** @type {const} */ (['complete', 'catch']).map((type) => {
    const end = endNode(place, type, outs);
    const debug = debugNode(place, place.say(type), type === 'catch' ? 'error.message' : 'payload');
    wire(end, debug);
    return [end, debug];
  });
}
