/** What the tab *Boards* asks Node-RED. */

const base = 'esp8266-ws/overview';

/** @param {{ config: string, name: string }} board @param {string} [what] */
function urlOf({ config, name }, what = '') {
  return `${base}/${encodeURIComponent(config)}${what}?board=${encodeURIComponent(name)}`;
}

/** @param {string} url @param {object} body */
function post(url, body) {
  return $.ajax({ url, method: 'POST', contentType: 'application/json', data: JSON.stringify(body) });
}

/** @returns {PromiseLike<{ boards: BoardRowData[] }>} */
export function askBoards() {
  return $.getJSON(base);
}

/** @returns {PromiseLike<Found>} */
export function askFound() {
  return $.getJSON('esp8266-ws/found');
}

/** @param {{ config: string, name: string }} board @returns {PromiseLike<BoardDetailData>} */
export function askBoard(board) {
  return $.getJSON(urlOf(board));
}

/** @param {{ config: string, name: string }} board @returns {PromiseLike<string>} */
export function askReport(board) {
  return $.ajax({ url: urlOf(board, '/report'), dataType: 'text' });
}

/** @param {{ config: string, name: string }} board @param {'pause' | 'resume'} action */
export function act(board, action) {
  return post(urlOf(board, '/act'), { action });
}

/** @param {{ config: string, name: string }} board @param {{ topic: string, payload: unknown }} message @returns {PromiseLike<SendEndData>} */
export function send(board, message) {
  return post(urlOf(board, '/send'), message);
}

/**
 * Why there is no answer.
 *
 * @param {number} status of HTTP, 0 without an answer
 * @param {'read' | 'write'} permission
 * @param {Words} words
 */
export function refusalText(status, permission, words) {
  if (status === 401 || status === 403) return words.say(`refused.${permission}`);
  return status === 404 ? words.say('refused.gone') : words.config._('now.unreachable');
}
