/** Under the topic of a node that sends: what its deployed board says of commands for it. */

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
 */
export function showWhatTopicTakes(node) {
  const topic = $('#node-input-topic');
  const note = $('<div class="esp8266-ws-note" aria-live="polite">').appendTo(topic.closest('.form-row'));
  /** @type {readonly KnownTopic[]} */
  let known = [];
  const show = () => {
    const key = sentenceOf(known.find((each) => each.topic === topic.val()));
    const text = key === undefined ? '' : node._(key);
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
  topic.add('#node-input-board').on('change', ask);
  ask();
}

/** @param {KnownTopic | undefined} topic */
function sentenceOf({ settable, type = '' } = { topic: '' }) {
  if (settable === undefined) return undefined;
  return settable ? takes.get(type) : 'takes.nothing';
}
