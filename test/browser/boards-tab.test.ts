import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { useBoardsTab, used } from '../support/boards-tab.js';
import { freePort } from '../support/free-port.js';

/** What runs in the page. */
declare const RED: {
  readonly user: { hasPermission: (name: string) => boolean };
  readonly sidebar: { show(id: string): void };
  readonly view: { selection(): { nodes?: { id: string }[] } };
};

const overview = '**/esp8266-ws/overview';

describe('The tab Boards', function () {
  this.timeout(60_000);
  const tab = useBoardsTab();
  let kitchen: VirtualBoard;

  before(async () => {
    kitchen = new VirtualBoard({ port: 0, sketch: 'telemetry' });
    await kitchen.listen();
    const gone = await freePort();
    const several = { host: `127.0.0.1:${gone}, lamp=127.0.0.1:${kitchen.port}`, name: 'Two' };
    await tab.nodeRed.deploy([
      { id: 'tab', type: 'tab' },
      ...used('kitchen', kitchen.port),
      ...used('two', 81, several),
    ]);
    await tab.load();
  });
  after(() => kitchen?.close());
  afterEach(async () => {
    await tab.page.unroute(overview);
    await tab.page.unroute('**/send?*');
    while ((await tab.opened.count()) > 0)
      await tab.rows.filter({ visible: true }).and(tab.page.locator('[aria-expanded="true"]')).click();
  });

  const line = () => tab.opened.locator('.esp8266-ws-line');
  const focused = () => tab.page.evaluate(() => document.activeElement?.textContent ?? '');

  it('lists the boards of the flows, those of one config node under its name', async () => {
    await tab.page.getByText('2 of 3 boards connected').waitFor();
    const groups = tab.tab.locator('section', { has: tab.page.locator('.esp8266-ws-tab-row') });
    match(await groups.first().innerText(), /^kitchen\n/);
    match(
      await groups.nth(1).innerText(),
      /^Two\s+1\/2\n127\.0\.0\.1:\d+\nrefused\nlamp\n(.*\n)*ready\d+ ms/,
    );
    match(await tab.row('kitchen').innerText(), /^kitchen\n-\d+ dBm\s+ready\d+ ms\n(just now|\d+ s ago)$/);
  });

  it('shows of an opened board its values, what happened, and who it is', async () => {
    const opened = await tab.open('kitchen');
    const values = await opened.locator('.esp8266-ws-value').allInnerTexts();
    ok(
      values.some((text) => /^temperature\n[\s\S]*[\d.]+ °C/.test(text)),
      values.join('|'),
    );
    equal(
      values.some((text) => text.includes('$hello')),
      false,
    );
    await opened.locator('.esp8266-ws-event', { hasText: 'connected' }).waitFor();
    match(
      await opened.locator('.esp8266-ws-history-summary').innerText(),
      /^Connected [\d.]+ % of the last hour/,
    );
    await opened.locator('label', { hasText: 'Day' }).click();
    match(await opened.locator('.esp8266-ws-history-summary').innerText(), /of the last day/);
    await opened.locator('summary').click();
    match(await opened.locator('dl').innerText(), /Sketch\n+telemetry 1\.0\.0/);
  });

  it('is used with the keyboard alone: arrows, Enter, Esc', async () => {
    const { keyboard } = tab.page;
    await tab.row('kitchen').focus();
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    match(await focused(), /^lamp/);
    await keyboard.press('Enter');
    await tab.opened.waitFor();
    equal(await tab.row('lamp').getAttribute('aria-expanded'), 'true');
    await keyboard.press('Tab');
    equal((await focused()).trim(), 'Show its nodes');
    await keyboard.press('Escape');
    equal(await tab.opened.count(), 0);
    match(await focused(), /^lamp/);
    await keyboard.press('Home');
    match(await focused(), /^kitchen/);
  });

  for (const [topic, payload, end] of [
    ['led', 'true', 'Carried out: the sketch says it is done. true'],
    ['led', '"often"', /Refused by the sketch: .*led/],
    ['nope', '1', /Refused by the sketch: Unknown topic "nope"\./],
    ['', 'x', 'Confirmed: the board has received it.'],
    ['', '', 'Not sent: kitchen takes no empty text: send a space.'],
  ] as const) {
    it(`sends ${payload || 'nothing'} to "${topic}", and says how that ends`, async () => {
      await tab.open('kitchen');
      await tab.opened.getByLabel('Topic').fill(topic);
      await tab.opened.getByLabel('Payload').fill(payload);
      await tab.press('Send');
      await line().last().filter({ hasText: end }).waitFor();
    });
  }

  it('says that nobody knows, where the board does not confirm', async () => {
    const values = { why: 'silent', bytes: 4, limit: 15_360 };
    const json = { end: 'failed', code: 'ERR_UNCONFIRMED', reason: 'unconfirmed', values };
    await tab.page.route('**/send?*', (route) => route.fulfill({ json }));
    await tab.open('kitchen');
    await tab.press('Send');
    await line().last().filter({ hasText: 'Unknown: Unknown if kitchen has it: see what it did.' }).waitFor();
  });

  it('pauses a board, so that its slot is free, and resumes it', async () => {
    await tab.open('lamp');
    await tab.press('Pause');
    await tab.row('lamp').getByText('disconnected').waitFor();
    await tab.opened.getByText('Paused. Its client slot is free.').waitFor();
    await tab.press('Resume');
    await tab.row('lamp').getByText('ready').waitFor();
    await tab.opened.locator('.esp8266-ws-event', { hasText: 'paused' }).waitFor();
  });

  it('tests the connection, step by step', async () => {
    await tab.open('lamp');
    await tab.press('Test connection');
    await tab.opened.getByText('The connection works.').waitFor();
    match(
      (await tab.opened.locator('.esp8266-ws-test li').allInnerTexts()).join('\n'),
      /TCP connection: OK .*\n\s*WebSocket handshake: OK/,
    );
  });

  for (const withholdsLogin of [true, false]) {
    const whether = withholdsLogin
      ? 'without a login where the board was only found'
      : 'with the saved login';
    it(`T2: tests the connection ${whether}`, async () => {
      await tab.page.route(overview, async (route) => {
        const { boards } = await (await route.fetch()).json();
        await route.fulfill({ json: { boards: boards.map((row: object) => ({ ...row, withholdsLogin })) } });
      });
      await tab.page.waitForResponse(overview);
      await tab.open('lamp');
      const asked = tab.page.waitForRequest('**/esp8266-ws/test');
      await tab.press('Test connection');
      const { credentials } = (await asked).postDataJSON();
      deepEqual(Object.keys(credentials).includes('password'), !withholdsLogin);
      await tab.opened.getByText('The connection works.').waitFor();
    });
  }

  it('shows the nodes of a board in the flow', async () => {
    await tab.open('kitchen');
    await tab.press('Show its nodes');
    await tab.opened.getByText('Nodes that use this board: 1').waitFor();
    deepEqual(await tab.page.evaluate(() => RED.view.selection().nodes?.map(({ id }) => id)), ['in-kitchen']);
  });

  it('copies the support report, or shows it where that is not allowed', async () => {
    const { page } = tab;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await tab.open('kitchen');
    await tab.press('Copy support report');
    await tab.opened.getByText('The support report is copied.').waitFor();
    match(
      await page.evaluate(() => navigator.clipboard.readText()),
      /^Support report of an esp8266-ws board/,
    );
    await page.evaluate(() =>
      Object.assign(navigator.clipboard, { writeText: () => Promise.reject(new Error()) }),
    );
    await tab.press('Copy support report');
    const report = page.locator('.esp8266-ws-report');
    match(await report.getByLabel('Support report').inputValue(), /^Support report of an esp8266-ws board/);
    await page.keyboard.press('Escape');
    await report.waitFor({ state: 'detached' });
  });

  it('asks nothing while it is hidden, and at once when it is shown again', async () => {
    const { page } = tab;
    await page.waitForRequest(overview);
    await page.evaluate(() => RED.sidebar.show('info'));
    await page.waitForTimeout(300);
    await rejects(page.waitForRequest(/esp8266-ws\/(overview|found)/, { timeout: 2_500 }));
    const asked = page.waitForRequest(overview);
    await page.evaluate(() => RED.sidebar.show('esp8266-ws-boards'));
    await asked;
  });

  for (const [status, sentence] of [
    [401, 'You need the permission esp8266-ws.read to see the boards.'],
    [403, 'You need the permission esp8266-ws.read to see the boards.'],
    [502, 'Node-RED does not reply.'],
  ] as const) {
    it(`says what ${status} means, and keeps what it knows`, async () => {
      await tab.page.route(overview, (route) => route.fulfill({ status }));
      await tab.sentence.getByText(sentence).waitFor();
      equal(await tab.rows.count(), 3);
    });
  }

  it('says in the tab where somebody may not act', async () => {
    await tab.open('kitchen');
    for (const status of [401, 403]) {
      await tab.page.route(/(act|send)\?board=/, (route) => route.fulfill({ status }));
      const refusal = 'You need the permission esp8266-ws.write to do this.';
      await tab.press('Pause');
      await line().first().getByText(refusal).waitFor();
      await tab.press('Send');
      await line().last().getByText(refusal).waitFor();
      await tab.page.unroute(/(act|send)\?board=/);
    }
  });

  it('offers who may only read nothing that acts', async () => {
    await tab.page.evaluate(() => {
      RED.user.hasPermission = (name) => name === 'esp8266-ws.read';
    });
    await tab.open('kitchen');
    const buttons = await tab.opened.getByRole('button').allInnerTexts();
    const labels = buttons.map((text) => text.trim());
    deepEqual(labels.slice(0, 2), ['Show its nodes', 'Copy support report']);
    equal(
      labels.some((label) => /Pause|Send|Test/.test(label)),
      false,
    );
    equal(await tab.opened.locator('form').count(), 0);
    await tab.page.evaluate(() => {
      RED.user.hasPermission = () => true;
    });
  });

  it('T7: shows what a board says as text, whatever it is', async () => {
    const evil = '<img src=x onerror="document.title = 1">';
    await tab.open('kitchen');
    kitchen.broadcast(JSON.stringify({ topic: evil, payload: `${evil}\u202e` }));
    const value = tab.opened.locator('.esp8266-ws-value', { hasText: evil });
    await value.waitFor();
    equal(await tab.tab.locator('img').count(), 0);
    equal(/\p{C}/u.test((await value.innerText()).replaceAll('\n', '')), false);
  });
});
