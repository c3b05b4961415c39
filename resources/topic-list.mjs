/** The topics of the deployed board: a list below the field *Topic*, with their last values, kept fresh while it is open. */

import { ageText } from './boards-time.mjs';
import { ChoiceList, enter } from './choice-list.mjs';
import { printable } from './printable.mjs';
import { current } from './verdict.mjs';

/** Values change while somebody chooses, but need not be followed one by one. */
const restMs = 2_000;
/** The longest topic that the runtime takes, in characters. */
const longestTopic = 256;

const types = new Map([
  ['boolean', 'topics.boolean'],
  ['number', 'topics.number'],
  ['string', 'topics.string'],
]);

/** @type {Record<number, string>} */
const refusals = { 401: 'topics.forbidden', 403: 'topics.forbidden', 404: 'topics.notDeployed' };

/**
 * @param {EditorNode} node
 * @param {{ toSet?: boolean, isQuery?: () => boolean }} [options] whether the node sends: what can be set comes first; and whether
 *   it only asks for values, as chosen under *Ask*
 */
export function showTopicList(node, { toSet = false, isQuery = () => false } = {}) {
  const topic = $('#node-input-topic');
  const order = (/** @type {readonly KnownTopic[]} */ topics) => {
    if (!toSet) return sorted(topics, rankToReceive);
    return sorted(withoutProtocol(topics), isQuery() ? rankToAsk : rankToSet);
  };
  /** @type {ChoiceSource<readonly KnownTopic[], KnownTopic>} */
  const source = {
    id: 'esp8266-ws-topics',
    name: node._('label.topics'),
    waiting: node._('topics.asking'),
    firstRestMs: restMs,
    restMs,
    obstacle: () => obstacleOf(node),
    url: () => topicsUrl(node),
    read: (topics) => choicesOf(order(topics), node),
    refused: (status) => node._(refusals[status] ?? 'topics.unreachable'),
    keyOf: (entry) => entry.topic,
    fill: (button, entry) => fill(button, entry, node),
    choose: (entry) => enter(topic, entry.topic).trigger('focus'),
  };
  const list = new ChoiceList(topic.closest('.form-row'), source);
  $('#node-input-board, #node-input-fromBoard, #node-input-ask').on('change', () => list.restart());
}

/**
 * Where the runtime tells the topics of the chosen board, or of those boards that a filter passes.
 *
 * @param {EditorNode} node
 */
export function topicsUrl(node) {
  const only = current('fromBoard', node);
  const query = only === '' ? 'topics' : `topics&board=${encodeURIComponent(only)}`;
  return `esp8266-ws/boards/${encodeURIComponent(current('board', node))}?${query}`;
}

/** @param {EditorNode} node */
function obstacleOf(node) {
  const board = RED.nodes.node(current('board', node));
  if (!board) return node._('topics.noBoard');
  // There is one for each instance, under ids that the editor does not know.
  return RED.nodes.subflow(board.z) ? node._('topics.inSubflow') : undefined;
}

/**
 * @param {readonly KnownTopic[]} entries
 * @param {EditorNode} node
 * @returns {Choices<KnownTopic>}
 */
function choicesOf(entries, node) {
  const { length } = entries;
  return { entries, sentence: length > 0 ? node._('topics.count', { n: length }) : node._('topics.none') };
}

/**
 * What a board has described stays in its order; the others would change places with each message.
 *
 * @param {readonly KnownTopic[]} topics
 * @param {(topic: KnownTopic) => number} rank
 */
function sorted(topics, rank) {
  const byName = (/** @type {KnownTopic} */ one, /** @type {KnownTopic} */ other) =>
    isDescribed(one) || isDescribed(other) ? 0 : one.topic.localeCompare(other.topic);
  return [...topics].sort((one, other) => rank(one) - rank(other) || byName(one, other));
}

/**
 * Those of the protocol, such as `$error`, are for the board to send.
 *
 * @param {readonly KnownTopic[]} topics
 */
function withoutProtocol(topics) {
  return topics.filter(({ topic }) => !topic.startsWith('$'));
}

/** @param {KnownTopic} topic */
function isDescribed({ settable }) {
  return settable !== undefined;
}

/** @param {KnownTopic} topic */
function rankToReceive(topic) {
  return isDescribed(topic) ? 0 : 1;
}

/**
 * An event has no value.
 *
 * @param {KnownTopic} topic
 */
function rankToAsk(topic) {
  return topic.event ? 2 : rankToReceive(topic);
}

/**
 * A topic that is not described may take commands.
 *
 * @param {KnownTopic} topic
 */
function rankToSet({ settable }) {
  if (settable === undefined) return 1;
  return settable ? 0 : 2;
}

/**
 * The parts stay in their places, so that a value may change under the mouse.
 *
 * @param {JQuery} button
 * @param {KnownTopic} entry
 * @param {EditorNode} node
 */
function fill(button, { ageMs, event, settable, topic, type = '', unit = '', value }, node) {
  if (button.is(':empty')) build(button);
  const word = (/** @type {string | undefined} */ key) => (key === undefined ? '' : node._(key));
  const texts = {
    name: printable(topic, longestTopic),
    value: value === undefined ? '' : printable(`${value} ${unit}`.trim()),
    age: typeof ageMs === 'number' ? ageText(ageMs, (...said) => node._(...said)) : '',
    type: word(types.get(type)),
    settable: word(settable ? 'topics.settable' : undefined),
    event: word(event ? 'topics.event' : undefined),
  };
  for (const [part, text] of Object.entries(texts)) {
    const place = button.find(`.esp8266-ws-list-${part}`);
    if (place.text() !== text) place.text(text);
    // What is cut off can be read all the same.
    if (part === 'name' || part === 'value') place.attr('title', text);
  }
}

/** @param {JQuery} button */
function build(button) {
  const part = (/** @type {string} */ name) => $('<bdi>').addClass(`esp8266-ws-list-${name}`);
  const more = $('<div>').append(part('age'), ' ', part('type'), ' ', part('settable'), ' ', part('event'));
  button.addClass('esp8266-ws-list-topic').append(part('name'), ' ', part('value'), ' ', more);
}
