import type { Locator, Page } from 'playwright-core';
import { useBrowser } from './browser.js';
import { freePort } from './free-port.js';
import { type Item, NodeRed } from './node-red.js';

/** As much of the editor's own object as is used here. */
declare const RED: {
  readonly editor: { edit(node: object): void; editConfig(name: string, type: string, id: string): void };
  readonly nodes: { node(id: string): object };
};

/** `stop` is an inject node that stops the virtual board. */
export const ids = {
  board: 'b0a4d1',
  gone: 'b0a4d2',
  fromEnv: 'b0a4d3',
  inSubflow: 'b0a4d4',
  several: 'b0a4d5',
  in: '1ee1',
  out: '0ee1',
  request: '2ee1',
  virtualBoard: 'fee1',
  stop: 'fee2',
} as const;

const boardIds: readonly string[] = [ids.board, ids.gone, ids.fromEnv, ids.inSubflow, ids.several];

/** A Node-RED with a board that answers, one that does not, and a dialog of each kind, seen through its editor. */
export class Dialogs {
  nodeRed!: NodeRed;
  /** Where the board that does not answer would be. */
  deadPort = 0;

  constructor(private readonly browser: { readonly page: Page }) {}

  get page(): Page {
    return this.browser.page;
  }

  /** @param more in the flows beside its own items */
  async start(more: readonly Item[] = []): Promise<void> {
    this.nodeRed = await NodeRed.start();
    const port = await freePort();
    this.deadPort = await freePort();
    const board = { type: 'esp8266-ws-config', host: '127.0.0.1' };
    const place = { z: 'tab', x: 300, wires: [[]] };
    const flow: Item[] = [
      { id: 'global', type: 'global-config', env: [{ name: 'CELLAR', value: '127.0.0.9', type: 'str' }] },
      { id: 'tab', type: 'tab', label: 'Dialogs' },
      { ...board, id: ids.board, name: 'kitchen', port },
      { ...board, id: ids.gone, name: 'garage', port: this.deadPort },
      { ...board, id: ids.fromEnv, name: 'cellar', host: '$' + '{CELLAR}', port: 8081 },
      {
        ...board,
        id: ids.several,
        name: 'rooms',
        host: `hall=127.0.0.2\nshed=127.0.0.3:${this.deadPort}`,
        port,
      },
      { id: 'subflow', type: 'subflow', name: 'Room', in: [], out: [] },
      { ...board, id: ids.inSubflow, z: 'subflow', name: 'attic', port },
      { ...place, id: ids.in, y: 100, type: 'esp8266-ws-in', board: ids.gone, emit: 'messages', outputs: 1 },
      {
        ...place,
        id: ids.out,
        y: 200,
        type: 'esp8266-ws-out',
        board: ids.board,
        send: 'topic',
        topic: 'led',
      },
      { ...place, id: ids.request, y: 500, type: 'esp8266-ws-request', board: ids.board, topic: 'led' },
      {
        ...place,
        id: ids.virtualBoard,
        y: 300,
        type: 'esp8266-ws-virtual-board',
        sketch: 'echo',
        port,
        host: '127.0.0.1',
      },
      {
        ...place,
        id: ids.stop,
        y: 400,
        type: 'inject',
        props: [{ p: 'payload', v: 'stop', vt: 'str' }],
        wires: [[ids.virtualBoard]],
      },
      ...more,
    ];
    await this.nodeRed.deploy(flow);
    await this.nodeRed.status(ids.out, 'ready');
    await this.nodeRed.status(ids.in, 'refused');
  }

  /** Loads the editor in a language of it. */
  async load(language = 'en-US'): Promise<void> {
    const { page } = this;
    await page.route('**/catalogue.nodered.org/**', (route) => route.abort());
    await page.addInitScript((name) => localStorage.setItem('editor-language', name), language);
    await page.goto(this.nodeRed.url);
    await page.locator(`[id="${ids.out}"]`).waitFor({ timeout: 25_000 });
  }

  /** Opens the dialog of a node, or of a board, beside nothing else. */
  async open(id: string): Promise<Locator> {
    const isBoard = boardIds.includes(id);
    await this.page.evaluate(
      ([node = '', config]) =>
        config ? RED.editor.editConfig('', 'esp8266-ws-config', node) : RED.editor.edit(RED.nodes.node(node)),
      [id, isBoard ? 'config' : ''],
    );
    return this.form(isBoard);
  }

  /** The form of the dialog on top, once its fields are ready. */
  async form(isBoard: boolean): Promise<Locator> {
    const form = this.page.locator(isBoard ? '#node-config-dialog-edit-form' : '#dialog-form');
    await form.locator('[aria-invalid]:not([type="hidden"])').first().waitFor();
    // It slides in, and what is clicked meanwhile is missed.
    await form.evaluate((element) =>
      Promise.allSettled(
        element
          .closest('.red-ui-tray')!
          .getAnimations({ subtree: true })
          .map(({ finished }) => finished),
      ),
    );
    return form;
  }

  /** Puts on the dark theme of Node-RED 5; one before it stays as it is. */
  async darken(isDark: boolean): Promise<void> {
    await this.page.evaluate(
      (dark) => document.documentElement.classList.toggle('nr-theme-dark', dark),
      isDark,
    );
  }

  /** Takes the board away from a node: the last choice, whose value is another one in Node-RED 4.0. */
  async chooseNoBoard(form: Locator): Promise<void> {
    const boards = form.locator('#node-input-board');
    await boards.selectOption((await boards.locator('option').last().getAttribute('value')) ?? '');
  }

  /** Closes the dialog on top without saving. */
  async cancel(): Promise<void> {
    const tray = this.page.locator('.red-ui-tray').last();
    const handle = await tray.elementHandle();
    await tray.locator('[id$="-dialog-cancel"]').click();
    await handle?.waitForElementState('hidden');
  }

  /** Closes what is open. */
  async cancelAll(): Promise<void> {
    while ((await this.page.locator('.red-ui-tray').count()) > 0) await this.cancel();
  }
}

/**
 * For one suite: a browser, and a Node-RED whose editor it shows.
 *
 * @param more in its flows
 */
export function useDialogs(more: readonly Item[] = []): Dialogs {
  const dialogs = new Dialogs(useBrowser());
  before(async function () {
    this.timeout(60_000);
    await dialogs.start(more);
  });
  after(() => dialogs.nodeRed?.stop());
  return dialogs;
}
