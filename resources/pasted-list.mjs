/** Several boards at once, as people copy them from a spreadsheet, a router's page or a mail. */

import { enter } from './choice-list.mjs';
import { readEntries, writeEntries } from './hosts.mjs';

/**
 * Pastes them with commas: a field takes no line breaks, and would join what stands on two lines.
 *
 * @param {JQuery.TriggeredEvent} event
 */
export function pasteList(event) {
  const { clipboardData } = /** @type {ClipboardEvent} */ (event.originalEvent);
  const pasted = clipboardData?.getData('text') ?? '';
  const field = event.target;
  if (readEntries(pasted).length < 2 || $(field).is('.esp8266-ws-board-name')) return;
  event.preventDefault();
  const { selectionEnd, selectionStart, value } = field;
  const whole = value.slice(0, selectionStart) + pasted + value.slice(selectionEnd);
  enter($(field), writeEntries(readEntries(whole)).replaceAll('\n', ','));
}
