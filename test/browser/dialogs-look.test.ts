import { deepEqual } from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type Dialogs, ids, useDialogs } from '../support/dialogs.js';
import { lookedAt, textOf } from '../support/editor.js';
import { accessibilityFaults, lookFaults } from '../support/look.js';

/** Each dialog at its fullest: everything unfolded, with a reason under whatever can have one. */
const scenes: Readonly<Record<string, (dialogs: Dialogs) => Promise<Locator>>> = {
  'of an in node': async (dialogs) => {
    const form = await dialogs.open(ids.in);
    await form.locator('#node-input-emit').selectOption('both');
    await form.locator('#node-input-topic').fill('a');
    await form.locator('#node-input-format').selectOption('text');
    return form;
  },
  'of an out node': async (dialogs) => {
    const form = await dialogs.open(ids.out);
    await form.locator('#node-input-unconfirmed').selectOption('resend');
    await form.locator('#node-input-whileAway').selectOption('latest');
    await form.locator('#node-input-topic').fill('');
    await dialogs.chooseNoBoard(form);
    for (const field of ['queueSeconds', 'queueMessages', 'queueBytes'])
      await form.locator(`#node-input-${field}`).fill('x');
    await form.locator('#node-input-whileAway').selectOption('fail');
    await form.locator('#node-input-busySeconds').fill('x');
    return form;
  },
  'of an out node that waits for an answer': async (dialogs) => {
    const form = await dialogs.open(ids.out);
    await form.locator('#node-input-completeWhen').selectOption('answered');
    await form.locator('#node-input-answerSeconds').fill('x');
    return form;
  },
  'of a request node': async (dialogs) => {
    const form = await dialogs.open(ids.request);
    await dialogs.chooseNoBoard(form);
    await form.locator('#node-input-answerSeconds').fill('x');
    return form;
  },
  'of a virtual board': async (dialogs) => {
    const form = await dialogs.open(ids.virtualBoard);
    await form.locator('#node-input-port').fill('0');
    await form.locator('#node-input-announce').fill('two words');
    return form;
  },
  'of a board as it comes': async (dialogs) => {
    const form = await dialogs.open(ids.board);
    await form.locator('#node-config-input-host').fill('');
    return form;
  },
  'of several boards': async (dialogs) => {
    const form = await dialogs.open(ids.gone);
    await form.locator('.esp8266-ws-more').click();
    const hosts = form.locator('.esp8266-ws-board-host');
    await hosts.nth(0).fill('garage=127.0.0.1, http://x, plant-*');
    await hosts.nth(0).blur();
    await form.locator('#node-config-input-path').evaluate((field) => {
      field.closest('details')!.open = true;
    });
    return form;
  },
  'of a board with all its settings': async (dialogs) => {
    const form = await dialogs.open(ids.gone);
    for (const summary of await form.locator('summary').all()) await summary.click();
    await form.locator('.esp8266-ws-now dd').first().waitFor();
    const bad = { host: 'http://', port: '0', path: 'x y', password: 'x', subprotocol: 'a b' };
    const numbers = { connectSeconds: '1', pingSeconds: '40', deadSeconds: '41', minDelaySeconds: '40' };
    const more = { confirmSeconds: 'x', maxOutBytes: '99999', maxInBytes: '0.5', maxInPerSecond: '0' };
    for (const [field, value] of Object.entries({ ...bad, ...numbers, ...more })) {
      await form.locator(`#node-config-input-${field}`).fill(value);
    }
    await form.locator('#node-config-input-confirmBy').selectOption('write');
    return form;
  },
};

describe('The dialogs, looked at', () => {
  const dialogs = useDialogs();

  for (const language of lookedAt) {
    describe(`in ${language}`, () => {
      before(async function () {
        this.timeout(60_000);
        await dialogs.load(language);
      });
      afterEach(() => dialogs.cancelAll());

      it('show how a board is under the nodes', async () => {
        for (const [id, status] of [
          [ids.out, 'ready'],
          [ids.in, 'refused'],
        ] as const) {
          const label = dialogs.page.locator(`[id="${id}"] .red-ui-flow-node-status-label`);
          await label.getByText(textOf('esp8266-ws-in', status, language)!, { exact: true }).waitFor();
        }
      });

      for (const [name, set] of Object.entries(scenes)) {
        it(`show the one ${name} whole`, async () => {
          const form = await set(dialogs);
          deepEqual(await lookFaults(form), []);
          // What axe looks for is the same in every language.
          for (const isDark of language === 'en-US' ? [true, false] : []) {
            await dialogs.darken(isDark);
            deepEqual(await accessibilityFaults(form), [], isDark ? 'by night' : 'by day');
          }
        });
      }
    });
  }
});
