/** What happens to links that lead to the files of this package, in the help and in the comments of the examples. */

const ours = 'a[href^="esp8266-ws/files/"]';

/**
 * Fetches what such a link leads to, instead of the browser, whose request would be without the editor's login: a zip is
 * saved, a page opens in a tab of its own. Called again for the same document, it changes nothing.
 *
 * @param {Document} page
 */
export function followLinks(page = document) {
  page.addEventListener('click', follow, true);
}

export function ignoreLinks() {
  document.removeEventListener('click', follow, true);
}

/** @param {MouseEvent} event */
function follow(event) {
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
  else fill(tab.document, text);
}

/**
 * @param {Document} page
 * @param {string} text
 */
function fill(page, text) {
  const style = page.createElement('link');
  style.rel = 'stylesheet';
  style.href = new URL('resources/node-red-contrib-esp8266-ws/page.css', document.baseURI).href;
  page.head.append(style);
  page.body.innerHTML = RED.utils.renderMarkdown(text);
  page.documentElement.lang = 'en';
  page.title = page.querySelector('h1')?.textContent ?? '';
  followLinks(page);
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
