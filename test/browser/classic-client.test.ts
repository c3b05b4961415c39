import { deepEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { useBrowser } from '../support/browser.js';

const client = pathToFileURL(join(__dirname, '../../../examples/classic-client.html')).href;

describe('The classic HTML client, talking straight to the virtual board', () => {
  const browser = useBrowser();
  let board: VirtualBoard;

  beforeEach(async () => {
    board = new VirtualBoard({ sketch: 'echo', port: 0 });
    await board.listen();
  });

  afterEach(() => board.close());

  it('sends "Hello from Client!" and lists what it receives', async () => {
    const { page } = browser;
    await page.goto(`${client}?host=127.0.0.1:${board.port}`);
    for (const count of [1, 2]) {
      await page.getByRole('button', { name: 'Send Message' }).click();
      await page
        .getByText('Received: Message received')
        .nth(count - 1)
        .waitFor();
    }
    const texts = board.log.filter(({ type }) => type === 'text').map(({ payload }) => String(payload));
    deepEqual(texts, ['Hello from Client!', 'Hello from Client!']);
  });

  it('takes an address that is typed, and leaves the slot when another one is', async () => {
    const { page } = browser;
    await page.goto(client);
    await page.getByLabel('Address of the board').fill(`127.0.0.1:${board.port}`);
    for (const slots of [1, 1]) {
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByText('Connected', { exact: true }).waitFor();
      while (board.slotsInUse !== slots) await once(board, 'slots');
    }
  });

  it('says when the board is gone', async () => {
    const { page } = browser;
    await page.goto(`${client}?host=127.0.0.1:${board.port}`);
    await page.getByText('Connected', { exact: true }).waitFor();
    await board.close();
    await page.getByText('Not connected', { exact: true }).waitFor();
    deepEqual(await page.getByRole('button', { name: 'Send Message' }).isDisabled(), true);
  });
});
