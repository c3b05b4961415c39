/** Pure: what somebody sends to a board from the tab *Boards*, and how it has ended, in words. */

import { valueText } from './board-model.mjs';
import { printable } from './printable.mjs';

/**
 * JSON where it is JSON, else text.
 *
 * @param {string} typed
 */
export function payloadOf(typed) {
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

/**
 * @param {SendEndData} end
 * @param {{ name: string, address: string }} board
 * @param {Words} words
 * @returns {{ light: Light, what: string, sentence: string }}
 */
export function endOf(end, board, words) {
  if (end.end === 'answered') {
    const answer = end.payload === undefined || end.payload === null ? '' : JSON.stringify(end.payload);
    return { light: 'good', what: words.say('send.answered'), sentence: answer && valueText(answer, words) };
  }
  if (end.end !== 'failed')
    return {
      light: end.end === 'confirmed' ? 'good' : 'off',
      what: words.say(`send.${end.end}`),
      sentence: '',
    };
  const { code, reason, values } = end;
  if (code === 'ERR_REFUSED')
    return { light: 'bad', what: words.say('send.refused'), sentence: printable(values.said) };
  const isUnknown = code === 'ERR_UNCONFIRMED' || code === 'ERR_NO_ANSWER';
  return {
    light: isUnknown ? 'warning' : 'bad',
    what: words.say(isUnknown ? 'send.unknown' : 'send.notSent'),
    sentence: undelivered(reason, values, board, words),
  };
}

/**
 * As the runtime says it in the log, in the language of the editor.
 *
 * @param {string} reason
 * @param {Readonly<Record<string, string | number>>} values
 * @param {{ name: string, address: string }} board
 * @param {Words} words
 */
function undelivered(reason, { why, ...values }, { address, name }, { config }) {
  const remedy = why === undefined ? {} : { remedy: config._(`remedy.${why}`) };
  return config._(`undelivered.${reason}`, {
    board: printable(name),
    address: printable(address),
    ...values,
    ...remedy,
  });
}
