import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOf, faultsOfDashboard } from '../support/accessibility.js';
import { useBrowser } from '../support/browser.js';
import { addressesIn, Demo } from '../support/demo.js';
import { inOneDashboard, onFreePorts } from '../support/examples.js';
import type { Item } from '../support/node-red.js';

const examples = [
  'Telemetry dashboard',
  'Two boards, one dashboard',
  'Slider to LED brightness',
  'Send Message page',
  'Binary - a picture from the board',
  'Relay that tells the truth',
];

/** The path of each page, and how many boards it shows. */
const pages = { telemetry: 1, 'two-boards': 2, brightness: 1, 'send-message': 1, picture: 1, relay: 1 };

/** The functions that make text of a connection change. */
const speakers = ['As text', 'All boards', 'Connection'];

const languages = ['en-US', 'de', 'ja', 'zh-CN'];

const sizes = [
  { width: 390, height: 844 },
  { width: 1200, height: 800 },
  { width: 1920, height: 1080 },
];

describe('The dashboards when Node-RED starts and the boards are off', () => {
  const browser = useBrowser();
  let demo: Demo;
  let address: string;

  before(async function () {
    this.timeout(30_000);
    demo = new Demo();
    const flow = inOneDashboard(examples).filter(({ type }) => type !== 'esp8266-ws-virtual-board');
    demo.use(await onFreePorts(flow));
    [address = ''] = addressesIn(await demo.start());
  });

  after(() => demo.remove());

  const open = (path: string) => browser.page.goto(new URL(path, address).href);
  const lamps = (text: string) => browser.page.locator('.esp8266-state', { hasText: text });
  const press = (name: string) => browser.page.getByRole('button', { name }).click();
  const shows = (text: RegExp) => browser.page.getByText(text).first().waitFor();

  for (const [path, boards] of Object.entries(pages)) {
    it(`say that the board is offline, and why: ${path}`, async function () {
      this.timeout(20_000); // the first page brings the whole dashboard
      await open(path);
      await lamps('Offline')
        .nth(boards - 1)
        .waitFor();
      await lamps('127.0.0.1:')
        .nth(boards - 1)
        .waitFor();
      deepEqual(await faultsOf(browser.page, faultsOfDashboard), []);
    });
  }

  for (const [path, gauges] of Object.entries({ telemetry: 3, 'two-boards': 4 })) {
    it(`show "–" for what no board has said, and no number: ${path}`, async () => {
      await open(path);
      await lamps('Offline').first().waitFor();
      const texts = await browser.page.locator('.esp8266-gauges b').allTextContents();
      deepEqual(texts, Array(gauges).fill('–'));
    });

    it(`say in each chart that nothing has come yet: ${path}`, async () => {
      await open(path);
      await browser.page.locator('.esp8266-chart canvas').first().waitFor();
      deepEqual(
        [
          ...new Set(
            await browser.page
              .locator('.esp8266-chart')
              .evaluateAll((charts) => charts.map((chart) => getComputedStyle(chart, '::after').content)),
          ),
        ],
        ['"Nothing received yet"'],
      );
    });

    it(`have numbers that can be read across a room, on a wide screen: ${path}`, async () => {
      await browser.page.setViewportSize({ width: 1920, height: 1080 });
      await open(path);
      await lamps('Offline').first().waitFor();
      const sizesOfNumbers = await browser.page
        .locator('.esp8266-gauges b')
        .evaluateAll((numbers) =>
          numbers.map((number) => Number.parseFloat(getComputedStyle(number).fontSize)),
        );
      ok(Math.min(...sizesOfNumbers) >= 26, sizesOfNumbers.join());
    });
  }

  it('show "–" for uptime and signal, too', async () => {
    await open('telemetry');
    await shows(/Up for/);
    deepEqual(await browser.page.locator('.esp8266-details dd').allTextContents(), ['–', '–']);
  });

  it('say that a command was not sent, and why', async () => {
    await open('telemetry');
    await lamps('Offline').waitFor();
    await browser.page.locator('.nrdb-ui-switch input').click({ force: true });
    await shows(/Living room.*Not sent\./);
  });

  it('say that a picture was not asked for, and why', async () => {
    await open('picture');
    await shows(/No picture yet/);
    await press('Take a picture');
    await shows(/Camera.*Not sent\./);
  });

  it('list a message that was not sent with its time, and why', async () => {
    await open('send-message');
    await press('Send Message');
    await browser.page
      .locator('.esp8266-lines li', { hasText: /^\d\d:\d\d:\d\d ?Message board.*Not sent\.$/ })
      .waitFor();
  });

  it('say that the newest value of a slider waits, and that the board has none', async () => {
    await open('brightness');
    await shows(/The board has – %/);
    await browser.page.getByRole('slider').focus();
    await browser.page.keyboard.press('End');
    await shows(/100 %: waiting for the board to confirm\./);
    await shows(/The board has – %/);
  });
});

describe('The lamp of each page', () => {
  const browser = useBrowser();
  let demo: Demo;
  let address: string;
  let editor: string;
  let tellers: Item[];

  before(async function () {
    this.timeout(30_000);
    demo = new Demo();
    // No node may say meanwhile how its board is doing.
    const flow = inOneDashboard(examples).filter(({ type }) => !type.startsWith('esp8266-ws-'));
    tellers = languages.flatMap((language) => tellCause(language, flow));
    demo.use([...flow, ...tellers]);
    [address = '', editor = ''] = addressesIn(await demo.start());
  });

  after(() => demo.remove());

  for (const path of Object.keys(pages))
    it(`has room for the longest cause in each language: ${path}`, async function () {
      this.timeout(30_000); // twelve looks at one page
      await browser.page.goto(new URL(path, address).href);
      for (const language of languages) {
        for (const { id } of tellers.filter(({ name }) => name === language))
          await fetch(new URL(`inject/${id}`, editor), { method: 'POST' });
        const lamp = browser.page.locator('.esp8266-state', { hasText: longestCause(language) });
        for (const size of sizes) {
          await browser.page.setViewportSize(size);
          deepEqual(await lamp.evaluate(withoutRoom), [], `${language}, ${size.width}`);
        }
      }
    });
});

/** By how many pixels a sentence goes beyond its lamp, widget or group. */
function withoutRoom(lamp: Element): number[] {
  const widget = lamp.closest('.nrdb-ui-widget')!;
  const group = lamp.closest('.nrdb-ui-group')!;
  const bottomOf = (element: Element) => element.getBoundingClientRect().bottom;
  const sentence = [...lamp.querySelectorAll('p')].at(-1)!;
  return [
    ...[lamp, widget, group].map((box) => box.scrollHeight - box.clientHeight),
    lamp.scrollWidth - lamp.clientWidth,
    bottomOf(sentence) - bottomOf(lamp),
    bottomOf(lamp) - bottomOf(widget),
    bottomOf(widget) - bottomOf(group),
  ].filter((pixels) => pixels > 0.5);
}

/** The longest sentence of a catalogue that says why a board is not connected. */
function longestCause(language: string): string {
  const file = join(__dirname, `../../../nodes/locales/${language}/esp8266-ws-config.json`);
  const { cause } = JSON.parse(readFileSync(file, 'utf8')) as { cause: Record<string, string> };
  const [longest = ''] = Object.values(cause).sort((one, other) => other.length - one.length);
  return longest.replaceAll('__address__', 'greenhouse.fritz.box:8081').replaceAll('__port__', '8081');
}

/** Inject nodes, named by the language, that say as an in node does that a board is offline, and why: one for each page. */
function tellCause(language: string, flow: readonly Item[]): Item[] {
  const props = Object.entries({
    board: 'Workshop',
    payload: 'lost',
    reason: longestCause(language),
    topic: '$state',
  }).map(([p, v]) => ({ p, v, vt: 'str' }));
  return flow
    .filter(({ type, name }) => type === 'function' && speakers.includes(String(name)))
    .map(({ id, z }) => ({
      id: `${id}-${language}`,
      type: 'inject',
      name: language,
      z,
      x: 0,
      y: 0,
      props,
      wires: [[id]],
    }));
}
