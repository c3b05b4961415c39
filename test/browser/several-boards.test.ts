import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { ids, useDialogs } from '../support/dialogs.js';
import { lookedAt } from '../support/editor.js';
import { accessibilityFaults, lookFaults } from '../support/look.js';

/** As much of the editor's own object as is used here. */
declare const RED: {
  readonly nodes: { node(id: string): { fromBoard?: string; answers?: string; host: string } };
};

const route = '**/esp8266-ws/boards/*';

/** What the runtime tells of a board. */
function told(name: string, state = 'ready') {
  return {
    name,
    address: '192.168.1.50:81',
    state,
    ...(state === 'lost' && { cause: 'refused' }),
    reasons: state === 'lost' ? [{ key: 'cause.refused' }] : [],
    roundTripMs: state === 'lost' ? undefined : 12,
    counters: {
      attempts: 3,
      connects: 2,
      disconnects: { refused: 1 },
      faults: 0,
      sent: { confirmed: 5, unknown: 1 },
      requests: {},
      received: { delivered: 1_234, dropped: {}, repaired: {}, ignored: {} },
    },
  };
}

describe('Several boards behind one config node', function () {
  this.timeout(60_000);
  const dialogs = useDialogs();

  before(() => dialogs.load());
  afterEach(async () => {
    await dialogs.page.unroute(route);
    await dialogs.cancelAll();
  });

  const tell = (boards: readonly object[]) =>
    dialogs.page.route(route, (request) =>
      request.fulfill({ json: { boards, counters: told('all of them').counters } }),
    );
  const rows = (section: Locator) => section.locator('li > button');

  async function look(): Promise<Locator> {
    const form = await dialogs.open(ids.several);
    await form.locator('.esp8266-ws-now > summary').click();
    return form.locator('.esp8266-ws-now');
  }

  /** Opens the dialog of a node, and chooses a board in it. */
  async function opened(id: string, board: string): Promise<Locator> {
    const form = await dialogs.open(id);
    await form.locator('#node-input-board').selectOption(board);
    return form;
  }

  describe('have a row each in Status', () => {
    it('as they are deployed', async () => {
      const section = await look();
      await section.getByText('Connected: 0 of 2').waitFor();
      deepEqual(await rows(section).allInnerTexts(), ['hall\ndisconnected', 'shed\ndisconnected']);
      await section.locator(':scope > dl').getByText('0 × connected').waitFor();
    });

    it('with a light, the state in words and the round trip, and unfold', async () => {
      await tell([told('hall'), told('shed', 'lost')]);
      const section = await look();
      await section.getByText('Connected: 1 of 2').waitFor();
      deepEqual(await rows(section).allInnerTexts(), ['hall\nready\n12 ms', 'shed\nrefused']);
      equal(await section.locator('.esp8266-ws-good').count(), 1);
      equal(await section.locator('.esp8266-ws-bad').count(), 1);
      await rows(section).nth(1).focus();
      await dialogs.page.keyboard.press('Enter');
      equal(await rows(section).nth(1).getAttribute('aria-expanded'), 'true');
      await section.getByText('Nothing listens on 192.168.1.50:81.').waitFor();
      match(await section.locator('dl').first().innerText(), /5 confirmed · 1 unknown/);
    });

    it('stay where they are while others come and go', async () => {
      await tell([told('a'), told('b')]);
      const section = await look();
      await rows(section).nth(1).click();
      await dialogs.page.unroute(route);
      await tell([told('b', 'lost'), told('c')]);
      await section.getByText('c', { exact: true }).waitFor();
      deepEqual(await section.locator('li > button > bdi:nth-child(2)').allInnerTexts(), ['b', 'c']);
      equal(await rows(section).nth(0).getAttribute('aria-expanded'), 'true');
      await dialogs.page.unroute(route);
      await tell([]);
      await section.getByText('No board with such a name announces itself now.').waitFor();
      equal(await rows(section).count(), 0);
    });

    it('quickly, where there are two hundred', async () => {
      await tell(
        Array.from({ length: 200 }, (_, at) => told(`plant-${at}`, at % 7 === 0 ? 'lost' : 'ready')),
      );
      const section = await look();
      await section.getByText('Connected: 171 of 200').waitFor();
      const ms = await section.evaluate(async (element) => {
        // While they are told once a second, no frame is late.
        let [last, longest] = [performance.now(), 0];
        const end = last + 2_500;
        while (last < end) {
          await new Promise(requestAnimationFrame);
          const now = performance.now();
          longest = Math.max(longest, now - last);
          last = now;
        }
        return element.isConnected ? longest : -1;
      });
      ok(ms > 0 && ms < 400, `${ms} ms`);
      const { height } = (await section.locator('ul').boundingBox())!;
      ok(height <= 340, `${height} px`);
    });

    it('T7: as text, whatever they are called', async () => {
      const evil = '<img src=x onerror="document.title = 1">';
      await tell([
        { ...told(evil), state: evil, roundTripMs: evil },
        told('__n__\u202e\u0000'),
        told('x'.repeat(9_999)),
      ]);
      const section = await look();
      await rows(section).nth(2).waitFor();
      await rows(section).nth(0).click();
      const texts = await rows(section).allInnerTexts();
      ok(texts[0]?.startsWith(evil), texts[0]);
      ok(texts[1]?.startsWith('__n__??'), texts[1]);
      ok(texts[2]!.length < 200);
      equal(await section.locator('img').count(), 0);
      ok(!(await dialogs.page.title()).startsWith('1'));
    });
  });

  describe('can be chosen from in an in node', () => {
    const filter = (form: Locator) => form.locator('#node-input-fromBoard');
    const names = (form: Locator) =>
      form
        .locator('#esp8266-ws-names option')
        .evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value));

    it('which offers their names, and those that a pattern has found', async () => {
      await tell([told('hall'), told('plant-1')]);
      const form = await opened(ids.in, ids.several);
      await dialogs.page.waitForFunction(
        () => document.querySelectorAll('#esp8266-ws-names option').length === 3,
      );
      deepEqual(await names(form), ['hall', 'shed', 'plant-1']);
    });

    it('which keeps the filter', async () => {
      let form = await opened(ids.in, ids.several);
      await filter(form).fill('shed');
      await dialogs.page.locator('#node-dialog-ok').click();
      await form.waitFor({ state: 'detached' });
      equal(await dialogs.page.evaluate((id) => RED.nodes.node(id).fromBoard, ids.in), 'shed');
      form = await opened(ids.in, ids.gone);
      equal(await filter(form).isVisible(), true);
      await filter(form).fill('');
      await dialogs.page.locator('#node-dialog-ok').click();
      await form.waitFor({ state: 'detached' });
    });

    it('and says so where none has such a name', async () => {
      const form = await opened(ids.in, ids.several);
      const advice = form.getByText('No board of this configuration has such a name.');
      for (const fit of ['', 'HALL', 's*', '????']) {
        await filter(form).fill(fit);
        equal(await advice.count(), 0, fit);
      }
      await filter(form).fill('cellar');
      await advice.waitFor();
    });
  });

  for (const [what, id, part] of [
    ['the filter of an in node', ids.in, '#node-input-fromBoard'],
    ['the hint of an out node', ids.out, '.esp8266-ws-if-several'],
    ['the answers of a request node', ids.request, '#node-input-answers'],
  ] as const) {
    it(`show ${what}, which one board does not`, async () => {
      const form = await opened(id, ids.board);
      equal(await form.locator(part).isVisible(), false);
      for (const [board, isShown] of [
        [ids.several, true],
        [ids.gone, false],
        [ids.fromEnv, true],
      ] as const) {
        await form.locator('#node-input-board').selectOption(board);
        equal(await form.locator(part).isVisible(), isShown, board);
      }
    });
  }

  it('let a request node gather their answers', async () => {
    const form = await opened(ids.request, ids.several);
    await form.getByText('Each answer becomes a message of its own').waitFor();
    await form.locator('#node-input-answers').selectOption('array');
    await form.getByText('When all have answered, one message follows.').waitFor();
    await dialogs.page.locator('#node-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
    equal(await dialogs.page.evaluate((id) => RED.nodes.node(id).answers, ids.request), 'array');
  });

  describe('looked at', () => {
    for (const language of lookedAt) {
      it(`are whole in ${language}`, async () => {
        await dialogs.load(language);
        await tell([
          told('hall'),
          told('a-rather-long-name-of-a-board-that-is-cut', 'lost'),
          told('c', 'no pongs'),
        ]);
        const whole = async (form: Locator) => {
          deepEqual(await lookFaults(form), []);
          for (const isDark of language === 'en-US' ? [true, false] : []) {
            await dialogs.darken(isDark);
            deepEqual(await accessibilityFaults(form), [], isDark ? 'by night' : 'by day');
          }
          await dialogs.cancelAll();
        };
        const section = await look();
        await rows(section).nth(1).click();
        await section.locator('dd').first().waitFor();
        await whole(await dialogs.form(true));
        for (const id of [ids.in, ids.out, ids.request]) {
          const form = await opened(id, ids.several);
          if (id === ids.in) await form.locator('#node-input-fromBoard').fill('cellar');
          await whole(form);
        }
      });
    }
  });
});
