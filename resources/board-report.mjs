/** Copies the support report of a board, or shows it where a browser does not let a page copy. */

import { askReport, refusalText } from './boards-requests.mjs';
import { button, element } from './dom.mjs';

/**
 * @param {{ config: string, name: string }} board
 * @param {Words} words
 * @returns {Promise<string>} what to say
 */
export async function copyReport(board, words) {
  let text = '';
  try {
    text = await askReport(board);
  } catch (answer) {
    return refusalText(/** @type {{ status?: number }} */ (answer)?.status ?? 0, 'read', words);
  }
  try {
    // There is none where the editor is not on https or this computer.
    await navigator.clipboard.writeText(text);
    return words.say('done.copied');
  } catch {
    showReport(text, words);
    return '';
  }
}

/** @param {string} text @param {Words} words */
function showReport(text, words) {
  const area = element('textarea');
  Object.assign(area, { readOnly: true, value: text });
  area.setAttribute('aria-label', words.say('section.report'));
  const close = button('fa-times', words.say('action.close'), () => dialog.close());
  const dialog = element(
    'dialog',
    'esp8266-ws-report',
    element('h4', '', words.say('section.report')),
    element('p', '', words.say('done.copyByHand')),
    area,
    close,
  );
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  area.select();
}
