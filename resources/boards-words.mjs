/** The words of the tab *Boards*: its own, and those of the nodes, so that both say the same. */

const catalogue = 'node-red-contrib-esp8266-ws/esp8266-ws-';
/** As many texts are kept: 200 rows say much the same every second, and the editor takes its time for each. */
const mostKept = 2_000;

/** @returns {Words} */
export function editorWords() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const from =
    (/** @type {string} */ file) =>
    (/** @type {string} */ key, /** @type {Record<string, unknown> | undefined} */ values) => {
      const id = `${file}:${key} ${values === undefined ? '' : JSON.stringify(values)}`;
      const known = kept.get(id);
      if (known !== undefined) return known;
      const text = RED._(`${catalogue}${file}:${key}`, values);
      if (kept.size >= mostKept) kept.clear();
      kept.set(id, text);
      return text;
    };
  return {
    lang: RED.i18n.lang(),
    say: from('boards'),
    inNode: from('in'),
    config: { _: from('config'), _def: { category: 'config', defaults: {} } },
  };
}
