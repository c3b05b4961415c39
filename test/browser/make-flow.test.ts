import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { useBrowser } from '../support/browser.js';
import { EditorPage } from '../support/editor-page.js';
import { freePort } from '../support/free-port.js';
import { roomBelowCharts } from '../support/look.js';
import { type Item, NodeRed } from '../support/node-red.js';
import { newName } from '../support/situations.js';

/** As much of the editor's own object as is used here. */
declare const RED: {
  readonly actions: { invoke(action: string): void };
  readonly history: { pop(): void };
  readonly nodes: {
    createCompleteNodeSet(): Item[];
    dirty(): boolean;
    workspace(id: string): { locked?: boolean };
  };
  readonly workspaces: { active(): string };
};

const shots = process.env.SHOTS;
const label = newName().replace('.local', '');
const ids = { virtual: 'f00d', serial: 'f00e' } as const;

describe('The flow of a board, made in the editor', function () {
  this.timeout(60_000);
  const browser = useBrowser();
  let nodeRed: NodeRed;
  let editor: EditorPage;
  let port = 0;

  before(async () => {
    port = await freePort();
    nodeRed = await NodeRed.start();
    editor = new EditorPage(browser.page, nodeRed.url);
    await browser.page.setViewportSize({ width: 1366, height: 900 });
  });
  after(() => nodeRed?.stop());

  /** An editor with a board that nobody uses yet. */
  async function begin(): Promise<void> {
    const place = { z: 'tab', x: 140 };
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'House' },
      {
        ...place,
        id: ids.virtual,
        type: 'esp8266-ws-virtual-board',
        y: 40,
        sketch: 'telemetry',
        port,
        host: '127.0.0.1',
        announce: label,
        wires: [[ids.serial]],
      },
      {
        ...place,
        id: ids.serial,
        type: 'debug',
        name: 'Serial',
        x: 400,
        y: 40,
        active: true,
        complete: 'payload',
        wires: [],
      },
    ]);
    await editor.open();
    await browser.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  }

  const items = () => browser.page.evaluate(() => RED.nodes.createCompleteNodeSet());
  const countOf = async (type: string) => (await items()).filter((item) => item.type === type).length;
  const notice = (text: string) => browser.page.locator('.red-ui-notification', { hasText: text });
  const shot = async (name: string) => {
    if (!shots) return;
    mkdirSync(shots, { recursive: true });
    await browser.page.screenshot({ path: `${shots}/${name}.png` });
  };
  const found = () => browser.page.locator('.esp8266-ws-tab li', { hasText: label });
  const pressFound = (name: string) => found().getByRole('button', { name, exact: true }).click();
  /** Where the nodes come to hang, and stay with a click. */
  const place = async () => {
    const { page } = browser;
    const box = (await page.locator('#red-ui-workspace-chart').boundingBox())!;
    await page.mouse.move(box.x + 60, box.y + 110);
    await page.mouse.move(box.x + 50, box.y + 100);
    await page.mouse.click(box.x + 50, box.y + 100);
  };

  it('leads from a found board to a running dashboard in four clicks', async () => {
    // Not once for all tests: it may be tried again.
    await begin();
    const { page } = browser;
    await page.evaluate(() => RED.actions.invoke('esp8266-ws:show-boards-tab'));
    await found().waitFor();
    await shot('1-found');
    await pressFound('Make a flow with a dashboard');
    await notice('Click in the flow').waitFor();
    await place();
    await shot('2-placed');
    await editor.deploy();
    await shot('3-deployed');
    const [dashboard] = await Promise.all([
      page.waitForEvent('popup'),
      notice('Click in the flow').getByRole('link', { name: 'Open the page' }).click(),
    ]);
    await dashboard.setViewportSize({ width: 1100, height: 900 });
    ok(new URL(dashboard.url()).pathname.endsWith(`/dashboard/${label}`), dashboard.url());

    const text = (words: RegExp) => dashboard.locator('.nrdb-ui-text', { hasText: words }).first();
    // Values arrive.
    await text(/Connection ?ready/).waitFor();
    await dashboard
      .getByText(/^-?\d+(\.\d)?°C$/)
      .first()
      .waitFor();
    await text(/freeHeap ?\d+ B/).waitFor();
    const rooms = await roomBelowCharts(dashboard);
    ok(rooms.length > 0 && Math.min(...rooms) > 0, rooms.join());

    // A switch sets the LED, and the end is told.
    const led = (state: string) => dashboard.locator(`.nrdb-switch input${state}`);
    await led(':not(:checked)').waitFor({ state: 'attached' });
    await led('').click({ force: true });
    await led(':checked').waitFor({ state: 'attached' });
    await text(/Last command ?led: done/).waitFor();
    await nodeRed.debug(ids.serial, (line) => String(line).includes('LED on'));
    if (shots) await dashboard.screenshot({ path: `${shots}/4-dashboard.png`, fullPage: true });
    await dashboard.close();
    deepEqual(nodeRed.complaints(), []);
  });

  it('comes with a config node of all fields, and one undo takes everything away', async () => {
    const { page } = browser;
    const [config] = (await items()).filter(({ type }) => type === 'esp8266-ws-config');
    deepEqual([config?.host, config?.name, config?.confirmSeconds], [`${label}.local`, label, 15]);
    await page.evaluate(() => RED.history.pop());
    for (const type of ['esp8266-ws-config', 'esp8266-ws-in', 'ui-page', 'ui-base', 'ui-group', 'group'])
      equal(await countOf(type), 0, type);
  });

  it('takes a board into the flows without nodes, and then does not make a second config node', async () => {
    await begin();
    await browser.page.evaluate(() => RED.actions.invoke('esp8266-ws:show-boards-tab'));
    await found().waitFor();
    await pressFound('Use it');
    await notice('The board is added').waitFor();
    equal(await countOf('esp8266-ws-config'), 1);
    await callMaker('makeFlow', { dashboard: false });
    await place();
    equal(await countOf('esp8266-ws-config'), 1);
    equal(await countOf('inject'), 2);
    equal(await countOf('ui-page'), 0);
    await editor.deploy();
    await nodeRed.until(() => nodeRed.debugs.some(({ name }) => name === 'temperature'));
    await shot('5-debug');
  });

  it('makes the flow of a board in the flows from what it has told', async () => {
    const { boards } = (await (await nodeRed.get('/esp8266-ws/overview')).json()) as {
      boards: { config: string; name: string }[];
    };
    const [{ config, name } = { config: '', name: '' }] = boards;
    const detail = await nodeRed.get(`/esp8266-ws/overview/${config}?board=${encodeURIComponent(name)}`);
    const made = await callMaker('makeFlow', { dashboard: true }, (await detail.json()) as object);
    equal(made.isMade, true);
    await place();
    equal(await countOf('esp8266-ws-config'), 1);
    // What it has told last gives the light a scale, too.
    equal(await countOf('ui-gauge'), 4);
    await browser.page.evaluate(() => RED.history.pop());
    equal(await countOf('ui-gauge'), 0);
    equal(await countOf('esp8266-ws-config'), 1);
  });

  for (const [what, board, sentence] of [
    ['a board that does not answer', { port: 1 }, 'Nothing listens on'],
    ['a flow that is locked', { locked: true }, 'This flow is locked'],
  ] as const) {
    it(`makes nothing of ${what}, and says what to do`, async () => {
      const before = (await items()).length;
      await browser.page.evaluate(
        (locked) => {
          RED.nodes.workspace(RED.workspaces.active()).locked = locked;
        },
        'locked' in board,
      );
      const made = await callMaker(
        'makeFlow',
        { dashboard: true },
        { host: '127.0.0.1', addresses: ['127.0.0.1'], ...board },
      );
      equal(made.isMade, false);
      ok(made.sentence.startsWith(sentence), made.sentence);
      await notice(sentence).first().waitFor();
      equal((await items()).length, before);
    });
  }

  async function callMaker(
    name: string,
    options: object,
    board: object = { host: `${label}.local`, addresses: ['127.0.0.1'], port },
  ) {
    return browser.page.evaluate(
      async ([file, which, about, choice]) => {
        const maker = await import(file);
        return maker[which](about, choice) as Promise<{ isMade: boolean; sentence: string }>;
      },
      [`${nodeRed.url}/resources/node-red-contrib-esp8266-ws/make-flow.mjs`, name, board, options] as const,
    );
  }
});
