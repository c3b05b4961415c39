import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { ids, useDialogs } from '../support/dialogs.js';
import { lookedAt } from '../support/editor.js';
import { accessibilityFaults, lookFaults } from '../support/look.js';
import { hostRecord, Responder, serviceRecords } from '../support/responder.js';
import { newName } from '../support/situations.js';

const route = '**/esp8266-ws/found';

describe('The search for boards', function () {
  this.timeout(60_000);
  const dialogs = useDialogs();
  let responder: Responder;

  before(async () => {
    responder = await Responder.start();
    await dialogs.load();
  });
  after(() => responder?.stop());
  afterEach(async () => {
    await dialogs.page.unroute(route);
    await dialogs.cancelAll();
  });

  const field = (form: Locator, name: string) => form.locator(`#node-config-input-${name}`);
  const button = (form: Locator) => form.locator('.esp8266-ws-open');
  const rows = (form: Locator) => form.locator('#esp8266-ws-found li');
  const focused = () => dialogs.page.evaluate(() => document.activeElement?.id ?? '');
  /** What the search tells, instead of what Node-RED would. */
  const stub = (json: object, status = 200) =>
    dialogs.page.route(route, (request) =>
      request.fulfill({ status, json: { boards: [], canAsk: true, inContainer: false, ...json } }),
    );

  async function searched(id: string = ids.gone): Promise<Locator> {
    const form = await dialogs.open(id);
    await button(form).click();
    return form;
  }

  it('lists a board that announces itself while the list is open', async () => {
    const host = newName();
    const form = await searched();
    await responder.announce(hostRecord(host, '127.0.0.9'), ...serviceRecords(host, { port: 8123 }));
    const row = rows(form).filter({ hasText: host });
    await row.waitFor();
    equal(await row.innerText(), `${host} 127.0.0.9\ntelemetry 1.0.0`);
    await form.getByText(/^Boards found: \d+$/).waitFor();
  });

  it('fills in the name and the port of a board, as if they were typed, and closes', async () => {
    const host = newName();
    const form = await searched();
    await field(form, 'host').fill('');
    await form.locator('.esp8266-ws-fault:not(:empty)').waitFor();
    await responder.announce(hostRecord(host, '127.0.0.9'), ...serviceRecords(host, { port: 8123 }));
    await rows(form).filter({ hasText: host }).locator('button').click();
    equal(await field(form, 'host').inputValue(), host);
    equal(await field(form, 'port').inputValue(), '8123');
    equal(await form.locator('.esp8266-ws-fault:not(:empty)').count(), 0);
    equal(await rows(form).count(), 0);
    equal(await focused(), 'node-config-input-host');
    // What is folded may stay so: the board asks for no password.
    equal(await field(form, 'password').isVisible(), false);
    await dialogs.page.locator('#node-config-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
    const saved = await dialogs.open(ids.gone);
    equal(await field(saved, 'host').inputValue(), host);
    await field(saved, 'host').fill('127.0.0.1');
    await field(saved, 'port').fill(String(dialogs.deadPort));
    await dialogs.page.locator('#node-config-dialog-ok').click();
    await saved.waitFor({ state: 'detached' });
  });

  it('shows which board asks for a password, and where to enter it', async () => {
    const host = newName();
    const form = await searched();
    const text = ['auth=basic', 'sketch=echo', 'version=2.0.0'];
    await responder.announce(hostRecord(host, '127.0.0.9'), ...serviceRecords(host, { text }));
    const row = rows(form).filter({ hasText: host });
    await row.getByText('asks for a password').waitFor();
    equal(await row.locator('.fa-lock').count(), 1);
    await row.locator('button').click();
    equal(await field(form, 'password').isVisible(), true);
  });

  it('lists each of two boards of one name, and fills in an address', async () => {
    const host = newName();
    const form = await searched();
    const both = [hostRecord(host, '127.0.0.9'), hostRecord(host, '127.0.0.10')];
    await responder.announce(...both, ...serviceRecords(host));
    const own = rows(form).filter({ hasText: host });
    await own.nth(1).waitFor();
    await own.filter({ hasText: '127.0.0.10' }).locator('button').click();
    equal(await field(form, 'host').inputValue(), '127.0.0.10');
    equal(await field(form, 'port').inputValue(), '81');
  });

  it('says which board another node uses already, by its name or its address, and not the one that is open', async () => {
    const [one, other] = [newName(), newName()];
    await stub({
      boards: [
        { host: one, addresses: ['127.0.0.1'], port: dialogs.deadPort, text: {} },
        { host: other, addresses: ['127.0.0.8'], port: 81, text: {} },
      ],
    });
    const form = await searched(ids.board);
    await rows(form).filter({ hasText: one }).getByText('already used by garage').waitFor();
    equal(await rows(form).filter({ hasText: other }).getByText('already used').count(), 0);
    await dialogs.cancelAll();
    const own = await searched(ids.gone);
    await rows(own).first().waitFor();
    equal(await own.getByText('already used').count(), 0);
  });

  it('keeps 81 as the port of a board that tells none', async () => {
    await stub({ boards: [{ host: 'kitchen.local', addresses: ['192.168.1.50'], text: {} }] });
    const form = await searched();
    await rows(form).locator('button').click();
    equal(await field(form, 'host').inputValue(), 'kitchen.local');
    equal(await field(form, 'port').inputValue(), '81');
  });

  it('leaves rows where they are while others come and go', async () => {
    const board = (name: string) => ({
      host: `${name}.local`,
      addresses: ['192.168.1.50'],
      port: 81,
      text: {},
    });
    await stub({ boards: [board('a'), board('b')] });
    const form = await searched();
    await rows(form).nth(1).waitFor();
    await rows(form).nth(1).locator('button').focus();
    await dialogs.page.unroute(route);
    await stub({ boards: [board('c'), board('b')] });
    await rows(form).filter({ hasText: 'c.local' }).waitFor();
    deepEqual(await form.locator('.esp8266-ws-list-name').allInnerTexts(), ['b.local', 'c.local']);
    equal(await rows(form).nth(0).locator('button:focus').count(), 1);
  });

  it('is used with the keyboard alone, and Esc closes the list, not the dialog', async () => {
    const { keyboard } = dialogs.page;
    await stub({
      boards: ['a', 'b'].map((name) => ({ host: `${name}.local`, addresses: ['192.168.1.5'], text: {} })),
    });
    const form = await dialogs.open(ids.gone);
    await field(form, 'host').focus();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    equal(await button(form).getAttribute('aria-expanded'), 'true');
    await rows(form).nth(1).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Escape');
    equal(await button(form).getAttribute('aria-expanded'), 'false');
    equal(await form.isVisible(), true);
    equal(await form.locator('.esp8266-ws-open:focus').count(), 1);
    await keyboard.press('Space');
    await rows(form).nth(1).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    equal(await field(form, 'host').inputValue(), 'b.local');
    // By Tab alone, too: the port, the button for several, then each row.
    await button(form).focus();
    await keyboard.press('Enter');
    await rows(form).nth(1).waitFor();
    for (let tabs = 0; tabs < 3; tabs += 1) await keyboard.press('Tab');
    equal(await rows(form).nth(0).locator('button:focus').count(), 1);
  });

  it('asks only while the list is open, and no more once the dialog has ended', async () => {
    const { page } = dialogs;
    const form = await searched();
    await page.waitForRequest(route);
    await page.waitForRequest(route);
    await button(form).click();
    await rejects(page.waitForRequest(route, { timeout: 1_500 }));
    await button(form).click();
    await page.waitForRequest(route);
    await dialogs.cancel();
    await rejects(page.waitForRequest(route, { timeout: 1_500 }));
  });

  it('says after a while why nothing may be found, and what to add to the sketch', async () => {
    await stub({});
    const form = await searched();
    await form.getByText('Searching…').waitFor();
    await form.getByText('No board has been found so far.').waitFor();
    for (const line of [
      'MDNS.begin("kitchen");',
      'MDNS.addService("esp8266-ws", "tcp", 81);',
      'MDNS.update();',
    ])
      await form.locator('code', { hasText: line }).waitFor();
    await form.getByText('guest Wi-Fi').waitFor();
    equal(await form.getByText('network_mode').count(), 0);
    await dialogs.page.unroute(route);
    await stub({ boards: [{ host: 'late.local', addresses: ['192.168.1.5'], text: {} }] });
    await rows(form).waitFor();
    equal(await form.getByText('guest Wi-Fi').count(), 0);
  });

  it('says what a container needs', async () => {
    await stub({ inContainer: true });
    const form = await searched();
    await form.getByText('The container needs network_mode: host').waitFor();
  });

  for (const [what, told, status, sentence] of [
    [
      'that this computer has no network to search',
      { canAsk: false },
      200,
      'no network that can be searched',
    ],
    ['which permission is missing', {}, 403, 'You need the permission esp8266-ws.read to search'],
    [
      'which permission is missing, without a login',
      {},
      401,
      'You need the permission esp8266-ws.read to search',
    ],
    ['that Node-RED does not reply', {}, 502, 'Node-RED does not reply'],
  ] as const) {
    it(`says at once ${what}`, async () => {
      await stub(told, status);
      const form = await searched();
      await form.getByText(sentence).waitFor();
    });
  }

  it('T7: shows what boards say as text, whatever it is', async () => {
    const evil = '<img src=x onerror="document.title = 1">';
    const bytes = `${String.fromCharCode(27)}[31m\u202egnihtemos\u200f\u0000`;
    const long = 'x'.repeat(10_000);
    await stub({
      boards: [
        { host: evil, addresses: [evil], port: evil, text: { auth: evil, sketch: evil, version: '__n__' } },
        { host: bytes, addresses: [bytes], port: 81, text: { sketch: bytes, version: bytes, id: evil } },
        { host: long, addresses: ['192.168.1.5'], port: 81, text: { auth: 'basic', sketch: long } },
        { host: '$t(label.path)', addresses: ['__name__'], port: 81, text: { sketch: '{{name}}' } },
      ],
    });
    const form = await searched();
    await rows(form).nth(3).waitFor();
    const texts = await rows(form).allInnerTexts();
    ok(texts[0]?.startsWith(evil), texts[0]);
    ok(texts[0]?.includes('__n__'), texts[0]);
    for (const text of texts) equal(/\p{C}/u.test(text.replaceAll('\n', '')), false, JSON.stringify(text));
    ok(texts[2]!.length < 400, `${texts[2]!.length} characters`);
    ok(texts[3]!.startsWith('$t(label.path) __name__'), texts[3]);
    equal(await form.locator('#esp8266-ws-found img').count(), 0);
    equal((await lookFaults(form)).filter((fault) => /^(clipped|out)/.test(fault)).join(), '');
    await rows(form).nth(0).locator('button').click();
    // Not a list, nor a pattern, either.
    equal(await field(form, 'host').inputValue(), evil.replaceAll('=', '\ufffd'));
    await form.locator('.esp8266-ws-fault', { hasText: 'neither an address nor a name' }).waitFor();
    equal(await form.locator('img').count(), 0);
    ok(!(await dialogs.page.title()).startsWith('1'));
  });

  describe('looked at', () => {
    for (const language of lookedAt) {
      it(`is whole in ${language}, with boards and without`, async () => {
        await dialogs.load(language);
        const board = {
          addresses: ['127.0.0.1'],
          port: dialogs.deadPort,
          text: { auth: 'basic', sketch: 'echo' },
        };
        await stub({ boards: ['a', 'a-rather-long-name-of-a-board'].map((host) => ({ ...board, host })) });
        const form = await searched(ids.board);
        await rows(form).nth(1).waitFor();
        const look = async () => {
          deepEqual(await lookFaults(form), []);
          for (const isDark of language === 'en-US' ? [true, false] : []) {
            await dialogs.darken(isDark);
            deepEqual(await accessibilityFaults(form), [], isDark ? 'by night' : 'by day');
          }
        };
        await look();
        await dialogs.page.unroute(route);
        await stub({ inContainer: true });
        await form.locator('#esp8266-ws-found dl').waitFor();
        await look();
      });
    }
  });
});
