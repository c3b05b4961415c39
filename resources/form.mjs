/** What every dialog of ours does as it opens. */

import { prefixOf } from './verdict.mjs';

/**
 * Shows under each field why its value cannot work, as it is typed; opens what is folded where something in it is not as it
 * comes; lets the keyboard reach the buttons beside a list of config nodes.
 *
 * @param {EditorNode} node
 */
export function prepare(node) {
  const { credentials = {}, defaults } = node._def;
  const fields = Object.entries({ ...defaults, ...credentials }).map(([field, { validate, value }]) => ({
    field,
    input: $(`#${prefixOf(node)}${field}`),
    validate,
    value,
  }));
  chooseNoConfig(node);
  // A flow may have been made before there was such a choice.
  for (const { field, input, value } of fields) if (node[field] === undefined) choose(input, value);
  const updates = fields.flatMap(({ field, input, validate }) =>
    validate === undefined || input.length === 0 ? [] : [lineUnder(field, input, node, validate)],
  );
  const update = () => {
    for (const each of updates) each();
  };
  fields[0]?.input.closest('form').on('input change', update);
  update();
  for (const { input, value = '' } of fields) showDefault(input, node, value);
  reachButtons(node);
}

/**
 * Node-RED 4.0 shows the first config node there is where none is chosen, and would save it.
 *
 * @param {EditorNode} node
 */
function chooseNoConfig(node) {
  for (const [field, { required, type }] of Object.entries(node._def.defaults)) {
    if (type === undefined || required !== false || node[field]) continue;
    const select = $(`#${prefixOf(node)}${field}`);
    select.val(select.find('option[value=""]').length > 0 ? '' : '_ADD_');
  }
}

/**
 * @param {JQuery} input
 * @param {unknown} value
 */
function choose(input, value) {
  if (input.is(':checkbox')) input.prop('checked', value === true);
  else if (input.is('select') && value !== '') input.val(String(value));
}

/**
 * @param {string} field
 * @param {JQuery} input
 * @param {EditorNode} node
 * @param {Partial<Verdict>} validate
 */
function lineUnder(field, input, node, { advice, reason }) {
  const id = `${input.attr('id')}-reason`;
  const row = input.closest('.form-row');
  const line = $('<div class="esp8266-ws-reason" aria-live="polite">').attr('id', id).appendTo(row);
  const start = row.find('label').length > 1 ? `${node._(`label.${field}`)}: ` : '';
  keepTooltipAway(input);
  const describedBy = input.attr('aria-describedby') ?? '';
  let isUntouched = isNewConfig(node);
  input.on('input', () => {
    isUntouched = false;
  });
  return () => {
    const problem = reason?.(node, input.val());
    const sentence = problem ?? advice?.(node, input.val());
    // What nobody has filled in yet is no mistake.
    const fault = isUntouched && input.val() === '' ? undefined : problem;
    const text = sentence === undefined ? '' : start + sentence;
    // Said again only when it has changed, or a screen reader would repeat it with every key.
    if (line.text() !== text) line.text(text);
    line.toggleClass('esp8266-ws-fault', fault !== undefined);
    input.attr('aria-invalid', String(fault !== undefined));
    input.attr('aria-describedby', `${describedBy} ${text && id}`.trim() || null);
  };
}

/**
 * The editor knows a new config node only when its dialog is closed.
 *
 * @param {EditorNode} node
 */
function isNewConfig(node) {
  return node._def.category === 'config' && !RED.nodes.node(node.id);
}

/**
 * The editor would cover the line with a tooltip that says the same.
 *
 * @param {JQuery} input
 */
function keepTooltipAway(input) {
  const none = { delete: () => input.data('tooltip', none), setContent() {} };
  input.data('tooltip', none);
}

/**
 * Says what a field holds by default, and opens what it is folded into where it holds something else.
 *
 * @param {JQuery} input
 * @param {EditorNode} node
 * @param {unknown} value
 */
function showDefault(input, node, value) {
  if (value !== '') input.filter('[type="text"]').attr('placeholder', String(value));
  // The editor translates the text of a unit only after this.
  const unit = input.next('span');
  if (unit.length > 0) unit.attr('data-default', node._('unit.default', { value }));
  const now = input.is(':checkbox') ? input.prop('checked') : input.val();
  const isDefault = [undefined, '', '_ADD_'].includes(now) || String(now) === String(value);
  if (!isDefault || input.attr('aria-invalid') === 'true') input.closest('details').prop('open', true);
}

/**
 * The editor makes them of links without an address, which no key reaches.
 *
 * @param {EditorNode} node
 */
function reachButtons(node) {
  for (const [field, { type }] of Object.entries(node._def.defaults)) {
    if (type === undefined) continue;
    const button = (/** @type {string} */ name) => $(`#${prefixOf(node)}btn-${field}-${name}`);
    const add = button('add').attr('aria-label', RED._('editor.addNewConfig', { type }));
    const edit = button('edit').attr('aria-label', RED._('editor.editConfig', { type }));
    add.add(edit).attr({ role: 'button', tabindex: 0 }).on('keydown', press);
  }
}

/** @param {JQuery.KeyDownEvent} event */
export function press(event) {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  $(event.currentTarget).trigger('click');
}
