/** What is said of a value while it is typed. */

/**
 * Makes a validator of the editor's kind. It has two parameters, or the editor would not take reasons from it; they name the
 * field, since the editor lists them under the node, too. The dialog itself shows them under the field, without its name.
 *
 * @param {string} field
 * @param {FaultOf} faultOf
 * @param {FaultOf} [adviceOf]
 */
export function check(field, faultOf, adviceOf = () => undefined) {
  const sentence =
    (/** @type {FaultOf} */ of) => (/** @type {EditorNode} */ node, /** @type {unknown} */ value) => {
      const text = String(value ?? '');
      const fault = isVariable(text) ? undefined : of(text, node);
      return fault && (typeof fault === 'string' ? node._(fault) : node._(...fault));
    };
  const reason = sentence(faultOf);
  /** @this {EditorNode} */
  function validate(/** @type {unknown} */ value, /** @type {object} */ _opt) {
    const text = reason(this, value);
    return text === undefined || `${this._(`label.${field}`)}: ${text}`;
  }
  return Object.assign(validate, { reason, advice: sentence(adviceOf) });
}

/**
 * The same for a list.
 *
 * @param {string} field
 * @param {(rows: readonly HeaderRow[], node: EditorNode) => Fault | undefined} faultOf
 */
export function checkRows(field, faultOf) {
  const reason = (/** @type {EditorNode} */ node, /** @type {unknown} */ value) => {
    const fault = faultOf(/** @type {readonly HeaderRow[]} */ (value ?? []), node);
    return fault && (typeof fault === 'string' ? node._(fault) : node._(...fault));
  };
  /** @this {EditorNode} */
  function validate(/** @type {unknown} */ value, /** @type {object} */ _opt) {
    const text = reason(this, value);
    return text === undefined || `${this._(`label.${field}`)}: ${text}`;
  }
  return Object.assign(validate, { reason, advice: () => undefined });
}

/**
 * @param {string} field
 * @param {number} smallest
 * @param {number} largest
 * @param {(value: number, node: EditorNode) => Fault | undefined} [adviceOf]
 * @param {(value: number, node: EditorNode) => Fault | undefined} [faultOf] what else can be wrong with it
 */
export function number(field, smallest, largest, adviceOf, faultOf) {
  return check(
    field,
    (typed, node) => {
      const text = typed.trim();
      // An empty field takes its default.
      if (text === '') return undefined;
      const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
      return value >= smallest && value <= largest
        ? faultOf?.(value, node)
        : ['error.range', { smallest, largest }];
    },
    (typed, node) => (typed.trim() === '' ? undefined : adviceOf?.(Number(typed), node)),
  );
}

/**
 * @param {string} field
 * @param {number} smallest
 * @param {number} largest
 * @param {(value: number, node: EditorNode) => Fault | undefined} [adviceOf]
 */
export function integer(field, smallest, largest, adviceOf) {
  const isWhole = (/** @type {number} */ value) => (Number.isInteger(value) ? undefined : 'error.integer');
  return number(field, smallest, largest, adviceOf, isWhole);
}

/** A node that needs a board: chosen, there, and able to work. */
export function board() {
  return check('board', (id) => {
    if (id === '' || id === '_ADD_') return 'error.boardMissing';
    const chosen = RED.nodes.node(id);
    if (!chosen) return 'error.boardGone';
    if (chosen.d) return 'error.boardDisabled';
    return chosen.valid === false ? 'error.boardUnfit' : undefined;
  });
}

/**
 * What another field holds now: in the open dialog, else in the node.
 *
 * @param {string} field
 * @param {EditorNode} node
 * @returns {string}
 */
export function current(field, node) {
  const input = $(`#${prefixOf(node)}${field}`);
  return String((input.length > 0 ? input.val() : node[field]) ?? '');
}

/**
 * The same of a number, where an empty field means its default.
 *
 * @param {string} field
 * @param {EditorNode} node
 */
export function currentNumber(field, node) {
  return Number(current(field, node) || node._def.defaults[field]?.value);
}

/** @param {EditorNode} node */
export function prefixOf({ _def }) {
  return _def.category === 'config' ? 'node-config-input-' : 'node-input-';
}

/** An environment variable as the whole value, which the editor takes for good and Node-RED replaces. */
function isVariable(/** @type {string} */ text) {
  return /^\$(\{[a-z_]\w*\}|\([a-z_]\w*\))$/i.test(text);
}
