import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { ids, useDialogs } from '../support/dialogs.js';

/** As much of the editor's own object as is used here. */
declare const RED: {
  readonly nodes: {
    node(id: string): {
      headers: unknown;
      credentials: Record<string, unknown>;
      changed?: boolean;
      dirty?: boolean;
    };
  };
};

describe('The table of headers', function () {
  this.timeout(30_000);
  const dialogs = useDialogs();

  before(() => dialogs.load());
  afterEach(() => dialogs.cancelAll());

  const saved = () =>
    dialogs.page.evaluate((id) => {
      const { credentials = {}, headers } = RED.nodes.node(id);
      const secrets = Object.entries(credentials).filter(
        ([name, value]) => /^(has_)?header/.test(name) && value,
      );
      return { headers, secrets: Object.fromEntries(secrets) };
    }, ids.gone);
  const row = (form: Locator, at: number) => form.locator('.esp8266-ws-header').nth(at);
  const sentence = (form: Locator) => form.locator('.esp8266-ws-headers .esp8266-ws-reason').textContent();

  async function opened(): Promise<Locator> {
    const form = await dialogs.open(ids.gone);
    const section = form.locator('details', { has: dialogs.page.locator('#esp8266-ws-headers') });
    if (!(await section.evaluate((element) => (element as HTMLDetailsElement).open)))
      await section.locator('summary').click();
    return form;
  }

  async function done(form: Locator): Promise<void> {
    await dialogs.page.locator('#node-config-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
  }

  it('is filled in with the keyboard alone; secret values become credentials, the others stay in the flow', async () => {
    const { page } = dialogs;
    const form = await opened();
    const add = form.locator('.esp8266-ws-headers .red-ui-editableList-addButton');
    await add.focus();
    await page.keyboard.press('Enter');
    await row(form, 0).locator('input').first().focus();
    await page.keyboard.type('X-Open');
    await page.keyboard.press('Tab');
    await page.keyboard.type('0p3n');
    await add.focus();
    await page.keyboard.press('Enter');
    await row(form, 1).locator('input').first().focus();
    await page.keyboard.type('Authorization');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Bearer x');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    equal(await row(form, 1).locator('.esp8266-ws-header-value').getAttribute('type'), 'password');
    equal(await sentence(form), '');
    await done(form);
    deepEqual(await saved(), {
      headers: [
        { name: 'X-Open', value: '0p3n' },
        { name: 'Authorization', secret: 0 },
      ],
      secrets: { header0: 'Bearer x', has_header0: true },
    });
  });

  it('keeps a secret that is not typed again, and its number when a row before it goes', async () => {
    const form = await opened();
    equal(await row(form, 1).locator('.esp8266-ws-header-value').inputValue(), '__PWRD__');
    await row(form, 0).locator('xpath=..').locator('.red-ui-editableList-item-remove').click();
    await dialogs.page.waitForFunction(() => document.querySelectorAll('.esp8266-ws-header').length === 1);
    await done(form);
    deepEqual((await saved()).headers, [{ name: 'Authorization', secret: 0 }]);
    equal((await saved()).secrets.header0, 'Bearer x');
  });

  it('says under the table what cannot work, in which row, and what to do', async () => {
    const form = await opened();
    await row(form, 0).locator('.esp8266-ws-header-name').fill('Host');
    match((await sentence(form)) ?? '', /Row 1: .*part of the connection.*Remove/);
    await row(form, 0).locator('.esp8266-ws-header-name').fill('<b>x</b>');
    match((await sentence(form)) ?? '', /Row 1: .*one word/);
    ok(!(await sentence(form))?.includes('<'));
  });

  it('forgets a secret whose row is removed', async () => {
    const form = await opened();
    await row(form, 0).locator('xpath=..').locator('.red-ui-editableList-item-remove').click();
    await dialogs.page.waitForFunction(() => document.querySelectorAll('.esp8266-ws-header').length === 0);
    await done(form);
    deepEqual(await saved(), { headers: [], secrets: {} });
  });
});
