/** Nodes of a flow as they are saved, with all their fields: pure. Widgets of the dashboard are in flow-widgets.mjs. */

import { exactly, labelOf } from './flow-text.mjs';

/**
 * @param {SavedNode} from
 * @param {SavedNode} to
 * @param {number} [output]
 */
export function wire(from, to, output = 0) {
  from.wires ??= [];
  from.wires[output] = [...(from.wires[output] ?? []), to.id];
}

/**
 * What a board says, of one topic or of all.
 *
 * @param {FlowPlace} place
 * @param {FlowTopic | undefined} topic
 */
export function inNode(place, topic) {
  // Only a board that describes itself is known to send topic messages: others may send objects, whose fields are topics.
  const format = topic !== undefined && topic.settable === undefined ? 'fields' : 'auto';
  return listener(place, { ...named(topic?.topic), topic: topic?.topic ?? '', format });
}

/**
 * How the connection is.
 *
 * @param {FlowPlace} place
 */
export function stateNode(place) {
  // Without a memory: what the board has said of itself would come, too.
  return listener(place, { name: place.say('connection'), emit: 'state', retain: 'none' });
}

/**
 * @param {FlowPlace} place
 * @param {object} fields
 * @returns {SavedNode}
 */
function listener({ config, from, newId }, fields) {
  return {
    id: newId(),
    type: 'esp8266-ws-in',
    name: '',
    board: config,
    fromBoard: from,
    topic: '',
    format: 'auto',
    emit: 'messages',
    retain: 'states',
    outputs: 1,
    wires: [[]],
    ...fields,
  };
}

/**
 * Sends a board's topic, or without one whatever comes.
 *
 * @param {FlowPlace} place
 * @param {FlowTopic | undefined} topic
 * @returns {SavedNode}
 */
export function outNode({ config, newId }, topic) {
  return {
    id: newId(),
    type: 'esp8266-ws-out',
    ...named(topic?.topic),
    board: config,
    topic: topic?.topic ?? '',
    send: topic === undefined ? 'payload' : 'topic',
    whileAway: 'fail',
    busySeconds: 1,
    queueMessages: 50,
    queueBytes: 65536,
    queueSeconds: 30,
    unconfirmed: 'report',
    completeWhen: topic?.settable ? 'answered' : 'received',
    answerSeconds: 5,
    wires: [],
  };
}

/**
 * Says which of several boards is meant.
 *
 * @param {FlowPlace} place
 * @returns {SavedNode}
 */
export function boardNode({ name, newId }) {
  const { type, value } = exactly(name);
  const rules = [{ t: 'set', p: 'board', pt: 'msg', to: value, tot: type }];
  const label = labelOf(`→ ${name}`);
  return {
    id: newId(),
    type: 'change',
    name: label,
    rules,
    action: '',
    property: '',
    from: '',
    to: '',
    reg: false,
    wires: [[]],
  };
}

/**
 * @param {FlowPlace} place
 * @param {{ name: string, code: string, outputs?: number }} what `name`: a key of the words
 * @returns {SavedNode}
 */
export function functionNode({ newId, say }, { code, name, outputs = 1 }) {
  const wires = Array.from({ length: outputs }, () => []);
  const others = { timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [] };
  return { id: newId(), type: 'function', name: say(name), func: code, outputs, ...others, wires };
}

/**
 * What sends to the board, of which each message has an end.
 *
 * @param {readonly FlowRow[]} rows
 * @returns {SavedNode[]}
 */
export function outsIn(rows) {
  return rows.flatMap((row) => row.flatMap((node) => (node?.type === 'esp8266-ws-out' ? [node] : [])));
}

/**
 * @param {FlowPlace} place
 * @param {'catch' | 'complete'} type
 * @param {readonly SavedNode[]} nodes
 * @returns {SavedNode}
 */
export function endNode({ newId, say }, type, nodes) {
  return {
    id: newId(),
    type,
    name: say(type),
    scope: nodes.map(({ id }) => id),
    uncaught: false,
    wires: [[]],
  };
}

/**
 * @param {FlowPlace} place
 * @param {string} name
 * @param {string} [complete] which part of the msg it shows
 * @returns {SavedNode}
 */
export function debugNode({ newId }, name, complete = 'payload') {
  const shown = { active: true, tosidebar: true, console: false, tostatus: true };
  const status = {
    statusVal: complete === 'true' ? '' : complete,
    statusType: complete === 'true' ? 'auto' : 'msg',
  };
  return {
    id: newId(),
    type: 'debug',
    name: labelOf(name),
    ...shown,
    complete,
    targetType: complete === 'true' ? 'full' : 'msg',
    ...status,
    wires: [],
  };
}

/**
 * @param {FlowPlace} place
 * @param {{ name: string, type: string, value: string }} payload
 * @returns {SavedNode}
 */
export function injectNode({ isOneOfSeveral, name: board, newId }, { name, type, value }) {
  const { type: vt, value: v } = exactly(board);
  const props = [{ p: 'payload' }, ...(isOneOfSeveral ? [{ p: 'board', v, vt }] : [])];
  const others = { repeat: '', crontab: '', once: false, onceDelay: 0.1, topic: '' };
  return {
    id: newId(),
    type: 'inject',
    name: labelOf(name),
    props,
    ...others,
    payload: value,
    payloadType: type,
    wires: [[]],
  };
}

/**
 * A name only where the topic alone would be too long a label.
 *
 * @param {string} [topic]
 */
function named(topic = '') {
  const label = labelOf(topic);
  return { name: label === topic ? '' : label };
}
