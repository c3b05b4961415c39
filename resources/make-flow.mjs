/** Brings the flow of a board into the flow that is open in the editor. */

import { boardFlow } from './board-flow.mjs';
import { pageFor } from './board-page.mjs';
import { editorWords } from './boards-words.mjs';
import { postTest, refusalOf } from './connection-test.mjs';
import { foundNode } from './found-node.mjs';
import { mayBeSeveral } from './hosts.mjs';
import { sentencesOf } from './reasons.mjs';

/** So long a sentence stays that tells what to do next, in milliseconds. */
const noticeMs = 60_000;
const words = editorWords();

/** @type {Say} */
const say = (key, values) => {
  const state = /^state\.(.*)$/.exec(key)?.[1];
  return state === undefined ? words.config._(`make.${key}`, values) : words.inNode(state);
};

/**
 * Hangs nodes for the topics of a board on the mouse; a click in the flow places them, one undo takes all of them away. Tells in
 * a notice what to do next, or why there are none.
 *
 * @param {FlowSource | FoundBoard} board one of the flows, or one that was found: see {@link useFoundBoard}
 * @param {{ dashboard: boolean }} options
 * @returns {Promise<MadeFlow>} never rejects
 */
export async function makeFlow(board, { dashboard }) {
  if (!('config' in board)) return useFoundBoard(board, { flow: dashboard ? 'dashboard' : 'debug' });
  const config = board.template ?? board.config;
  const node = /** @type {ConfigNode & { z?: string } | null} */ (RED.nodes.node(config));
  const obstacle =
    node === null ? 'gone' : node.z && RED.nodes.subflow(node.z) ? 'inSubflow' : obstacleTo(dashboard);
  if (obstacle !== undefined) return refuse(say(obstacle));
  const isOneOfSeveral = mayBeSeveral(String(node?.host ?? ''));
  return bring({ config, isOneOfSeveral, name: board.name, topics: board.topics }, dashboard);
}

/**
 * Makes a config node for a found board, and with `flow` nodes for its topics. The board is asked for them: it is not deployed yet.
 *
 * @param {FoundBoard} found
 * @param {{ flow?: false | 'debug' | 'dashboard' }} [options]
 * @returns {Promise<MadeFlow>} never rejects
 */
export async function useFoundBoard(found, { flow = false } = {}) {
  const { added, fields, id, name } = foundNode(found);
  const needsLogin = found.text?.auth === 'basic';
  if (flow === false || needsLogin) return use(id, added, needsLogin);
  const obstacle = obstacleTo(flow === 'dashboard');
  if (obstacle !== undefined) return refuse(say(obstacle));
  const { refusal, topics = [] } = await ask({ ...fields, id });
  if (refusal !== undefined) return refuse(refusal);
  return bring({ config: id, isOneOfSeveral: false, name, topics }, flow === 'dashboard', added);
}

/**
 * @param {string} id
 * @param {readonly ExistingNode[]} added
 * @param {boolean} needsLogin
 */
function use(id, added, needsLogin) {
  if (added.length > 0) importNodes(added);
  if (needsLogin) RED.editor.editConfig('', 'esp8266-ws-config', id);
  return report(say(needsLogin ? 'login' : 'used'));
}

/**
 * Why no nodes can be placed: a key of the words.
 *
 * @param {boolean} needsDashboard
 */
function obstacleTo(needsDashboard) {
  const flow = RED.workspaces.active();
  if (!flow || RED.nodes.subflow(flow)) return 'noFlow';
  if (RED.workspaces.isLocked()) return 'locked';
  return needsDashboard && !RED.nodes.getType('ui-gauge') ? 'noDashboard' : undefined;
}

/**
 * @param {Parameters<typeof boardFlow>[0]} board
 * @param {boolean} needsPage
 * @param {readonly ExistingNode[]} [added]
 */
function bring(board, needsPage, added = []) {
  const newId = () => RED.nodes.id();
  const page = needsPage ? pageFor(board.name, configNodes(), newId) : undefined;
  const nodes = boardFlow(board, { say, ...(page && { page: page.page }) }, newId);
  importNodes([...added, ...(page?.nodes ?? []), ...nodes]);
  const hint = board.topics.length === 0 ? `${say('noHello')} ` : '';
  if (page === undefined) return report(hint + say('place'));
  const root = (RED.settings.httpNodeRoot ?? '/').replace(/\/$/, '');
  return report(hint + say('placeAndOpen', { path: page.path }), `${root}${page.path}`);
}

/** @param {readonly object[]} nodes */
function importNodes(nodes) {
  RED.view.importNodes(nodes, { generateIds: false, addFlow: false, applyNodeDefaults: true, notify: false });
}

function configNodes() {
  /** @type {ExistingNode[]} */
  const all = [];
  RED.nodes.eachConfig((node) => {
    if (!node.d) all.push(node);
  });
  return all;
}

/**
 * What a board that is not deployed says of its topics.
 *
 * @param {object} fields of a config node
 * @returns {Promise<{ topics?: readonly FlowTopic[], refusal?: string }>}
 */
function ask(fields) {
  const { config } = words;
  return new Promise((resolve) => {
    let address = '';
    const request = postTest({ ...fields, credentials: {} }, (news) => {
      if ('address' in news) address = news.address;
      else if (!('end' in news)) return;
      else if (news.end === 'failed') resolve({ refusal: sentencesOf(address, news.reasons, config) });
      else resolve({ topics: news.end === 'good' ? news.topics : [] });
    });
    // It has told its end by then, unless something between has cut it off.
    const end = () => setTimeout(() => resolve({ refusal: config._('now.unreachable') }));
    request.then(end, (answer) => resolve({ refusal: refusalOf(answer, config) }));
  });
}

/** @param {string} sentence @returns {MadeFlow} */
function refuse(sentence) {
  // What a sentence names may come from the network: text, never HTML.
  RED.notify($('<p>').text(sentence), { type: 'error', timeout: noticeMs });
  return { isMade: false, sentence };
}

/** @param {string} sentence @param {string} [url] @returns {MadeFlow} */
function report(sentence, url) {
  const notice = $('<p>').text(sentence);
  if (url !== undefined) {
    const link = $('<a target="_blank" rel="noopener" style="text-decoration: underline">')
      .attr('href', url)
      .text(say('open'));
    notice.append(' ', link);
  }
  RED.notify(notice, { type: 'success', timeout: noticeMs });
  return { isMade: true, sentence, ...(url !== undefined && { url }) };
}
