import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { useBrowser } from '../support/browser.js';
import { Dialogs, ids } from '../support/dialogs.js';
import { freePort } from '../support/free-port.js';
import { accessibilityFaults, lookFaults } from '../support/look.js';
import type { Item } from '../support/node-red.js';

/** As much of the editor's own object as is used here. */
declare const RED: { readonly nodes: { node(id: string): { topic: string } } };

const greenhouse = { id: 'c0a4d1', type: 'esp8266-ws-config', name: 'greenhouse', host: '127.0.0.1' };
const sensor = '70b1c1';
const shown = '70b1c2';
const lamp = '70b1c3';
const asker = '70b1c5';

describe('The list of topics', () => {
  const browser = useBrowser();
  const dialogs = new Dialogs(browser);
  const topics = '**/esp8266-ws/boards/*?topics';

  before(async function () {
    this.timeout(90_000);
    const port = await freePort();
    const place = { z: 'tab', x: 600 };
    const flow: Item[] = [
      { ...greenhouse, port },
      { ...place, id: '70b1c4', y: 300, type: 'esp8266-ws-virtual-board', sketch: 'telemetry', port },
      { ...place, id: sensor, y: 100, type: 'esp8266-ws-in', emit: 'messages', outputs: 1, wires: [[shown]] },
      { ...place, id: shown, x: 800, y: 100, type: 'debug', complete: 'true', active: true, tosidebar: true },
      { ...place, id: lamp, y: 200, type: 'esp8266-ws-out', board: greenhouse.id, send: 'topic', wires: [] },
      {
        ...place,
        id: asker,
        y: 400,
        type: 'esp8266-ws-request',
        board: greenhouse.id,
        ask: 'payload',
        wires: [[]],
      },
    ];
    await dialogs.start(flow);
    await dialogs.nodeRed.status(lamp, 'ready');
    await dialogs.load();
    dialogs.page.setDefaultTimeout(6_000);
  });
  after(() => dialogs.nodeRed?.stop());
  afterEach(async () => {
    await dialogs.page.unroute(topics);
    await dialogs.cancelAll();
  });

  const field = (form: Locator) => form.locator('#node-input-topic');
  const button = (form: Locator) => form.getByRole('button', { name: 'Topics of the board' });
  const list = (form: Locator) => form.locator('#esp8266-ws-topics');
  const rows = (form: Locator) => list(form).locator('li > button');
  const row = (form: Locator, topic: string) =>
    rows(form).filter({ has: dialogs.page.locator('bdi').getByText(topic, { exact: true }) });
  const namesIn = (form: Locator) => rows(form).locator('.esp8266-ws-list-name').allInnerTexts();
  const note = (form: Locator) => form.locator('.esp8266-ws-topic > .esp8266-ws-note');
  const tell = (json: object) => dialogs.page.route(topics, (route) => route.fulfill({ json }));

  async function opened(id: string): Promise<Locator> {
    const form = await dialogs.open(id);
    await button(form).click();
    return form;
  }

  it('wires the temperature in three clicks once the board is chosen', async function () {
    this.timeout(60_000);
    const { nodeRed, page } = dialogs;
    const form = await dialogs.open(sensor);
    await form.locator('#node-input-board').selectOption(greenhouse.id);
    await button(form).click();
    await row(form, 'temperature').click();
    await page.locator('#node-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
    equal(await page.evaluate((id) => RED.nodes.node(id).topic, sensor), 'temperature');
    await page.locator('#red-ui-header-button-deploy').click();
    // Some boards of these flows are not used, which the editor asks about.
    await page.getByRole('button', { name: 'Confirm deploy' }).click();
    const msg = (await nodeRed.debug(shown)) as { topic: string; payload: unknown };
    equal(msg.topic, 'temperature');
    equal(typeof msg.payload, 'number');
  });

  it('shows the last value with its unit, how old it is, its type, and what the topic is for', async function () {
    this.timeout(30_000);
    const form = await opened(lamp);
    match(await row(form, 'temperature').innerText(), /^temperature\s+-?\d+(\.\d)? °C\s+just now number$/);
    match(await row(form, 'led').innerText(), /^led\s.*true or false can be set$/s);
    match(await row(form, 'button').innerText(), /true or false event$/);
    await list(form).getByText('Topics of this board: 8').waitFor();
    deepEqual(await accessibilityFaults(form), []);
    deepEqual(await lookFaults(form), []);
    // Asked again while it is open, and no longer.
    await dialogs.page.waitForRequest(topics);
    await button(form).click();
    await rejects(dialogs.page.waitForRequest(topics, { timeout: 2_500 }));
  });

  it('lists first what an out node can set, and says of any other that it cannot', async () => {
    const form = await opened(lamp);
    await row(form, 'led').waitFor();
    deepEqual((await namesIn(form)).slice(0, 3), ['led', 'temperature', 'humidity']);
    await row(form, 'led').click();
    equal(await field(form).inputValue(), 'led');
    equal(await list(form).isVisible(), false);
    await note(form).getByText('Takes a boolean: true or false.', { exact: true }).waitFor();
    await field(form).fill('temperature');
    await note(form).getByText('The board does not take commands for this topic.', { exact: true }).waitFor();
    await field(form).fill('temperature/inside');
    equal(await note(form).innerText(), '');
  });

  it('lists for a command of a request node what can be set, and for a query what has a value', async () => {
    const form = await opened(asker);
    const ask = form.locator('#node-input-ask');
    await row(form, 'led').waitFor();
    deepEqual((await namesIn(form)).slice(0, 2), ['led', 'temperature']);
    await row(form, 'button').click();
    await note(form).getByText('The board does not take commands for this topic.', { exact: true }).waitFor();
    await ask.selectOption('value');
    await note(form).getByText('An event has no value to ask for.', { exact: true }).waitFor();
    await button(form).click();
    await row(form, 'led').waitFor();
    const names = await namesIn(form);
    deepEqual([names[0], names.at(-1)], ['temperature', 'button']);
    deepEqual(await accessibilityFaults(form), []);
    deepEqual(await lookFaults(form), []);
    await row(form, 'temperature').click();
    equal(await note(form).innerText(), '');
    await ask.selectOption('payload');
    await field(form).fill('led');
    await note(form).getByText('Takes a boolean: true or false.', { exact: true }).waitFor();
  });

  it('is opened, gone through and closed with the keyboard alone', async () => {
    const { keyboard } = dialogs.page;
    const form = await dialogs.open(lamp);
    await field(form).focus();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await row(form, 'led').waitFor();
    equal(await button(form).getAttribute('aria-expanded'), 'true');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Escape');
    equal(await list(form).isVisible(), false);
    equal(await button(form).evaluate((element) => element === document.activeElement), true);
    await keyboard.press('Enter');
    await row(form, 'led').waitFor();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp', 'Enter']) await keyboard.press(key);
    equal(await field(form).inputValue(), 'led');
    equal(await field(form).evaluate((element) => element === document.activeElement), true);
  });

  it('T7: shows as text, and cut off, whatever a board calls its topics', async () => {
    const evil = '<img src=x onerror="document.title = 1">';
    const long = 'a/'.repeat(128);
    await tell([
      { topic: evil, type: evil, unit: evil, value: evil, ageMs: evil, settable: false, event: false },
      { topic: long, value: long, ageMs: 200_000 },
      { topic: 'a $t(label.board) __n__', type: 'constructor', ageMs: 7_000 },
      { topic: '\u202Eevil\nline', ageMs: 400_000_000 },
    ]);
    const form = await opened(lamp);
    await row(form, long).waitFor();
    equal(await form.locator('img').count(), 0);
    deepEqual((await namesIn(form)).sort(), [evil, 'a $t(label.board) __n__', '?evil?line', long].sort());
    const ages = await rows(form).locator('.esp8266-ws-list-age').allInnerTexts();
    deepEqual(ages.sort(), ['', '3 min ago', '4 d ago', '7 s ago']);
    // One name looks like a key of the catalogue.
    const faults = await lookFaults(form);
    deepEqual(
      faults.filter((fault) => !fault.startsWith('untranslated')),
      [],
    );
    const { height } = (await row(form, long).boundingBox())!;
    ok(height < 60, `${height}`);
    await row(form, long).click();
    equal(await field(form).inputValue(), long);
  });

  it('keeps its rows where they are while others come, and the focus with them', async () => {
    await tell([{ topic: 'b', value: '1', ageMs: 0 }]);
    const form = await opened(sensor);
    await row(form, 'b').focus();
    await dialogs.page.unroute(topics);
    await tell(['a', 'b'].map((topic) => ({ topic, value: '2', ageMs: 0 })));
    await row(form, 'a').waitFor();
    deepEqual(await namesIn(form), ['b', 'a']);
    equal(await row(form, 'b').evaluate((element) => element === document.activeElement), true);
    match(await row(form, 'b').innerText(), /^b\s+2\s/);
  });

  describe('says why there is none', () => {
    for (const [status, sentence] of [
      [404, /not deployed yet/],
      [401, /permission esp8266-ws\.read/],
      [403, /permission esp8266-ws\.read/],
      [500, /Node-RED does not reply/],
    ] as const) {
      it(`where Node-RED answers ${status}`, async () => {
        await dialogs.page.route(topics, (route) => route.fulfill({ status }));
        const form = await opened(lamp);
        await list(form).getByText(sentence).waitFor();
        equal(await rows(form).count(), 0);
        equal(await note(form).innerText(), '');
      });
    }

    it('of a board that has sent nothing', async () => {
      const form = await opened(ids.in);
      await list(form).getByText('has not sent a topic message yet').waitFor();
    });

    it('of a board inside a subflow, and of no board; and lists those of the next', async () => {
      const form = await opened(lamp);
      await dialogs.chooseNoBoard(form);
      await list(form).getByText('Choose a board first.').waitFor();
      await form.locator('#node-input-board').selectOption(greenhouse.id);
      await row(form, 'led').waitFor();
    });
  });

  describe('in German', () => {
    before(async function () {
      this.timeout(60_000);
      await dialogs.load('de');
    });
    it('says the same', async () => {
      const form = await dialogs.open(lamp);
      await form.getByRole('button', { name: 'Topics des Boards' }).click();
      match(await row(form, 'led').innerText(), /true oder false kann gesetzt werden$/);
      match(await row(form, 'temperature').innerText(), /gerade eben Zahl$/);
      deepEqual(await lookFaults(form), []);
      await row(form, 'led').click();
      await note(form).getByText('Erwartet einen Wahrheitswert: true oder false.').waitFor();
    });
  });
});
