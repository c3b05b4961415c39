import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { faultsOf } from '../support/accessibility.js';
import { useBrowser } from '../support/browser.js';
import { exampleNames, readExample } from '../support/examples.js';
import { type Item, NodeRed, password } from '../support/node-red.js';
import { unzip } from '../support/unzip.js';

/** As much of the editor's own object as is used here. */
declare const RED: {
  readonly actions: { invoke(action: string): void };
  readonly nodes: { node(id: string): object };
  readonly sidebar: { readonly help: { show(type: string): void } };
  readonly view: { reveal(id: string): void; select(selection: { nodes: object[] }): void };
};

const users = [{ username: 'reader', password, permissions: 'read' }];

/** The comments of each example, one below another. */
const comments = exampleNames.flatMap((example) =>
  readExample(example).filter(({ type, info }) => type === 'comment' && /files\//.test(String(info))),
);
const flows: Item[] = [
  { id: 'tab', type: 'tab', label: 'Comments' },
  ...comments.map((item, at) => ({ ...item, z: 'tab', x: 400, y: 60 * (at + 1) })),
];

describe('From the editor to a sketch', () => {
  const browser = useBrowser();
  let nodeRed: NodeRed;

  // Below a path of its own, and with a login, which the request of a plain link would not have.
  before(async function () {
    this.timeout(60_000);
    const settings = { adminAuth: { type: 'credentials', users }, httpAdminRoot: '/admin' };
    nodeRed = await NodeRed.start(undefined, { flows, settings });
    const { page } = browser;
    // Of all tabs: what tells one of them apart would keep the style of the others waiting.
    await page.context().route(/catalogue\.nodered\.org/, (route) => route.abort());
    await page.goto(`${nodeRed.url}/`);
    await page.locator('#node-dialog-login-username').fill('reader');
    await page.locator('#node-dialog-login-password').fill('a password');
    await page.keyboard.press('Enter');
    await page.locator(`[id="${comments[0]?.id}"]`).waitFor({ timeout: 20_000 });
  });

  after(() => nodeRed?.stop());

  const link = (page: Page, file: string) =>
    page.locator(`a[href="esp8266-ws/files/${file}"]:visible`).first();

  /** Clicks once, and unpacks what the browser has saved. */
  async function download(page: Page, sketch: string): Promise<string[]> {
    const saved = browser.page.waitForEvent('download');
    await link(page, `${sketch}.zip`).click();
    const zip = await saved;
    equal(zip.suggestedFilename(), `${sketch}.zip`);
    return [...unzip(readFileSync(await zip.path())).keys()];
  }

  /** Clicks once, and waits for the tab that opens. */
  async function open(page: Page, file: string): Promise<Page> {
    const opened = page.waitForEvent('popup');
    await link(page, file).click();
    const tab = await opened;
    await tab.locator('h1').waitFor();
    return tab;
  }

  for (const type of ['esp8266-ws-config', 'esp8266-ws-virtual-board']) {
    describe(`by the help of ${type}`, () => {
      before(() => browser.page.evaluate((name) => RED.sidebar.help.show(name), type));

      for (const sketch of ['esp8266-ws-telemetry', 'esp8266-ws-echo', 'esp8266-ws-picture']) {
        it(`one click saves ${sketch}`, async () => {
          const names = await download(browser.page, sketch);
          equal(names.includes(`${sketch}/${sketch}.ino`), true, names.join());
        });
      }

      it('one click opens the protocol', async () => {
        const tab = await open(browser.page, 'protocol.md');
        equal(await tab.title(), 'The protocol between boards and flows');
        await tab.close();
      });
    });
  }

  for (const [at, example] of exampleNames.entries()) {
    it(`by the comment of an example: ${example}`, async () => {
      const { page } = browser;
      const { id, info } = comments[at]!;
      await page.evaluate((comment) => {
        RED.view.select({ nodes: [RED.nodes.node(comment)] });
        RED.actions.invoke('core:show-info-tab');
      }, id);
      const [, sketch = ''] = /\[([\w-]+)\.zip\]/.exec(String(info)) ?? [];
      const names = await download(page, sketch);
      equal(names.includes(`${sketch}/arduino_secrets.h.example`), true, names.join());
      const tab = await open(page, 'sketches.md');
      equal(await tab.title(), 'Sketches for the board');
      await tab.close();
    });
  }

  describe('the page of the steps', () => {
    let tab: Page;

    before(async () => {
      await browser.page.evaluate(() => RED.sidebar.help.show('esp8266-ws-config'));
      tab = await open(browser.page, 'sketches.md');
    });
    after(() => tab?.close());

    it('shows all that is written, with a style of its own', async () => {
      const text = readFileSync(`${__dirname}/../../../firmware/README.md`, 'utf8');
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
      deepEqual(await tab.locator('h1, h2').allInnerTexts(), headings);
      equal(await tab.locator('tr').count(), [...text.matchAll(/^\|(?!---)/gm)].length);
      equal(await tab.locator('pre').count(), [...text.matchAll(/^ *```\w*$/gm)].length / 2);
      // What Node-RED's Markdown makes of colons and brackets that look like a list of properties.
      equal(await tab.locator('dl, dt, .property-type').count(), 0);
      await tab.waitForFunction(() => /system-ui/.test(getComputedStyle(document.body).fontFamily));
      deepEqual(await faultsOf(tab, []), []);
    });

    it('leads on to a sketch, and to the protocol', async () => {
      const names = await download(tab, 'esp8266-ws-echo');
      equal(names.includes('esp8266-ws-echo/esp8266-ws-echo.ino'), true, names.join());
      const protocol = await open(tab, 'protocol.md');
      equal(await protocol.locator('dl, dt, .property-type').count(), 0);
      await protocol.close();
    });
  });

  describe('where it cannot be', () => {
    const notice = (text: RegExp) => browser.page.locator('.red-ui-notification', { hasText: text });

    before(() => browser.page.evaluate(() => RED.sidebar.help.show('esp8266-ws-config')));

    it('says so, and what to do: Node-RED does not answer', async () => {
      const { page } = browser;
      await page.context().route('**/esp8266-ws/files/*', (route) => route.abort());
      await link(page, 'esp8266-ws-echo.zip').click();
      await notice(/esp8266-ws-echo\.zip could not be fetched .* click again/).waitFor();
      const opened = page.waitForEvent('popup');
      await link(page, 'protocol.md').click();
      const tab = await opened;
      if (!tab.isClosed()) await tab.waitForEvent('close');
      await notice(/protocol\.md could not be fetched/).waitFor();
      await page.context().unroute('**/esp8266-ws/files/*');
    });

    it('says so, and what to do: the browser lets nothing open', async () => {
      const { page } = browser;
      await page.evaluate(() => Object.assign(window, { open: () => null }));
      await link(page, 'protocol.md').click();
      await notice(/The browser blocked the page: allow pop-ups/).waitFor();
    });
  });
});
