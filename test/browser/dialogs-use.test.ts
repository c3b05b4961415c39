import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { ids, useDialogs } from '../support/dialogs.js';

/** As much of the editor's own object as is used here. */
declare const RED: { readonly nodes: { node(id: string): { board: string; host: string } } };

describe('The dialogs, in use', () => {
  const dialogs = useDialogs();

  before(async function () {
    this.timeout(60_000);
    await dialogs.load();
  });
  afterEach(() => dialogs.cancelAll());

  it('leave an in node without last values that was saved before there was a choice', async () => {
    const form = await dialogs.open(ids.in);
    equal(await form.locator('#node-input-retain').inputValue(), 'none');
    await dialogs.cancel();
  });

  describe('with the keyboard alone', () => {
    const focused = () => dialogs.page.evaluate(() => document.activeElement?.id ?? '');

    /** What has the focus, key by key, from a first field to where the form ends. */
    async function tabThrough(form: Locator, first: string): Promise<string[]> {
      await form.locator(`#${first}`).focus();
      const order: string[] = [];
      while (await form.evaluate((element) => element.contains(document.activeElement))) {
        order.push(await focused());
        await dialogs.page.keyboard.press('Tab');
      }
      return order;
    }

    it('are gone through in the order in which they are read', async () => {
      const form = await dialogs.open(ids.out);
      const fields = [
        'board',
        'btn-board-edit',
        'btn-board-add',
        'send',
        'topic',
        'btn-topics',
        'whileAway',
        'unconfirmed',
        'completeWhen',
        'busySeconds',
        'name',
      ];
      deepEqual(
        await tabThrough(form, 'node-input-board'),
        fields.map((field) => `node-input-${field}`),
      );
      await dialogs.page.keyboard.press('Control+Escape');
      await form.waitFor({ state: 'detached' });
    });

    it('lead to a new board, which is filled in and taken over', async () => {
      const { page } = dialogs;
      const out = await dialogs.open(ids.out);
      await out.locator('#node-input-btn-board-add').focus();
      await page.keyboard.press('Enter');
      const form = await dialogs.form(true);
      await form.locator('#node-config-input-host').focus();
      await page.keyboard.type('192.168.1.77');
      await page.keyboard.press('Control+Enter');
      await form.waitFor({ state: 'detached' });
      // Where the keyboard is elsewhere yet, the editor does not hear the dialog's keys.
      await page.locator('#red-ui-editor-stack:focus-within').waitFor({ state: 'attached' });
      await page.keyboard.press('Control+Enter');
      await out.waitFor({ state: 'detached' });
      const host = await page.evaluate((id) => RED.nodes.node(RED.nodes.node(id).board).host, ids.out);
      equal(host, '192.168.1.77');
    });

    it('unfold, and what was folded is next', async () => {
      const { page } = dialogs;
      const form = await dialogs.open(ids.board);
      await form.getByText('Path, password, TLS').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      equal(await focused(), 'node-config-input-path');
    });
  });

  describe('show the connection of a board', () => {
    const boards = '**/esp8266-ws/boards/*';

    async function look(id: string): Promise<Locator> {
      const form = await dialogs.open(id);
      await form.locator('summary', { hasText: 'Status' }).click();
      return form.locator('.esp8266-ws-now');
    }

    it('as it is now, and asks no more once nobody looks', async function () {
      this.timeout(30_000);
      const section = await look(ids.board);
      await section.getByText('ready', { exact: true }).waitFor();
      match((await section.locator('dl').innerText()).replace(/\s+/g, ' '), /1 × connected · 1 × attempted/);
      await dialogs.page.waitForRequest(boards);
      await section.locator('summary').click();
      await rejects(dialogs.page.waitForRequest(boards, { timeout: 1_500 }));
      await section.locator('summary').click();
      await dialogs.page.waitForRequest(boards);
      await dialogs.cancel();
      await rejects(dialogs.page.waitForRequest(boards, { timeout: 1_500 }));
    });

    it('as it changes', async () => {
      const section = await look(ids.board);
      await section.getByText('ready', { exact: true }).waitFor();
      await dialogs.nodeRed.inject(ids.stop);
      await section.getByText(/^The board at 127\.0\.0\.1:\d+ closed the connection/).waitFor();
      await section.getByText('closed by board 1', { exact: true }).waitFor();
    });

    it('with the reason why there is none, and what to do', async () => {
      const section = await look(ids.gone);
      const address = `127.0.0.1:${dialogs.deadPort}`;
      await section.getByText(`Nothing listens on ${address}.`).waitFor();
      await section.getByText(`its server listens on port ${dialogs.deadPort}.`).waitFor();
      await section.getByText('refused', { exact: true }).waitFor();
    });

    it('with the last values that were not kept', async () => {
      await dialogs.page.route(boards, async (route) => {
        const json = await (await route.fetch()).json();
        json.counters.received.evicted = 44;
        await route.fulfill({ json });
      });
      const section = await look(ids.board);
      await section.getByText(/ · 44 last values not kept$/).waitFor();
      await dialogs.page.unroute(boards);
    });

    it('with the address that an environment variable stands for', async () => {
      const section = await look(ids.fromEnv);
      await section.getByText('127.0.0.9:8081', { exact: true }).waitFor();
    });

    it('not where it is inside a subflow, but say where it is told then', async () => {
      const section = await look(ids.inSubflow);
      await section.getByText('Add a Status node inside the subflow').waitFor();
      equal(await section.locator('dl').innerText(), '');
    });

    it('only once it is deployed', async () => {
      await dialogs.open(ids.out);
      await dialogs.page.locator('#node-input-btn-board-add').click();
      const form = await dialogs.form(true);
      await form.locator('summary', { hasText: 'Status' }).click();
      await form.getByText('This board is not deployed yet').waitFor();
      equal(await form.locator('.esp8266-ws-now dl').innerText(), '');
    });

    it('only to who may see it', async () => {
      await dialogs.page.route(boards, (route) => route.fulfill({ status: 403 }));
      const section = await look(ids.board);
      await section.getByText('esp8266-ws.read').waitFor();
      await dialogs.page.unroute(boards);
      await section.getByText('State', { exact: true }).waitFor();
      equal(await section.getByText('esp8266-ws.read').count(), 0);
    });

    it('T7: as text, whatever it is told', async () => {
      const cause = '<img src=x onerror="document.title = 1">';
      const address = cause;
      const counters = {
        attempts: cause,
        connects: 1,
        disconnects: { [cause]: 2 },
        faults: 0,
        sent: {},
        received: { delivered: 0, dropped: {}, repaired: {} },
      };
      const location = `$t(label.path) ${cause}`;
      const reasons = [{ key: 'reason.redirect', values: { status: 301, location } }];
      await dialogs.page.route(boards, (route) =>
        route.fulfill({ json: { address, state: cause, cause, counters, reasons } }),
      );
      const section = await look(ids.board);
      await section.locator('dd', { hasText: '<img src=x' }).first().waitFor();
      const sentence = (await section.locator('p').textContent()) ?? '';
      ok(sentence.includes(`redirects to ${location} (HTTP status 301)`), sentence);
      equal(await section.locator('img').count(), 0);
      await dialogs.page.unroute(boards);
    });
  });
});
