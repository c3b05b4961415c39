import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { ids, useDialogs } from '../support/dialogs.js';

describe('The dialog of a new board', () => {
  const dialogs = useDialogs();

  before(async function () {
    this.timeout(30_000);
    await dialogs.load();
  });
  afterEach(() => dialogs.cancelAll());

  async function openNew(): Promise<Locator> {
    const out = await dialogs.open(ids.out);
    await out.locator('#node-input-btn-board-add').click();
    return dialogs.form(true);
  }

  const field = (form: Locator, name: string) => form.locator(`#node-config-input-${name}`);
  const borderOf = (input: Locator) => input.evaluate((element) => getComputedStyle(element).borderTopColor);
  const valuesOf = (form: Locator) =>
    Promise.all(['host', 'port', 'path'].map((name) => field(form, name).inputValue()));

  /** Types it all at once, as a paste does, and leaves the field. */
  async function enter(form: Locator, text: string): Promise<string> {
    await field(form, 'host').focus();
    await dialogs.page.keyboard.press('Control+A');
    await dialogs.page.keyboard.insertText(text);
    await dialogs.page.keyboard.press('Tab');
    return form.locator('.esp8266-ws-host').innerText();
  }

  it('says what belongs in Host, not in red before anything was typed, and in red once it is emptied', async () => {
    const form = await openNew();
    const host = field(form, 'host');
    equal(await form.locator('.esp8266-ws-fault:not(:empty)').count(), 0);
    await form.getByText('Enter the address or name of the board').waitFor();
    equal(await borderOf(host), await borderOf(field(form, 'port')));
    await host.fill('x');
    await host.fill('');
    await form.locator('.esp8266-ws-fault', { hasText: 'Enter the address or name of the board' }).waitFor();
    notEqual(await borderOf(host), await borderOf(field(form, 'port')));
  });

  it('takes a pasted URL apart into its fields, and says so', async () => {
    const form = await openNew();
    match(await enter(form, 'ws://192.168.1.50:82/path'), /The address was split/);
    deepEqual(await valuesOf(form), ['192.168.1.50', '82', '/path']);
    equal(await field(form, 'path').isVisible(), true);
    equal(await form.locator('.esp8266-ws-fault:not(:empty)').count(), 0);
  });

  it('hints at TLS where the URL wants it', async () => {
    const form = await openNew();
    match(await enter(form, 'wss://kitchen.local/'), /choose a TLS configuration/);
    deepEqual(await valuesOf(form), ['kitchen.local', '443', '/']);
  });

  it('takes the host alone of the address of a web page, and complains of no port', async () => {
    const form = await openNew();
    const said = await enter(form, 'http://192.168.1.50');
    match(said, /address of a web page/);
    deepEqual(await valuesOf(form), ['192.168.1.50', '81', '/']);
    equal(await form.locator('#node-config-input-port-reason').innerText(), '');
  });

  it('takes a note away with what is typed next', async () => {
    const form = await openNew();
    await enter(form, 'ws://192.168.1.50:81/');
    await field(form, 'host').fill('192.168.1.51');
    equal(await form.getByText('The address was split').count(), 0);
  });

  it('names the port of the virtual board in the flows', async () => {
    const form = await openNew();
    match(await enter(form, '127.0.0.1:9'), /virtual board in your flows, use its port: \d+/);
  });
});
