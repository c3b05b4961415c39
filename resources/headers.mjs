/** The table of headers that are sent with the handshake: the same judgement as the runtime's in src/settings/headers.ts. */

import { press } from './form.mjs';

/** As many as there are credentials for. */
export const most = 16;
const longest = 4096;
const token = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;
const refused =
  /^(connection|content-.*|expect|host|keep-alive|proxy-.*|sec-.*|te|trailer|transfer-encoding|upgrade|via)$/i;
/** What the editor shows instead of a secret that it does not know. */
export const unknown = '__PWRD__';

/**
 * @param {readonly HeaderRow[]} rows
 * @param {boolean} hasLogin
 * @returns {Fault | undefined} about the first row that cannot work; it quotes nothing
 */
export function headersFault(rows, hasLogin) {
  if (!Array.isArray(rows)) return 'error.headersList';
  if (rows.length > most) return ['error.headersMany', { most }];
  /** @type {string[]} */
  const names = [];
  for (const [at, row] of rows.entries()) {
    const name = String(row?.name ?? '').trim();
    const problem = names.includes(name.toLowerCase()) ? 'headerTwice' : rowProblem(row, name, hasLogin);
    if (problem !== undefined) return [`error.${problem}`, { row: at + 1, most: longest }];
    names.push(name.toLowerCase());
  }
  return undefined;
}

/**
 * @param {HeaderRow} row
 * @param {string} name
 * @param {boolean} hasLogin
 */
function rowProblem(row, name, hasLogin) {
  if (!token.test(name)) return 'headerName';
  if (refused.test(name)) return 'headerRefused';
  if (hasLogin && name.toLowerCase() === 'authorization') return 'headerLogin';
  // A secret that was saved before is judged by the runtime.
  if (row.secret !== undefined && row.value === undefined) return undefined;
  const value = String(row.value ?? '').trim();
  if (value === '') return 'headerEmpty';
  return /^[\t\x20-\x7e]+$/.test(value) && value.length <= longest ? undefined : 'headerValue';
}

/**
 * Fills the list with a row for each header.
 *
 * @param {EditorNode} node
 */
export function showHeaders(node) {
  const list = $('#esp8266-ws-headers');
  const section = list.closest('.form-row');
  const line = $('<div class="esp8266-ws-reason" aria-live="polite">').appendTo(section);
  const update = () => {
    const fault = node._def.defaults.headers?.validate?.reason?.(node, typedHeaders()) ?? '';
    if (line.text() !== fault) line.text(fault);
    line.toggleClass('esp8266-ws-fault', fault !== '');
  };
  list.editableList({
    addButton: node._('label.addHeader'),
    addItem: (row, _at, header) => addRow(row, header, node),
    removable: true,
    removeItem: update,
  });
  const rows = Array.isArray(node.headers) ? node.headers : [];
  for (const header of rows) list.editableList('addItem', { ...header });
  if (rows.length > 0) list.closest('details').prop('open', true);
  list.closest('form').on('input change', update);
  update();
  const add = section.find('.red-ui-editableList-addButton');
  add.attr({ role: 'button', tabindex: 0 }).on('keydown', press);
}

/**
 * @param {JQuery} row
 * @param {HeaderRow} header
 * @param {EditorNode} node
 */
function addRow(row, header, node) {
  const isStored = header.secret !== undefined && node.credentials?.[`header${header.secret}`] !== '';
  const field = (/** @type {string} */ key, /** @type {string} */ type) =>
    $('<input>').attr({ type, 'aria-label': node._(`label.${key}`), placeholder: node._(`label.${key}`) });
  const name = field('headerName', 'text')
    .addClass('esp8266-ws-header-name')
    .val(header.name ?? '');
  const isSecret = header.secret !== undefined;
  const value = field('headerValue', isSecret ? 'password' : 'text').addClass('esp8266-ws-header-value');
  value.val(isSecret && isStored ? unknown : (header.value ?? ''));
  const box = $('<input type="checkbox">').prop('checked', isSecret);
  box.on('change', () => {
    value.attr('type', box.prop('checked') ? 'password' : 'text');
    // What nobody can see any more cannot be shown, either.
    if (value.val() === unknown) value.val('');
  });
  const secret = $('<label>').append(box, $('<span>').text(node._('label.headerSecret')));
  row.addClass('esp8266-ws-header').append(name, value, secret);
  row.closest('li').find('.red-ui-editableList-item-remove').attr('aria-label', node._('label.removeHeader'));
}

/**
 * What the rows hold now; a secret that was saved before has no value.
 *
 * @returns {HeaderRow[]} without rows that are empty
 */
export function typedHeaders() {
  const list = $('#esp8266-ws-headers');
  return list
    .editableList('items')
    .toArray()
    .map((element) => typed($(element)))
    .filter(({ name, secret, value }) => name !== '' || value !== '' || secret !== undefined);
}

/**
 * @param {JQuery} row
 * @returns {HeaderRow}
 */
function typed(row) {
  const name = String(row.find('.esp8266-ws-header-name').val()).trim();
  const value = String(row.find('.esp8266-ws-header-value').val()).trim();
  if (!row.find(':checkbox').prop('checked')) return { name, value };
  /** @type {{ secret?: number }} */
  const { secret = -1 } = row.data('data') ?? {};
  return value === unknown ? { name, secret } : { name, secret, value };
}

/**
 * What is saved of the rows: secret values as credentials, under the numbers that rows keep or that are free.
 *
 * @returns {{ headers: HeaderRow[], secrets: Record<string, string | undefined> }} undefined for a value that was saved before
 */
export function headersToSave() {
  const rows = typedHeaders();
  const taken = new Set(rows.map(({ secret }) => secret));
  const free = Array.from({ length: most }, (_, number) => number).filter((number) => !taken.has(number));
  /** @type {Record<string, string | undefined>} */
  const secrets = {};
  const headers = rows.map(({ name, secret, value }) => {
    if (secret === undefined) return { name, value };
    const number = secret >= 0 ? secret : (free.shift() ?? most);
    secrets[`header${number}`] = value;
    return { name, secret: number };
  });
  return { headers, secrets };
}

/**
 * Takes over what was typed.
 *
 * @param {EditorNode} node
 * @returns {boolean} whether a secret has changed, which the editor does not see by itself
 */
export function saveHeaders(node) {
  const { headers, secrets } = headersToSave();
  node.headers = headers;
  node.credentials ??= {};
  const { credentials } = node;
  let hasChanged = false;
  const keep = (/** @type {string} */ name, /** @type {string} */ value) => {
    credentials[name] = value;
    credentials[`has_${name}`] = value !== '';
    hasChanged = true;
  };
  for (const [name, value] of Object.entries(secrets)) if (value !== undefined) keep(name, value);
  for (let number = 0; number < most; number += 1) {
    const name = `header${number}`;
    if (!(name in secrets) && credentials[`has_${name}`]) keep(name, '');
  }
  return hasChanged;
}
