/** The rows of a flow that shows a board on a page of Dashboard 2.0: pure. */

import { controlWidget } from './flow-controls.mjs';
import { boardNode, endNode, functionNode, inNode, outNode, outsIn, stateNode, wire } from './flow-nodes.mjs';
import {
  chartWidget,
  connectionWords,
  gaugeWidget,
  plainWords,
  textWidget,
  wordsOf,
} from './flow-widgets.mjs';
import { lookOf } from './number-look.mjs';
import { typeOf } from './topic-type.mjs';

/**
 * @param {readonly FlowTopic[]} topics
 * @param {FlowPlace} place
 * @returns {FlowRow[]}
 */
export function dashboardRows(topics, place) {
  const ofTopics = topics.flatMap((topic) => [...valueRows(topic, place), ...controlRows(topic, place)]);
  // A board that says nothing of its topics may take any message.
  const rows = topics.length > 0 ? ofTopics : [...anyRows(place), controlRow(undefined, place)];
  return [connectionRow(place), ...rows, ...endRows(outsIn(rows), place)];
}

/** @param {FlowPlace} place */
function connectionRow(place) {
  const state = stateNode(place);
  const label = place.say('connection');
  const text = textWidget(place, { isWide: true, label, words: connectionWords(place.say) });
  wire(state, text);
  return [state, undefined, text];
}

/**
 * @param {FlowTopic} topic
 * @param {FlowPlace} place
 * @returns {FlowRow[]}
 */
function valueRows(topic, place) {
  const isNumber = typeOf(topic) === 'number' && !topic.event;
  // A control shows its value itself.
  if (topic.settable && !topic.event) return [];
  return isNumber ? numberRows(topic, place) : [textRow(topic, place)];
}

/**
 * @param {FlowTopic} topic
 * @param {FlowPlace} place
 * @param {NumberLook} [look]
 */
function textRow(topic, place, look) {
  const source = inNode(place, topic);
  const text = textWidget(place, { label: topic.topic, words: wordsOf(topic, look) });
  wire(source, text);
  return [source, undefined, text];
}

/** @param {FlowPlace} place */
function anyRows(place) {
  const source = inNode(place, undefined);
  const text = textWidget(place, {
    isWide: true,
    label: place.say('message'),
    words: wordsOf({ topic: '' }),
  });
  wire(source, text);
  return [[source, undefined, text]];
}

/**
 * @param {FlowTopic} topic
 * @param {FlowPlace} place
 * @returns {FlowRow[]}
 */
function numberRows(topic, place) {
  const look = lookOf(topic);
  if (!look.hasChart) return [textRow(topic, place, look)];
  const source = inNode(place, topic);
  const rounded = functionNode(place, { code: roundingCode(look, place), name: 'rounded', outputs: 2 });
  const value = look.hasGauge
    ? gaugeWidget(place, topic, look)
    : textWidget(place, { label: topic.topic, words: wordsOf(topic, look) });
  const chart = chartWidget(place, topic);
  wire(source, rounded);
  wire(rounded, value, 0);
  wire(rounded, chart, 1);
  return [
    [source, rounded, value],
    [undefined, undefined, chart],
  ];
}

/**
 * @param {NumberLook} look
 * @param {FlowPlace} place
 */
function roundingCode({ digits }, { say }) {
  return `// ${say('note.rounded')}
const value = typeof msg.payload === 'number' ? Number(msg.payload.toFixed(${digits})) : null;
return [{ ...msg, payload: value }, { ...msg, payload: value ?? '-' }];`;
}

/**
 * @param {FlowTopic} topic
 * @param {FlowPlace} place
 * @returns {FlowRow[]}
 */
function controlRows(topic, place) {
  if (!topic.settable) return [];
  const row = controlRow(topic, place);
  if (topic.event) return [row];
  const control = /** @type {SavedNode} */ (row[2]);
  const reported = functionNode(place, { code: reportedCode(topic, place), name: 'reported' });
  const source = inNode(place, topic);
  const failed = endNode(place, 'catch', [/** @type {SavedNode} */ (row.at(-1))]);
  for (const each of [source, failed]) wire(each, reported);
  wire(reported, control);
  return [[source, reported, ...row.slice(2)], [failed]];
}

/**
 * From what people touch to the board.
 *
 * @param {FlowTopic | undefined} topic
 * @param {FlowPlace} place
 * @returns {FlowRow}
 */
function controlRow(topic, place) {
  const type = topic === undefined ? 'string' : typeOf(topic);
  const chain = [
    controlWidget(place, topic, type, lookOf(topic ?? { topic: '' })),
    ...(place.isOneOfSeveral ? [boardNode(place)] : []),
    outNode(place, topic),
  ];
  chain.slice(1).forEach((node, at) => {
    wire(/** @type {SavedNode} */ (chain[at]), node);
  });
  return [undefined, undefined, ...chain];
}

/**
 * @param {FlowTopic} topic
 * @param {FlowPlace} place
 */
function reportedCode(topic, { say }) {
  const type = typeOf(topic);
  const first = { boolean: 'false', number: String(lookOf(topic).min), string: "''" }[type];
  return `// ${say('note.reported')}
if (msg.error === undefined) {
    if (typeof msg.payload !== '${type}') return null;
    context.set('reported', msg.payload);
} else if (/ERR_(UNCONFIRMED|NO_ANSWER)/.test(msg.error.message)) return null;
return { payload: context.get('reported') ?? ${first} };`;
}

/**
 * How the last message to the board has ended.
 *
 * @param {readonly SavedNode[]} outs
 * @param {FlowPlace} place
 * @returns {FlowRow[]}
 */
function endRows(outs, place) {
  if (outs.length === 0) return [];
  const { say } = place;
  const code = `// ${say('note.ended')}
const { error, topic } = msg;
const end = error?.message.replace(/\\s*\\(?ERR_\\w+\\)?:?\\s*/, '') ?? ${JSON.stringify(say('done'))};
return { payload: topic ? topic + ': ' + end : end };`;
  const ended = functionNode(place, { code, name: 'ended' });
  const text = textWidget(place, { isWide: true, label: say('lastCommand'), words: plainWords });
  const rows = /** @type {const} */ (['complete', 'catch']).map((type) => endNode(place, type, outs));
  for (const each of rows) wire(each, ended);
  wire(ended, text);
  text.group = place.groups.control.id;
  return [[rows[0], ended, text], [rows[1]]];
}
