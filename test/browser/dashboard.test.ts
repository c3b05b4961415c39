import { deepEqual, equal, ok } from 'node:assert/strict';
import { faultsOf, faultsOfDashboard } from '../support/accessibility.js';
import { useBrowser } from '../support/browser.js';
import { addressesIn, Demo } from '../support/demo.js';
import { idsOf, readExample } from '../support/examples.js';
import { roomBelowCharts } from '../support/look.js';
import type { Item } from '../support/node-red.js';

const telemetry = readExample('Telemetry dashboard');

describe('The dashboard of the demo', () => {
  const browser = useBrowser();
  let demo: Demo;
  let address: string;
  let editor: string;

  before(async function () {
    this.timeout(60_000);
    demo = new Demo();
    await demo.start();
    await demo.stop();
    await demo.change((flow) => [...flow, command('freeze'), command('thaw')]);
    [address = '', editor = ''] = addressesIn(await demo.start());
  });

  after(() => demo.remove());

  /** A part of the telemetry page, by what people read on it. */
  function idOf(type: string, label: string): string | undefined {
    return telemetry.find((item) => item.type === type && [item.label, item.name].includes(label))?.id;
  }

  const widget = (type: string, label: string) =>
    browser.page.locator(`#nrdb-ui-widget-${idOf(type, label)}`);

  const led = (state = '') => widget('ui-switch', 'LED').locator(`input${state}`);
  const ledIsOn = () => led(':checked').waitFor({ state: 'attached' });
  const ledIsOff = () => led(':not(:checked)').waitFor({ state: 'attached' });
  const words = (text: string) => browser.page.locator('.esp8266-state b', { hasText: text });
  const about = (text: RegExp) => browser.page.locator('.esp8266-state p', { hasText: text });
  const result = (text: RegExp) => browser.page.locator('.esp8266-result', { hasText: text });
  const tell = (id: string) => fetch(new URL(`inject/${id}`, editor), { method: 'POST' });

  /** How a gauge is painted: nothing, or what the lamp does to readings. */
  const filterIs = (filter: string) =>
    browser.page.waitForFunction(
      ([id, wanted]) => {
        const element = document.querySelector(`#nrdb-ui-widget-${id}`);
        return element !== null && getComputedStyle(element).filter === wanted;
      },
      [idOf('ui-template', 'Gauges'), filter],
    );

  describe('with the readings', () => {
    before(async () => {
      await browser.page.goto(address);
      await words('Online').waitFor();
    });

    it('moves the gauges', async function () {
      this.timeout(30_000); // readings wander slowly: one alone may stand still for ten seconds
      const gauges = browser.page.locator(`#nrdb-ui-group-${idOf('ui-group', 'Now')}`);
      await gauges.filter({ hasText: /Temperature.*\d °C.*Humidity.*\d %.*Light.*\d %/ }).waitFor();
      const first = (await gauges.textContent()) ?? '';
      await gauges.filter({ hasNotText: first }).waitFor({ timeout: 15_000 });
    });

    it('has charts that show the whole of their times', async () => {
      const rooms = await roomBelowCharts(browser.page);
      ok(rooms.length === 2 && Math.min(...rooms) > 0, rooms.join());
    });

    for (const colorScheme of ['dark', 'light'] as const) {
      it(`has no serious fault of accessibility that is ours, ${colorScheme}`, async () => {
        await browser.page.emulateMedia({ colorScheme });
        deepEqual(await faultsOf(browser.page, faultsOfDashboard), []);
      });
    }

    it('is dark where the device asks for it', async () => {
      const backgroundIs = (colour: string) =>
        browser.page.waitForFunction(
          (wanted) => getComputedStyle(document.querySelector('.v-application')!).backgroundColor === wanted,
          colour,
        );
      await browser.page.emulateMedia({ colorScheme: 'dark' });
      await backgroundIs('rgb(16, 23, 22)');
      await browser.page.emulateMedia({ colorScheme: 'light' });
      await backgroundIs('rgb(238, 242, 241)');
    });

    it('switches the LED, and shows the state that the board reports', async () => {
      await ledIsOff();
      await led().click({ force: true });
      await ledIsOn();
      await result(/^LED on · \d\d:\d\d:\d\d ?Done by the sketch\.$/).waitFor();
      await browser.page.reload();
      await ledIsOn();
    });

    it('leaves the switch pending, as it was, until the board has reported', async () => {
      const wasOn = await led().isChecked();
      await tell('freeze');
      await led().click({ force: true });
      await widget('ui-switch', 'LED').locator('.v-switch--loading').waitFor();
      equal(await led().isChecked(), wasOn);
      await tell('thaw');
      await (wasOn ? ledIsOff : ledIsOn)();
    });

    it('goes offline with a cause within 2 s of the board being stopped, and greys what it said last', async () => {
      await filterIs('none');
      const wasOn = await led().isChecked();
      await widget('ui-button', 'Stop the board').getByRole('button').click();
      await words('Offline').waitFor({ timeout: 2_000 });
      await about(/^Living room · since \d/).waitFor();
      await about(/^The board at 127/).waitFor();
      await filterIs('grayscale(1)');

      await led().click({ force: true });
      await result(/Living room is offline: /).waitFor();
      await (wasOn ? ledIsOn : ledIsOff)();
    });

    it('comes back by itself, with the LED that a restarted board has', async function () {
      this.timeout(30_000); // 5 s of peace for a board that closed
      await widget('ui-button', 'Start the board').getByRole('button').click();
      await words('Online').waitFor();
      await filterIs('none');
      await ledIsOff();
    });
  });

  it('has a page whose button sends "Hello from Client!" and that lists each answer with its time', async () => {
    const { page } = browser;
    const line = (text: string, count: number) =>
      page
        .locator('.esp8266-lines li', { hasText: new RegExp(`^\\d\\d:\\d\\d:\\d\\d ?${text}$`) })
        .nth(count - 1)
        .waitFor();
    await page.goto(new URL('send-message', address).href);
    await page.getByRole('button', { name: 'Send Message' }).click();
    await line('Received: Message received', 1);
    await line('Confirmed by the board: Hello from Client!', 1);
    await page.getByRole('button', { name: 'Send Message' }).click();
    await line('Received: Message received', 2);
    await words('Online').waitFor();
    deepEqual(await faultsOf(page, faultsOfDashboard), []);
  });

  it('has a page whose slider sends the board what it says', async () => {
    const { page } = browser;
    await page.goto(new URL('brightness', address).href);
    await page.getByRole('slider').focus();
    await page.keyboard.press('End');
    await page.getByText('The board has 100 %').waitFor();
    await page.getByText('100 %: confirmed by the board.').waitFor();
    deepEqual(await faultsOf(page, faultsOfDashboard), []);
  });

  it('has a first flow that fits the editor on a small laptop, with the virtual board and what to do for your own', async function () {
    this.timeout(20_000); // a whole editor
    const { page } = browser;
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goto(editor);
    await page.locator('.red-ui-flow-node-status-label', { hasText: 'ready' }).first().waitFor();
    const parts = telemetry.filter((item) => item.type === 'group' || 'wires' in item).map(({ id }) => id);
    deepEqual(await page.evaluate(outOfView, parts), []);
  });
});

/** Which nodes and groups of the editor's present tab cannot be seen whole without scrolling. */
function outOfView(ids: readonly string[]): string[] {
  const view = document.querySelector('#red-ui-workspace-chart')!.getBoundingClientRect();
  return ids.filter((id) => {
    const box = document.getElementById(id)!.getBoundingClientRect();
    const isInside = box.top >= view.top && box.left >= view.left;
    return !isInside || box.right > view.right || box.bottom > view.bottom;
  });
}

/** An inject node that tells the board of the telemetry page something. */
function command(word: string): Item {
  const [virtual = ''] = idsOf('Telemetry dashboard', 'esp8266-ws-virtual-board');
  const { z } = telemetry.find(({ id }) => id === virtual)!;
  const props = [{ p: 'payload', v: word, vt: 'str' }];
  return { id: word, type: 'inject', z, x: 0, y: 0, props, wires: [[virtual]] };
}
