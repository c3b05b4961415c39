/** The words of the tab *Boards*: its own, and those of the nodes, so that both say the same. */

const catalogue = 'node-red-contrib-esp8266-ws/esp8266-ws-';

/** @returns {Words} */
export function editorWords() {
  const from =
    (/** @type {string} */ file) =>
    (/** @type {string} */ key, /** @type {Record<string, unknown>} */ values) =>
      RED._(`${catalogue}${file}:${key}`, values);
  return {
    lang: RED.i18n.lang(),
    say: from('boards'),
    inNode: from('in'),
    config: { _: from('config'), _def: { category: 'config', defaults: {} } },
  };
}
