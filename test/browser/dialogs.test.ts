import { deepEqual, equal, match } from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { ids, useDialogs } from '../support/dialogs.js';

describe('The dialogs, in a browser', () => {
  const dialogs = useDialogs();

  before(async function () {
    this.timeout(60_000);
    await dialogs.load();
  });
  afterEach(() => dialogs.cancelAll());

  /** What stands under a field, as its screen reader finds it. */
  async function lineUnder(field: Locator): Promise<string> {
    const described = (await field.getAttribute('aria-describedby'))?.split(' ').at(-1);
    if (described === undefined) return '';
    const line = dialogs.page.locator(`[id="${described}"]`);
    equal(await line.isVisible(), true);
    return line.innerText();
  }

  /** Types into a field of an open dialog, key by key, and returns what then stands under it. */
  async function type(form: Locator, field: string, text: string): Promise<string> {
    const input = form.locator(`[id$="-input-${field}"]`);
    await input.fill('');
    await input.pressSequentially(text);
    return lineUnder(input);
  }

  it('say why a host cannot work while it is typed, and stop as soon as it can', async () => {
    const form = await dialogs.open(ids.board);
    const host = form.locator('[id$="-input-host"]');
    match(await type(form, 'host', 'ws://kitchen'), /Leave out ws:\/\//);
    equal(await host.getAttribute('aria-invalid'), 'true');
    match(await type(form, 'host', 'me@kitchen'), /fields of their own/);
    match(await type(form, 'host', '192.168.1'), /four numbers/);
    match(await type(form, 'host', '192.168.001.050'), /no leading zeros.* 192\.168\.1\.50/);
    match(await type(form, 'host', 'two words'), /neither an address/);
    equal(await type(form, 'host', '192.168.1.7'), '');
    equal(await host.getAttribute('aria-invalid'), 'false');
    equal(await type(form, 'host', '$' + '{BOARD}'), '');
  });

  it('say which number cannot work, and what may hurt', async () => {
    const form = await dialogs.open(ids.board);
    match(await type(form, 'port', '0'), /Port: Enter a number from 1 to 65535/);
    match(await type(form, 'port', '80'), /web page/);
    await form.getByText('Advanced').click();
    match(await type(form, 'pingSeconds', '30'), /^$/);
    match(await lineUnder(form.locator('[id$="-input-deadSeconds"]')), /^$/);
    match(await type(form, 'deadSeconds', '59'), /twice the ping interval/);
    match(await type(form, 'connectSeconds', '5'), /13\.5 s/);
    await form.getByText('Path, password, TLS').click();
    match(await type(form, 'path', 'ws'), /Start the path with/);
    await type(form, 'password', 'secret');
    match(await lineUnder(form.locator('[id$="-input-user"]')), /needs a user name/);
  });

  it('say which other board leads to the same address', async () => {
    const form = await dialogs.open(ids.board);
    match(await type(form, 'host', `127.0.0.1:${dialogs.deadPort}`), /already used by garage/);
  });

  it('need no more than a host for a new board', async () => {
    await dialogs.open(ids.out);
    await dialogs.page.locator('#node-input-btn-board-add').click();
    const form = await dialogs.form(true);
    deepEqual(
      await form.locator('.form-row input:visible').evaluateAll((inputs) => inputs.map(({ id }) => id)),
      ['node-config-input-host', 'node-config-input-port', 'node-config-input-name'],
    );
    match(await lineUnder(form.locator('[id$="-input-host"]')), /such as 192\.168\.1\.50/);
    equal(await type(form, 'host', 'kitchen.local'), '');
    equal(await form.locator('[aria-invalid="true"]').count(), 0);
  });

  it('say that a topic cannot work', async () => {
    const form = await dialogs.open(ids.in);
    match(await type(form, 'topic', '#/a'), /# only as a whole level at the end/);
    await form.locator('#node-input-emit').selectOption('state');
    equal(await form.locator('#node-input-topic').isVisible(), false);
  });

  it('say that a virtual board needs a port', async () => {
    const form = await dialogs.open(ids.virtualBoard);
    match(await type(form, 'port', '0'), /1 to 65535/);
  });

  it('say that a board is missing', async () => {
    const form = await dialogs.open(ids.out);
    await dialogs.chooseNoBoard(form);
    match(await lineUnder(form.locator('#node-input-board')), /Choose a board/);
  });

  it('show what a choice of delivery does to a message, and the fields that matter then', async () => {
    const form = await dialogs.open(ids.out);
    const numbers = async () =>
      form
        .locator('.esp8266-ws-number input:visible')
        .evaluateAll((inputs) => inputs.map(({ id }) => id.slice(11)));
    const choose = (field: string, choice: string) =>
      form.locator(`#node-input-${field}`).selectOption(choice);
    const meaning = (field: string) => lineUnder(form.locator(`#node-input-${field}`));

    match(await meaning('whileAway'), /fails at once with ERR_OFFLINE/);
    deepEqual(await numbers(), ['busySeconds']);
    await choose('unconfirmed', 'resend');
    match(await meaning('unconfirmed'), /sent again when the board is connected again/);
    deepEqual(await numbers(), ['busySeconds', 'queueSeconds']);
    await choose('unconfirmed', 'report');
    for (const choice of ['queue', 'latest']) {
      await choose('whileAway', choice);
      deepEqual(await numbers(), ['queueSeconds', 'queueMessages', 'queueBytes']);
      await type(form, 'queueSeconds', '12');
      match(await meaning('whileAway'), /within 12 s/);
    }
    match(await type(form, 'queueSeconds', '0'), /from 0\.1/);
    await choose('whileAway', 'drop');
    match(await meaning('whileAway'), /dropped and counted/);
    // What cannot work stays in sight.
    deepEqual(await numbers(), ['busySeconds', 'queueSeconds']);
  });

  it('unfold what is not as it comes', async () => {
    const form = await dialogs.open(ids.board);
    equal(await form.locator('details[open]').count(), 0);
    await form.getByText('Advanced').click();
    await type(form, 'pingSeconds', '9');
    await dialogs.page.locator('#node-config-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
    const again = await dialogs.open(ids.board);
    equal(await again.locator('details[open] [id$="-pingSeconds"]').isVisible(), true);
    equal(await again.locator('details[open]').count(), 1);
  });
});
