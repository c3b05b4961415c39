import { equal } from 'node:assert/strict';
import { ids, useDialogs } from '../support/dialogs.js';

describe('The dialog of an in node', () => {
  const dialogs = useDialogs();

  before(async function () {
    this.timeout(30_000);
    await dialogs.load();
    // Whatever is heard: one topic, which is not the one that anybody would ask for.
    await dialogs.page.route('**/esp8266-ws/boards/*?topic=*', (route) =>
      route.fulfill({
        json: { isHeard: route.request().url().endsWith('=temp'), topics: ['<b>temp</b>', 'temp'] },
      }),
    );
  });
  afterEach(() => dialogs.cancelAll());

  it('says which topics the board has sent, as text, where none passes', async () => {
    const form = await dialogs.open(ids.in);
    const topic = form.locator('#node-input-topic');
    await topic.fill('Temp');
    await topic.press('Tab');
    await form.getByText('It has sent: <b>temp</b>, temp').waitFor();
    await topic.fill('temp');
    await topic.press('Tab');
    await form.getByText('It has sent:').waitFor({ state: 'detached' });
    equal(await form.locator('.esp8266-ws-in-messages b').count(), 0);
  });
});
