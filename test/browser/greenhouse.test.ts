import { deepEqual, equal } from 'node:assert/strict';
import { faultsOf, faultsOfDashboard } from '../support/accessibility.js';
import { useBrowser } from '../support/browser.js';
import { addressesIn, Demo } from '../support/demo.js';
import { inOneDashboard, onFreePorts } from '../support/examples.js';
import type { Item } from '../support/node-red.js';

describe('The page of a greenhouse of boards', () => {
  const browser = useBrowser();
  let demo: Demo;
  let address: string;
  let editor: string;
  /** What boards are called here instead of `plant-3`. */
  let nameOf: (number: number) => string;

  before(async function () {
    this.timeout(60_000);
    demo = new Demo();
    const flow = await onFreePorts(inOneDashboard(['A greenhouse of boards']));
    const pattern = String(flow.find(({ type }) => type === 'esp8266-ws-config')?.host);
    nameOf = (number) => pattern.replace('*', String(number));
    demo.use([...flow, liar(flow)]);
    const [dashboard = '', flows = ''] = addressesIn(await demo.start());
    address = new URL('greenhouse', dashboard).href;
    editor = flows;
  });

  after(() => demo.remove());

  const rows = () => browser.page.locator('.esp8266-plants tbody tr');
  const row = (name: string) => rows().filter({ hasText: name });
  const switchOf = (name: string) => browser.page.getByRole('switch', { name: `LED of ${name}` });
  const press = (name: string) => browser.page.getByRole('button', { name }).click();
  const result = (text: RegExp) => browser.page.locator('.esp8266-result', { hasText: text }).waitFor();

  it('has a row for each board, with its name, its temperature and its LED', async function () {
    this.timeout(30_000); // the first page brings the whole dashboard
    await browser.page.goto(address);
    for (const number of [1, 2, 3, 4, 5, 6])
      await row(nameOf(number))
        .filter({ hasText: /Online.*\d\d\.\d °C.*off/ })
        .waitFor();
    equal(await rows().count(), 6);
  });

  for (const colorScheme of ['dark', 'light'] as const)
    it(`has no serious fault of accessibility that is ours, ${colorScheme}`, async () => {
      await browser.page.emulateMedia({ colorScheme });
      deepEqual(await faultsOf(browser.page, faultsOfDashboard), []);
    });

  it('switches the LED of one board, and shows what this board reports', async () => {
    await switchOf(nameOf(2)).click();
    await row(nameOf(2)).filter({ hasText: 'on' }).locator('input:checked').waitFor();
    await result(new RegExp(`^ ?${nameOf(2)}: LED on · .*Confirmed by the board`));
    equal(await browser.page.getByRole('switch', { checked: true }).count(), 1);
  });

  it('switches all, and names the board that has not received it', async () => {
    await press(`Stop ${nameOf(3)}`);
    await row(nameOf(3)).filter({ hasText: 'Offline' }).waitFor();
    await press('All LEDs on');
    await result(new RegExp(`All boards: LED on.*All other boards.*${nameOf(3)}: ERR_OFFLINE`));
    await browser.page.getByRole('switch', { checked: true }).nth(4).waitFor();
    equal(await switchOf(nameOf(3)).isChecked(), false);
    await browser.page.reload();
    await row(nameOf(3)).filter({ hasText: 'Offline' }).waitFor();
  });

  for (const size of [
    { width: 390, height: 844 },
    { width: 1366, height: 768 },
  ])
    it(`fits a screen that is ${size.width} wide`, async () => {
      await browser.page.setViewportSize(size);
      const table = browser.page.locator('.esp8266-plants');
      equal(await table.evaluate((element) => element.scrollWidth - element.clientWidth), 0);
    });

  it('shows what a board calls itself as text', async () => {
    await fetch(new URL('inject/liar', editor), { method: 'POST' });
    await row(evilName).waitFor();
    equal(await browser.page.locator('.esp8266-plants img, .esp8266-plants i').count(), 0);
    equal(await browser.page.evaluate('window.wasRun'), undefined);
  });
});

const evilName = '<img src=x onerror="wasRun=1"><i>{{ 7 * 7 }}</i>';

/** An inject node that speaks as an in node does of a board with such a name. */
function liar(flow: readonly Item[]): Item {
  const { id, z } = flow.find(({ name }) => name === 'One row for each board')!;
  const props = Object.entries({ board: evilName, payload: 'lost', reason: evilName, topic: '$state' }).map(
    ([p, v]) => ({ p, v, vt: 'str' }),
  );
  return { id: 'liar', type: 'inject', z, x: 0, y: 0, props, wires: [[id]] };
}
