/** Tests the connection to an opened board with what its config node has saved, and shows each step. */

import { showTest } from './connection-test.mjs';
import { element, iconOf } from './dom.mjs';
import { most as mostHeaders, unknown } from './headers.mjs';

export class BoardTest {
  root = element('div', 'esp8266-ws-test');
  /** @type {JQuery.jqXHR | undefined} */
  request;

  /** @param {BoardRowData} board @param {Words} words */
  constructor(board, words) {
    this.board = board;
    this.words = words;
    this.label = element('span');
    this.button = element(
      'button',
      'red-ui-button red-ui-button-small esp8266-ws-button',
      iconOf('fa-plug'),
      ' ',
      this.label,
    );
    this.button.type = 'button';
    this.button.addEventListener('click', () => (this.request === undefined ? this.start() : this.stop()));
    const result = element('p');
    result.setAttribute('aria-live', 'polite');
    this.root.append(element('p'), element('ol'), result);
    this.root.hidden = true;
    this.draw();
  }

  draw() {
    this.label.textContent = this.words.config._(this.request === undefined ? 'label.test' : 'label.stop');
  }

  start() {
    this.root.hidden = false;
    this.request = showTest($(this.root), this.words.config, savedOf(this.board), () => {
      this.request = undefined;
      this.draw();
    });
    this.draw();
  }

  /** Without the request, Node-RED ends the test, too. */
  stop() {
    this.request?.abort();
  }
}

/**
 * The saved fields of a board's config node, with this board as the only host.
 *
 * @param {BoardRowData} board
 */
function savedOf({ address, config, template, withholdsLogin = false }) {
  const node = /** @type {EditorNode | null} */ (RED.nodes.node(config) ?? RED.nodes.node(template ?? ''));
  const fields = Object.keys(node?._def.defaults ?? {}).map((field) => [field, node?.[field]]);
  const names = ['user', 'password', ...Array.from({ length: mostHeaders }, (_each, at) => `header${at}`)];
  return {
    ...Object.fromEntries(fields),
    ...(withholdsLogin && { headers: [] }),
    id: config,
    host: address,
    credentials: withholdsLogin ? {} : Object.fromEntries(names.map((name) => [name, unknown])),
  };
}
