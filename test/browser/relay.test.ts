import { deepEqual } from 'node:assert/strict';
import { faultsOf, faultsOfDashboard } from '../support/accessibility.js';
import { useBrowser } from '../support/browser.js';
import { addressesIn, Demo } from '../support/demo.js';
import { inOneDashboard, onFreePorts } from '../support/examples.js';

const example = 'Relay that tells the truth';

describe('The switch of a relay on a page', function () {
  this.timeout(30_000); // 3 s for the board to confirm, and the first page brings the whole dashboard
  const browser = useBrowser();
  let demo: Demo;

  before(async function () {
    this.timeout(60_000);
    demo = new Demo();
    demo.use(await onFreePorts(inOneDashboard([example])));
    const [address = ''] = addressesIn(await demo.start());
    await browser.page.goto(new URL('relay', address).href);
    await isOff();
  });

  after(() => demo.remove());

  const input = (label: string, state = '') =>
    browser.page.locator('.nrdb-ui-switch', { hasText: label }).locator(`input${state}`);
  const click = (label: string) => input(label).click({ force: true });
  const press = (name: string) => browser.page.getByRole('button', { name }).click();
  const isOn = () => input('Relay', ':checked').waitFor({ state: 'attached' });
  const isOff = () => input('Relay', ':not(:checked)').waitFor({ state: 'attached' });
  const waits = () => browser.page.locator('.v-switch--loading');
  const lamp = async (words: string, colour: string, said: RegExp) => {
    const shown = browser.page.locator('.esp8266-state', { hasText: new RegExp(`^${words}`) });
    await shown.filter({ hasText: said }).locator(`.esp8266-${colour}`).waitFor();
  };

  it('moves, and its lamp is green, when the sketch has done it', async () => {
    await click('Relay');
    await lamp('On', 'green', /\d\d:\d\d:\d\d · Switched on: done by the sketch\.$/);
    await isOn();
    await waits().waitFor({ state: 'detached' });
    deepEqual(await faultsOf(browser.page, faultsOfDashboard), []);
  });

  it('goes back when the sketch refuses, and says why in its words', async () => {
    await click('With a mistake');
    await click('Relay');
    await lamp('On', 'red', /Refused by the sketch: The payload of "led" is true or false\.$/);
    await isOn();
    await waits().waitFor({ state: 'detached' });
    await click('With a mistake');
  });

  it('waits while nobody knows, and then shows what the sketch answers when it is asked', async () => {
    await press('Freeze its loop()');
    await click('Relay');
    await lamp('Unknown', 'yellow', /Unknown if Relay board has it/);
    await waits().waitFor();
    await press('Let it go on');
    await lamp('Off', 'green', /Asked: the sketch says that it is off\.$/);
    await isOff();
    await waits().waitFor({ state: 'detached' });
  });

  it('is unknown while the board is away, and what was not sent does not move it afterwards', async () => {
    await press('Stop the board');
    await lamp('Unknown: offline', 'red', /Relay board: The board at 127/);
    await click('Relay');
    await lamp('Unknown: offline', 'red', /Relay board is offline: .*Not sent\.$/);
    await press('Start the board');
    await lamp('Off', 'green', /Asked: the sketch says that it is off\.$/);
    await isOff();
  });
});
