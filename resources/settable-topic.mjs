/** Under the topic of a node that sends: what its deployed board says of commands and queries for it. */

import { topicsUrl } from './topic-list.mjs';

const takes = new Map([
  ['boolean', 'takes.boolean'],
  ['number', 'takes.number'],
  ['string', 'takes.string'],
]);

/**
 * Asks as the dialog opens, and whenever board or topic have changed; what is known already is said while somebody types.
 *
 * @param {EditorNode} node
 * @param {{ isQuery?: () => boolean, noValue?: string }} [options] whether the node only asks for values, as chosen under *Ask*, and
 *   what to say then of an event
 */
export function showWhatTopicTakes(node, { isQuery = () => false, noValue = '' } = {}) {
  const topic = $('#node-input-topic');
  const note = $('<div class="esp8266-ws-note" aria-live="polite">').appendTo(topic.closest('.form-row'));
  /** @type {readonly KnownTopic[]} */
  let known = [];
  const show = () => {
    const entry = known.find((each) => each.topic === topic.val());
    const key = sentenceOf(entry);
    const toCommand = key === undefined ? '' : node._(key);
    const toAsk = entry?.event ? noValue : '';
    const text = isQuery() ? toAsk : toCommand;
    if (note.text() !== text) note.text(text);
  };
  const ask = () => {
    const url = topicsUrl(node);
    const take = (/** @type {readonly KnownTopic[]} */ topics) => {
      if (url !== topicsUrl(node)) return;
      known = topics;
      show();
    };
    // Of a board that is not deployed nothing is known, nor of one that may not be seen.
    $.getJSON(url).then(take, () => take([]));
  };
  topic.on('input', show);
  topic.add('#node-input-board, #node-input-ask').on('change', ask);
  ask();
}

/** @param {KnownTopic | undefined} topic */
function sentenceOf({ settable, type = '' } = { topic: '' }) {
  if (settable === undefined) return undefined;
  return settable ? takes.get(type) : 'takes.nothing';
}
