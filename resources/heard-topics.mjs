/** Under the topic of an in node: that its deployed board has sent other topics, and which. */

import { current } from './verdict.mjs';

/** So many names fit below a field. */
const mostNames = 10;

/**
 * Asks as the dialog opens, and whenever board or topic have changed. Names come from the board: text, never HTML.
 *
 * @param {EditorNode} node
 */
export function showHeardTopics(node) {
  const topic = $('#node-input-topic');
  const note = $('<div class="esp8266-ws-note" aria-live="polite">').appendTo(topic.closest('.form-row'));
  const show = () => {
    const filter = topic.val();
    note.text('');
    if (filter === '' || topic.attr('aria-invalid') === 'true') return;
    const url = `esp8266-ws/boards/${encodeURIComponent(current('board', node))}`;
    // A board that is not deployed has sent nothing, and what may not be seen is not shown.
    const board = current('fromBoard', node);
    $.getJSON(url, { topic: filter, ...(board !== '' && { board }) }).then(
      ({ isHeard, topics }) => {
        if (isHeard || topics.length === 0 || topic.val() !== filter) return;
        // Not a value of the text: what looks like a gap in a name would be filled.
        note.text(`${node._('note.otherTopics')} ${topics.slice(0, mostNames).join(', ')}`);
      },
      () => {},
    );
  };
  topic.add('#node-input-board, #node-input-fromBoard').on('change', show);
  show();
}
