import { useBrowser } from '../support/browser.js';
import { addressesIn, Demo } from '../support/demo.js';
import { readExample } from '../support/examples.js';

const telemetry = readExample('Telemetry dashboard');

describe('The dashboard of the demo', () => {
  const browser = useBrowser();
  let demo: Demo;
  let address: string;

  before(async function () {
    this.timeout(30_000);
    demo = new Demo();
    await demo.start();
    await demo.stop();
    await demo.moveBoards();
    [address = ''] = addressesIn(await demo.start());
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
  const about = () => browser.page.locator('.esp8266-state p');

  describe('with the readings', () => {
    before(async () => {
      await browser.page.goto(address);
      await words('Online').waitFor();
    });

    it('moves the gauges', async function () {
      this.timeout(20_000); // readings wander slowly: one alone may stand still for ten seconds
      const gauges = browser.page.locator(`#nrdb-ui-group-${idOf('ui-group', 'Now')}`);
      // Each says its smallest and largest value, and then the one it shows.
      await gauges.filter({ hasText: /040\d.*°C.*0100\d.*%.*0100\d.*%/ }).waitFor();
      const first = (await gauges.textContent()) ?? '';
      await gauges.filter({ hasNotText: first }).waitFor({ timeout: 15_000 });
    });

    it('switches the LED, and shows the state that the board reports', async () => {
      await ledIsOff();
      await led().click({ force: true });
      await ledIsOn();
      await browser.page.reload();
      await ledIsOn();
    });

    it('goes offline with a cause within 2 s of the board being stopped, and leaves the LED as reported', async () => {
      await widget('ui-button', 'Stop the board').getByRole('button').click();
      await words('Offline').waitFor({ timeout: 2_000 });
      await about()
        .filter({ hasText: /^The board at 127/ })
        .waitFor();

      await led().click({ force: true });
      await browser.page.getByText(/Not sent: .+ is not connected/).waitFor();
      await ledIsOn();
    });

    it('comes back by itself, with the LED that a restarted board has', async function () {
      this.timeout(20_000); // 5 s of peace for a board that closed
      await widget('ui-button', 'Start the board').getByRole('button').click();
      await words('Online').waitFor();
      await ledIsOff();
    });
  });

  it('has a page whose button sends "Hello from Client!" and that lists the answer', async () => {
    const { page } = browser;
    await page.goto(new URL('send-message', address).href);
    await page.getByRole('button', { name: 'Send Message' }).click();
    await page.getByText('Received: Message received').waitFor();
  });
});
