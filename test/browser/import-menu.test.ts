import { deepEqual, equal } from 'node:assert/strict';
import { faultsOf, faultsOfDashboard } from '../support/accessibility.js';
import { useBrowser } from '../support/browser.js';
import { EditorPage } from '../support/editor-page.js';
import { exampleNames, readExample } from '../support/examples.js';
import { installOnFreePorts } from '../support/moved-package.js';
import { NodeRed } from '../support/node-red.js';

const others = exampleNames.filter((name) => name !== 'Echo');

describe('The import menu of the editor', () => {
  const browser = useBrowser();
  let editor: EditorPage;
  let nodeRed: NodeRed;

  before(async function () {
    this.timeout(60_000);
    nodeRed = await NodeRed.start(installOnFreePorts);
    editor = new EditorPage(browser.page, nodeRed.url);
    await editor.open();
  });

  after(() => nodeRed?.stop());

  it('leads to a working Echo: four clicks in the list of examples', async () => {
    await editor.openExamples();
    await editor.import('Echo');
    await editor.deploy();
    await editor.show('Echo');
    await editor.allReady(2);
    await editor.press('Hello from Client!');
    await editor.status('What the board says', '"?Message received"?');
    await editor.debug('Message from client 0: Hello from Client!');
  });

  it('has all other examples, too, and one deploy starts them', async function () {
    this.timeout(60_000);
    for (const example of others) {
      await editor.openExamples();
      await editor.import(example);
    }
    await editor.deploy();
  });

  for (const example of others) {
    it(`leads to a working flow: ${example}`, async () => {
      await editor.show(example);
      const ours = readExample(example).filter(({ type }) => /^esp8266-ws-(in|out|request)$/.test(type));
      await editor.allReady(ours.length);
    });
  }

  it('leaves nothing to complain about', () => {
    const complaints = nodeRed.log.filter((line) => /\[(warn|error)\] \[/.test(line));
    deepEqual(complaints, []);
  });

  it('leads to a status that says when the board dies, and when it is back', async () => {
    await editor.show('Alert when a board goes offline');
    await editor.status('connection', 'ready');
    // It is lost for two seconds at most, which the press may take, too.
    await Promise.all([editor.status('connection', 'lost'), editor.press('Reset the board')]);
    await editor.status('connection', 'ready');
  });

  describe('brings a page', () => {
    const open = (path: string) => browser.page.goto(`${nodeRed.url}/dashboard/${path}`);
    const reading = (text: RegExp) =>
      browser.page.locator('.esp8266-gauges section', { hasText: text }).first();

    it('with two boards, and says which one is away', async () => {
      await open('two-boards');
      for (const board of ['Kitchen', 'Cellar']) await browser.page.getByText(`${board}: Online`).waitFor();
      await reading(/Temperature.*\d °C/).waitFor();
      deepEqual(await faultsOf(browser.page, faultsOfDashboard), []);
    });

    it('with a picture that the board has sent', async () => {
      await open('picture');
      await browser.page.getByRole('button', { name: 'Take a picture' }).click();
      const image = browser.page.getByRole('img', { name: 'The newest picture from the board' });
      await image.waitFor();
      equal(await image.evaluate((element) => (element as HTMLImageElement).naturalWidth), 64);
      deepEqual(await faultsOf(browser.page, faultsOfDashboard), []);
    });
  });
});
