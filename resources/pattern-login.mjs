/** The choice whether boards that a pattern finds get the login: shown where there is a pattern, and nothing proves who they are. */

import { isPattern, readEntries } from './hosts.mjs';
import { current } from './verdict.mjs';

/** @param {EditorNode} node */
export function showPatternLogin(node) {
  const row = $('#node-config-input-patternLogin').closest('.form-row');
  const update = () => {
    const hasPattern = readEntries(current('host', node)).some(({ host }) => isPattern(host));
    row.toggle(hasPattern && ['', '_ADD_'].includes(current('tls', node)));
  };
  row.closest('form').on('input change', update);
  update();
}
