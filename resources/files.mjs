/** What happens to links that lead to the files of this package, in the help and in the comments of the examples. */

const ours = 'a[href^="esp8266-ws/files/"]';

/** From now on, {@link follow} is told of every click in the editor. Called again, it changes nothing. */
export function followLinks() {
  document.addEventListener('click', follow, true);
}

export function ignoreLinks() {
  document.removeEventListener('click', follow, true);
}

/**
 * Fetches what a link of ours leads to, instead of the browser, whose request would be without the editor's login: a zip is
 * saved, a page opens in a tab of its own.
 *
 * @param {MouseEvent} event
 */
export function follow(event) {
  const url = /** @type {Element} */ (event.target).closest(ours)?.getAttribute('href');
  if (!url) return;
  event.preventDefault();
  if (url.endsWith('.zip')) void save(url);
  // At once: later the browser would not take it for what the click wants, and block it.
  else void show(url, /** @type {Window} */ (event.view).open('', '_blank'));
}

/** @param {string} url */
async function save(url) {
  const blob = await get(url, { xhrFields: { responseType: 'blob' } });
  if (blob === undefined) return;
  const href = URL.createObjectURL(blob);
  const link = $('<a>').attr({ download: url.split('/').pop() ?? '', href });
  link.appendTo('body')[0]?.click();
  link.remove();
  // The browser may still read it, and does not say when it has.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/**
 * @param {string} url
 * @param {Window | null} tab
 */
async function show(url, tab) {
  if (tab === null) {
    RED.notify(textOf('blocked'), 'error');
    return;
  }
  const text = await get(url, { dataType: 'text' });
  if (text === undefined) tab.close();
  // Not revoked: the tab may be loaded again.
  else tab.location.replace(URL.createObjectURL(pageOf(text)));
}

/**
 * A page whose own links are followed by the editor that opened it, as long as that is open.
 *
 * @param {string} text in Markdown
 */
function pageOf(text) {
  const lines = [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    `<base href="${document.baseURI.replace(/[?#].*/, '')}">`,
    `<title>${/^# (.*)/.exec(text)?.[1]}</title>`,
    '<link rel="stylesheet" href="resources/node-red-contrib-esp8266-ws/page.css">',
    `<main>${RED.utils.renderMarkdown(text)}</main>`,
    "<script>addEventListener('click', (event) => opener?.esp8266Ws.follow(event), true)</script>",
  ];
  return new Blob(lines, { type: 'text/html' });
}

/**
 * @param {string} url from the editor's own address
 * @param {JQuery.AjaxSettings} settings
 */
async function get(url, settings) {
  try {
    return await $.ajax({ url, ...settings });
  } catch {
    RED.notify(textOf('failed', { name: url.split('/').pop() }), 'error');
  }
}

/**
 * @param {string} key
 * @param {Record<string, unknown>} [values]
 */
function textOf(key, values) {
  return RED._(`node-red-contrib-esp8266-ws/esp8266-ws-config:file.${key}`, values);
}
