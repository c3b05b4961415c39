/** A whole URL in the field *Host*, as people copy it from a sketch, a web page or the core websocket nodes. */

/**
 * What belongs into which field; undefined where the text is no URL, or holds a password.
 *
 * @param {string} text
 * @returns {{ host: string, port?: string, path?: string, note: string } | undefined}
 */
export function takeApart(text) {
  const [, scheme = '', host, port, path = ''] = urlPattern.exec(text.trim()) ?? [];
  if (host === undefined) return undefined;
  // The port of a web page is not that of the WebSocket server.
  if (/^http/i.test(scheme)) return { host, note: 'note.takenFromPage' };
  const tls = scheme.toLowerCase() === 'wss';
  return {
    host,
    port: port || (tls ? '443' : '80'),
    path: path.replace(/^(?!\/)/, '/'),
    note: tls ? 'note.takenApartTls' : 'note.takenApart',
  };
}

const urlPattern = /^(wss?|https?):\/\/(\[[^\]]*\]|[^\s/?#@:]+)(?::(\d*))?((?:[/?][^\s#]*)?)(?:#.*)?$/i;

/**
 * Takes a URL apart when it is pasted, or the field is left, and says so below.
 *
 * @param {EditorNode} node
 */
export function takeUrlsApart(node) {
  const input = (/** @type {string} */ field) => $(`#node-config-input-${field}`);
  const host = input('host');
  const note = $('<div class="esp8266-ws-note" aria-live="polite">').appendTo(host.closest('.form-row'));
  const act = () => {
    const parts = takeApart(String(host.val()));
    if (parts === undefined || host.attr('type') === 'hidden') return;
    const { note: key, ...fields } = parts;
    for (const [field, value] of Object.entries(fields)) input(field).val(value);
    if (key === 'note.takenApartTls' || (fields.path ?? '/') !== '/')
      input('path').closest('details').prop('open', true);
    note.text(node._(key));
    host.trigger('change');
  };
  host
    .on('input', () => note.text(''))
    .on('change', act)
    .on('paste', () => setTimeout(act));
}
