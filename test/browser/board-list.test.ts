import { deepEqual, equal, match } from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { ids, useDialogs } from '../support/dialogs.js';
import { hostRecord, Responder, serviceRecords } from '../support/responder.js';
import { newName } from '../support/situations.js';

/** As much of the editor's own object as is used here. */
declare const RED: {
  readonly nodes: {
    dirty(): boolean;
    dirty(isDirty: boolean): void;
    node(id: string): { host: string; changed?: boolean; valid: boolean };
  };
};

describe('The list of boards', function () {
  this.timeout(60_000);
  const dialogs = useDialogs();
  let responder: Responder;

  before(async () => {
    responder = await Responder.start();
    await dialogs.load();
  });
  after(() => responder?.stop());
  afterEach(() => dialogs.cancelAll());

  const field = (form: Locator, name: string) => form.locator(`#node-config-input-${name}`);
  const rows = (form: Locator) => form.locator('.esp8266-ws-board');
  const name = (form: Locator, at: number) => rows(form).nth(at).locator('.esp8266-ws-board-name');
  const host = (form: Locator, at: number) => rows(form).nth(at).locator('.esp8266-ws-board-host');
  const line = (form: Locator, at: number) => rows(form).nth(at).locator('.esp8266-ws-board-line');
  const removal = (form: Locator, at: number) =>
    form.locator('.esp8266-ws-boards .red-ui-editableList-item-remove').nth(at);
  const texts = async (form: Locator) => {
    const all = await rows(form).all();
    return Promise.all(
      all.map(async (row) => {
        const [one, other] = await row.locator('input').all();
        return [await one!.inputValue(), await other!.inputValue()];
      }),
    );
  };
  const saved = () =>
    dialogs.page.evaluate((id) => {
      const { changed, host, valid } = RED.nodes.node(id);
      return { changed: changed === true, host, valid };
    }, ids.gone);

  /** Opens the dialog with this saved as *Host*, as after a deploy. */
  async function opened(text: string): Promise<Locator> {
    await dialogs.page.evaluate(
      ([id, value]) => {
        Object.assign(RED.nodes.node(id!), { host: value, changed: false });
        RED.nodes.dirty(false);
      },
      [ids.gone, text],
    );
    return dialogs.open(ids.gone);
  }

  async function done(form: Locator): Promise<void> {
    await dialogs.page.locator('#node-config-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
  }

  /** Pastes as a person does, by the clipboard. */
  async function paste(into: Locator, text: string): Promise<void> {
    await into.focus();
    await into.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', pasted);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  it('takes the place of the field and gives it back with its last row, and is saved a line for each', async () => {
    let form = await opened('127.0.0.1');
    equal(await rows(form).count(), 0);
    await form.getByText('Several boards').click();
    equal(await field(form, 'host').isVisible(), false);
    await dialogs.page.keyboard.type('garage.local');
    equal(await name(form, 1).getAttribute('placeholder'), 'garage');
    await name(form, 0).fill('kitchen');
    await done(form);
    deepEqual(await saved(), { changed: true, host: 'kitchen=127.0.0.1\ngarage.local', valid: true });
    form = await dialogs.open(ids.gone);
    deepEqual(await texts(form), [
      ['kitchen', '127.0.0.1'],
      ['', 'garage.local'],
    ]);
    await removal(form, 0).click();
    await field(form, 'host').waitFor();
    equal(await field(form, 'host').inputValue(), 'garage.local');
    await done(form);
    equal((await saved()).host, 'garage.local');
  });

  for (const text of ['127.0.0.1', 'a, b', 'kitchen=127.0.0.1', 'a\nb\n', 'plant-*', '$' + '{BOARDS}']) {
    it(`leaves ${JSON.stringify(text)} as it is where nothing is changed`, async () => {
      const form = await opened(text);
      await done(form);
      deepEqual(await saved(), { changed: false, host: text, valid: true });
      equal(await dialogs.page.evaluate(() => RED.nodes.dirty()), false);
    });
  }

  it('appears where several are pasted, with commas or line breaks, and where a row is pasted over', async () => {
    const form = await opened('x');
    await field(form, 'host').selectText();
    await paste(field(form, 'host'), 'kitchen=192.168.1.50\ngarage.local\n\n');
    await rows(form).nth(1).waitFor();
    deepEqual(await texts(form), [
      ['kitchen', '192.168.1.50'],
      ['', 'garage.local'],
    ]);
    await host(form, 1).selectText();
    await paste(host(form, 1), 'a, cellar=b:82\r\nplant-*');
    deepEqual(await texts(form), [
      ['kitchen', '192.168.1.50'],
      ['', 'a'],
      ['cellar', 'b:82'],
      ['', 'plant-*'],
    ]);
    await done(form);
    equal((await saved()).host, 'kitchen=192.168.1.50\na\ncellar=b:82\nplant-*');
  });

  it('appears where a comma or a pattern has been typed', async () => {
    for (const [text, count] of [
      ['a, b', 2],
      ['plant-*', 1],
    ] as const) {
      const form = await opened('');
      await field(form, 'host').fill(text);
      await field(form, 'host').blur();
      equal(await rows(form).count(), count);
      await dialogs.cancelAll();
    }
  });

  it('says at the row what cannot work, and what to do', async () => {
    const form = await opened('a, b');
    for (const [one, other, sentence] of [
      ['a', 'http://b', 'Leave out ws:// or http://'],
      ['a', `A:${dialogs.deadPort}`, `"a:${dialogs.deadPort}" is entered twice. Remove one of the two.`],
      ['a', 'a.local', 'Two boards have the name "a". Give one of them another name.'],
      ['a', 'pl<b>*', 'In a pattern, use only letters'],
    ] as const) {
      await host(form, 0).fill(one);
      await host(form, 1).fill(other);
      match((await line(form, 1).textContent()) ?? '', new RegExp(sentence.replaceAll('.', '\\.')));
      equal(await host(form, 1).getAttribute('aria-invalid'), 'true');
      equal(await line(form, 0).textContent(), '');
    }
    await host(form, 1).fill('c');
    await name(form, 1).fill('a,<b>');
    match((await line(form, 1).textContent()) ?? '', /A name has 1 to 63 characters.*Change/);
    await done(form);
    equal((await saved()).valid, false);
  });

  it('takes a thousand boards, is still quick, and says so of one more', async () => {
    const form = await opened(Array.from({ length: 1_000 }, (_, at) => `board-${at}`).join('\n'));
    await rows(form).nth(999).waitFor();
    const times: number[] = [];
    for (let key = 0; key < 5; key += 1) {
      const began = performance.now();
      await host(form, 0).press('x');
      times.push(performance.now() - began);
    }
    // The median: a busy computer may stand still for one of five keys, and a list that is slow is slow with most.
    const ms = times.sort((one, other) => one - other)[2]!;
    equal(await form.locator('.esp8266-ws-boards').getByText('At most 1000 boards').count(), 0);
    await form.getByText('add board').click();
    await dialogs.page.keyboard.type('one-more');
    await form.locator('.esp8266-ws-boards').getByText('At most 1000 boards').waitFor();
    equal(ms < 500, true, `${ms} ms for a key`);
  });

  it('is used with the keyboard alone', async () => {
    const { keyboard } = dialogs.page;
    const form = await opened('a');
    await form.locator('.esp8266-ws-more').focus();
    await keyboard.press('Enter');
    await keyboard.type('b');
    await keyboard.press('Enter');
    await keyboard.type('c');
    await keyboard.press('Alt+ArrowUp');
    await keyboard.press('Alt+ArrowUp');
    deepEqual(
      (await texts(form)).map(([, each]) => each),
      ['c', 'a', 'b'],
    );
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await rows(form).nth(2).waitFor({ state: 'detached' });
    deepEqual(
      (await texts(form)).map(([, each]) => each),
      ['a', 'b'],
    );
  });

  it('is filled by the search, one board after another, each once', async () => {
    const [one, other] = [newName(), newName()];
    const form = await opened('a');
    await form.getByText('Several boards').click();
    await form.locator('.esp8266-ws-open').click();
    const found = form.locator('#esp8266-ws-found li');
    await responder.announce(
      hostRecord(one, '127.0.0.9'),
      ...serviceRecords(one, { port: dialogs.deadPort }),
    );
    await responder.announce(hostRecord(other, '127.0.0.8'), ...serviceRecords(other, { port: 8123 }));
    await found.filter({ hasText: one }).locator('button').click();
    await found.filter({ hasText: other }).locator('button').click();
    await found.filter({ hasText: other }).getByText('in the list').waitFor();
    await found.filter({ hasText: other }).locator('button').click();
    deepEqual(
      (await texts(form)).map(([, each]) => each),
      ['a', one, `${other}:8123`],
    );
  });

  it('says what a pattern finds now, and what to do where it finds nothing', async () => {
    const common = newName().replace('.local', '');
    const form = await opened(`a, ${common}-*`);
    await line(form, 1).getByText('Searching…').waitFor();
    await line(form, 1).getByText('Check the pattern').waitFor();
    for (const number of [1, 2])
      await responder.announce(
        hostRecord(`${common}-${number}.local`, `127.0.0.${number}`),
        ...serviceRecords(`${common}-${number}.local`, { port: 81 }),
      );
    await line(form, 1).getByText(`Matching boards now: 2 – ${common}-1, ${common}-2`).waitFor();
    await host(form, 1).fill(`${common}-?.local`);
    await line(form, 1).getByText('Matching boards now: 2').waitFor();
    await host(form, 1).fill(`${common}-1?`);
    await line(form, 1).getByText('Check the pattern').waitFor();
    equal(await field(form, 'patternLogin').isVisible(), false);
    await form.getByText('Path, password, TLS').click();
    equal(await field(form, 'patternLogin').isVisible(), true);
    await host(form, 1).fill('b');
    equal(await field(form, 'patternLogin').isVisible(), false);
  });

  it('tries the board whose row had the focus last', async () => {
    const form = await opened(
      `127.0.0.2:${dialogs.deadPort}, kitchen=127.0.0.1:${dialogs.deadPort}, plant-*`,
    );
    const test = form.locator('.esp8266-ws-test > button');
    match((await test.innerText()).trim(), /^Test connection: 127\.0\.0\.2/);
    await name(form, 1).focus();
    match((await test.innerText()).trim(), /^Test connection: 127\.0\.0\.1/);
    await test.click();
    await form.getByText(`Nothing listens on 127.0.0.1:${dialogs.deadPort}`).waitFor();
  });
});
