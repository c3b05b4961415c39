/** The flow of a board, from what it says of its topics: pure, so that it can be tried without an editor. */

import { dashboardRows } from './dashboard-rows.mjs';
import { debugRows } from './debug-rows.mjs';
import { isUsable, labelOf, patternOf } from './flow-text.mjs';
import { printable } from './printable.mjs';

/** A flow of more is a heap. */
export const mostTopics = 40;
/** As many names as somebody reads in a comment. */
const mostNames = 200;

const left = 160;
const columnWidth = 260;
const rowHeight = 50;
/** From the middle of an outer node to the frame: half of a wide node and some air. */
const margin = { x: 146, y: 45 };

/**
 * A tidy group of nodes: a row for each topic, from the board to where its values are seen, or from where they are set to the
 * board. What a board calls itself and its topics may be anything: it stays text.
 *
 * @param {object} board
 * @param {string} board.name as `msg.board` says it
 * @param {string} board.config the id of its config node
 * @param {boolean} board.isOneOfSeveral whether the config node has others, too
 * @param {readonly FlowTopic[]} board.topics
 * @param {object} options
 * @param {string} [options.page] the id of the dashboard page to show them on; without, values go to the debug sidebar
 * @param {Say} options.say the words for people
 * @param {() => string} newId
 * @returns {SavedNode[]} the dashboard's groups, the frame, and the nodes in it
 */
export function boardFlow({ config, isOneOfSeveral, name, topics }, { page, say }, newId) {
  const usable = topics.filter(({ topic }) => isUsable(topic)).slice(0, mostTopics);
  const groups = groupsOn(page ?? '', name, say, newId);
  const from = isOneOfSeveral ? patternOf(name) : '';
  /** @type {FlowPlace} */
  const place = { config, from, groups, isOneOfSeveral, name, newId, say };
  const rows = page === undefined ? debugRows(usable, place) : dashboardRows(usable, place);
  const nodes = [...commentOf(topics, new Set(usable), place), ...rows.flatMap(inPlace)];
  const widgets = nodes.filter((node) => 'group' in node);
  widgets
    .sort((one, other) => rankOf(one) - rankOf(other))
    .forEach((widget, at) => {
      widget.order = at + 1;
    });
  const used = Object.values(groups).filter(({ id }) => widgets.some(({ group }) => group === id));
  const frame = frameAround(labelOf(name), nodes, newId());
  return [...used, frame, ...nodes.map((node) => ({ ...node, g: frame.id }))];
}

/**
 * On the page gauges stand together, below what is as wide as the page and above short texts.
 *
 * @param {SavedNode} widget
 */
function rankOf({ type, width }) {
  return type === 'ui-gauge' ? 1 : width === 6 ? 0 : 2;
}

/**
 * @param {FlowRow} row
 * @param {number} at
 * @returns {SavedNode[]}
 */
function inPlace(row, at) {
  return row.flatMap((node, column) =>
    node === undefined ? [] : [{ ...node, x: left + column * columnWidth, y: (at + 1) * rowHeight }],
  );
}

/**
 * Where on its page a widget is.
 *
 * @param {string} page
 * @param {string} name
 * @param {Say} say
 * @param {() => string} newId
 * @returns {FlowPlace['groups']}
 */
function groupsOn(page, name, say, newId) {
  const look = { width: 6, height: 1, showTitle: true, className: '', visible: true, disabled: false };
  const group = (/** @type {string} */ title, /** @type {number} */ order) => ({
    id: newId(),
    type: 'ui-group',
    name: title,
    page,
    order,
    ...look,
    groupType: 'default',
  });
  return {
    now: group(labelOf(name), 1),
    control: group(say('control'), 2),
    charts: group(say('charts'), 3),
  };
}

/**
 * Names the topics that are not in the flow, above it.
 *
 * @param {readonly FlowTopic[]} topics
 * @param {ReadonlySet<FlowTopic>} used
 * @param {FlowPlace} place
 * @returns {SavedNode[]}
 */
function commentOf(topics, used, { newId, say }) {
  const others = topics.filter((topic) => !used.has(topic));
  if (others.length === 0) return [];
  // Indented lines are code in Markdown: whatever they hold.
  const names = others.slice(0, mostNames).map(({ topic }) => `    ${printable(topic)}`);
  const more = others.length > mostNames ? `\n\n${say('others', { n: others.length - mostNames })}` : '';
  const info = `${say('leftOut', { most: mostTopics })}\n\n${names.join('\n')}${more}`;
  const comment = { id: newId(), type: 'comment', name: say('left', { n: others.length }), info, wires: [] };
  return [{ ...comment, x: left, y: 0 }];
}

/**
 * @param {string} name
 * @param {readonly SavedNode[]} nodes
 * @param {string} id
 * @returns {SavedNode}
 */
function frameAround(name, nodes, id) {
  const xs = nodes.map(({ x }) => Number(x));
  const ys = nodes.map(({ y }) => Number(y));
  const [x, y] = [Math.min(...xs) - margin.x, Math.min(...ys) - margin.y];
  const style = {
    label: true,
    stroke: '#8fb3ab',
    'stroke-opacity': '0.6',
    fill: '#8fb3ab',
    'fill-opacity': '0.1',
  };
  const size = { w: Math.max(...xs) - x + margin.x, h: Math.max(...ys) - y + margin.y };
  return { id, type: 'group', name, style, nodes: nodes.map((node) => node.id), x, y, ...size };
}
