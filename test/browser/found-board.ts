import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { useBrowser } from '../support/browser.js';
import { Dialogs } from '../support/dialogs.js';
import { EditorPage } from '../support/editor-page.js';
import { freePort } from '../support/free-port.js';
import { NodeRed } from '../support/node-red.js';
import { OwnTime } from '../support/own-time.js';
import { Responder } from '../support/responder.js';

/** Beside the 2 s that are promised: what a test on a busy machine is given. */
const slackMs = 500;

// Played by own-network.test.ts, each test in a network of its own: nobody there resolves names.
describe('A Node-RED that is alone with its board', function () {
  this.timeout(90_000);
  const browser = useBrowser();
  const dialogs = new Dialogs(browser);
  let editor: EditorPage;
  let port: number;
  let board: VirtualBoard | undefined;

  /** @param host of the board that is deployed at first */
  async function start(host: string): Promise<void> {
    port = await freePort();
    dialogs.nodeRed = await NodeRed.start();
    await dialogs.nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'Board' },
      { id: 'board', type: 'esp8266-ws-config', host, port },
      { id: 'in', type: 'esp8266-ws-in', z: 'tab', x: 300, y: 100, board: 'board', wires: [[]] },
    ]);
    editor = new EditorPage(browser.page, dialogs.nodeRed.url);
    await editor.open();
    await browser.page.locator('[id="in"]').waitFor();
  }
  afterEach(async () => {
    await board?.close();
    await dialogs.nodeRed.stop();
  });

  async function startBoard(): Promise<void> {
    board = new VirtualBoard({ sketch: 'telemetry', port, announce: 'kitchen' });
    await board.listen();
  }

  async function search(): Promise<Locator> {
    await browser.page.evaluate(() => {
      const { RED } = globalThis as unknown as {
        RED: { editor: { editConfig(...args: string[]): void } };
      };
      RED.editor.editConfig('', 'esp8266-ws-config', 'board');
    });
    const form = await dialogs.form(true);
    await form.locator('.esp8266-ws-open').click();
    return form;
  }

  /** For who wants to see it. */
  async function picture(name: string): Promise<void> {
    const folder = process.env.PICTURES;
    if (folder !== undefined) await browser.page.screenshot({ path: `${folder}/${name}.png` });
  }

  it('finds it, takes it with one click, and has it back within 2 s of its first packet', async () => {
    await start('192.0.2.1');
    await startBoard();
    const form = await search();
    const row = form.locator('#esp8266-ws-found li', { hasText: 'kitchen.local' });
    await row.waitFor();
    await picture('found');
    await row.locator('button').click();
    equal(await form.locator('#node-config-input-host').inputValue(), 'kitchen.local');
    equal(await form.locator('#node-config-input-port').inputValue(), String(port));
    await browser.page.locator('#node-config-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
    await editor.deploy();
    await editor.allReady(1);
    await picture('ready');

    await board?.close();
    await dialogs.nodeRed.until(() => dialogs.nodeRed.statuses.get('in')?.fill !== 'green');
    // Long enough for waits of several seconds.
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    let time: OwnTime | undefined;
    let heardAt = 0;
    const isOurs = ({ name }: { name: string }) => name.toLowerCase().startsWith('kitchen.');
    const listener = await Responder.start(({ questions = [], authorities = [] }) => {
      if (authorities.length === 0 || !questions.some(isOurs) || time !== undefined) return;
      time = new OwnTime();
      heardAt = performance.now();
    });
    await startBoard();
    await dialogs.nodeRed.status('in', 'ready');
    const took = performance.now() - heardAt;
    await listener.stop();
    console.log(`      ready again ${took.toFixed()} ms after the first packet`);
    ok(time !== undefined && took < 2_000 + slackMs + time.lostMs, String(took));
    await picture('ready-again');
  });

  it('says plainly that nothing is found where no multicast is received, and has its board by address', async () => {
    await start('127.0.0.1');
    await startBoard();
    await dialogs.nodeRed.status('in', 'ready');
    const form = await search();
    await form.getByText('No board has been found so far.').waitFor();
    await picture('deaf');
    equal(await form.locator('#esp8266-ws-found li').count(), 0);
    ok(dialogs.nodeRed.complaints().length <= 1, dialogs.nodeRed.complaints().join('\n'));
    equal(dialogs.nodeRed.statuses.get('in')?.fill, 'green');
    deepEqual(
      dialogs.nodeRed.log.filter((line) => /Uncaught|\[error\]/.test(line)),
      [],
    );
  });
});
