import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { once } from 'node:events';
import type { Locator } from 'playwright-core';
import { ids, useDialogs } from '../support/dialogs.js';
import { lookedAt } from '../support/editor.js';
import { EvilBoard, staysSilent } from '../support/evil-board.js';
import { accessibilityFaults, lookFaults } from '../support/look.js';
import { onRequest } from '../support/peer.js';
import { login, type Situation, type SituationName, situations, tlsItem } from '../support/situations.js';

/** As much of the editor's own object as is used here. */
declare const RED: { readonly editor: { editConfig(name: string, type: string, id: string): void } };

const route = '**/esp8266-ws/test';

/** A board with a password and a secret header, which the editor does not know. */
const locked = {
  id: 'b0a4d9',
  type: 'esp8266-ws-config',
  host: '127.0.0.1',
  headers: [{ name: 'X-Saved', secret: 0 }],
  credentials: { ...login, header0: 's4v3d' },
};

describe('The test of a connection, in the dialog of a board', function () {
  this.timeout(60_000);
  const dialogs = useDialogs([tlsItem, locked]);

  before(() => dialogs.load());
  afterEach(async () => {
    await dialogs.page.unroute(route);
    await dialogs.cancelAll();
  });

  const field = (form: Locator, name: string) => form.locator(`#node-config-input-${name}`);
  const button = (form: Locator) => form.locator('.esp8266-ws-test > button');
  const steps = (form: Locator) => form.locator('.esp8266-ws-test li');
  const result = (form: Locator) => form.locator('.esp8266-ws-test > p').last();

  async function fill(form: Locator, fields: Readonly<Record<string, string>>): Promise<void> {
    await form.locator('details').evaluateAll((sections) => {
      for (const section of sections) section.setAttribute('open', '');
    });
    for (const [name, value] of Object.entries(fields)) {
      if (name === 'tls') await field(form, name).selectOption(value);
      else await field(form, name).fill(value);
    }
  }

  /** Tests what is typed, to the end. */
  async function tested(form: Locator): Promise<{ lines: string[]; sentence: string }> {
    await button(form).click();
    await form.locator('.esp8266-ws-test > p', { hasText: 'Testing' }).waitFor({ state: 'detached' });
    await form.locator('.esp8266-ws-test > button', { hasText: 'Test connection' }).waitFor();
    equal(await form.locator('.esp8266-ws-test .fa-spin').count(), 0);
    return { lines: await steps(form).allInnerTexts(), sentence: await result(form).innerText() };
  }

  /** Of each step its beginning, and what the sentence must say. */
  const outcomes: Readonly<
    Partial<Record<SituationName, readonly [steps: readonly string[], sentence: RegExp]>>
  > = {
    'a board that describes itself': [
      [
        'TCP connection: OK',
        'WebSocket handshake: OK',
        'Reply to a ping: OK',
        'Description from the sketch: OK',
      ],
      /^The connection works\.$/,
    ],
    'a board that does not describe itself': [
      [
        'TCP connection: OK',
        'WebSocket handshake: OK',
        'Reply to a ping: OK',
        'Description from the sketch: none',
      ],
      /^The connection works\. The sketch does not describe itself/,
    ],
    'a slow board': [
      [
        'TCP connection: OK',
        'WebSocket handshake: OK',
        'Reply to a ping: OK',
        'Description from the sketch: none',
      ],
      /^The connection works\./,
    ],
    'a board that asks for another password': [
      ['TCP connection: OK', 'WebSocket handshake: failed'],
      /^The board at 127\.0\.0\.1:\d+ requires the correct user and password \(HTTP status 401\)/,
    ],
    'a board whose slots are taken': [
      ['TCP connection: OK', 'WebSocket handshake: failed'],
      /Probably all 5 client slots are in use/,
    ],
    'a board that hangs': [
      ['TCP connection: OK', 'WebSocket handshake: failed'],
      /^There is no answer from 127\.0\.0\.1:\d+\./,
    ],
    'a board without TLS, where TLS is chosen': [
      ['TCP connection: OK', 'WebSocket handshake: failed'],
      /^127\.0\.0\.1:\d+ does not support TLS/,
    ],
    'a board that answers no pings': [
      ['TCP connection: OK', 'WebSocket handshake: OK', 'Reply to a ping: failed'],
      /accepts connections but does not answer pings/,
    ],
    'a web server': [
      ['TCP connection: OK', 'WebSocket handshake: failed'],
      /has nothing at the path \/ \(HTTP status 404\).*\?client=/,
    ],
    'a port where nothing listens': [
      ['TCP connection: failed'],
      /^Nothing listens on 127\.0\.0\.1:(\d+)\..* its server listens on port \1\.$/,
    ],
    'a name that nobody has': [['Name: failed'], /^The name board-\w+\.local cannot be resolved\./],
  };

  for (const [name, [expected, sentence]] of Object.entries(outcomes)) {
    it(`with ${name}: ${expected.at(-1)}`, async () => {
      const { close, fields }: Situation = await situations[name as SituationName]();
      const form = await dialogs.open(ids.gone);
      await fill(form, fields);
      const found = await tested(form).finally(close);
      deepEqual(
        found.lines.map((line) => line.trim().split(' · ')[0]),
        expected,
      );
      match(found.sentence, sentence);
      equal(
        await form.locator('.esp8266-ws-test .fa-check').count(),
        expected.filter((each) => / OK/.test(each)).length,
      );
      const hasFailed = / failed/.test(expected.at(-1) ?? '');
      equal(await form.locator('.esp8266-ws-test .fa-times').count(), hasFailed ? 1 : 0);
      // Every step that has worked has its time.
      for (const line of found.lines) if (/: OK/.test(line)) match(line, / · [\d.,]+ (ms|s)/);
      for (const [typed, value] of Object.entries(fields))
        equal(await field(form, typed).inputValue(), value);
    });
  }

  it('names the sketch, and says that the flows are connected at the same time', async () => {
    const { close, fields }: Situation = await situations['a board that describes itself']();
    const form = await dialogs.open(ids.gone);
    await fill(form, fields);
    const { lines } = await tested(form).finally(close);
    match(lines.at(-1) ?? '', /esp8266-telemetry\S* · telemetry · \d/);
    equal(await form.getByText('Your flows are connected').count(), 0);
    await dialogs.cancelAll();
    const live = await dialogs.open(ids.board);
    await tested(live);
    await live.getByText('Your flows are connected to this board.').waitFor();
    equal(dialogs.nodeRed.statuses.get(ids.out)?.text, 'ready');
  });

  it('ends when it is stopped, and when the dialog is closed, and can begin anew', async () => {
    const board = await EvilBoard.which(staysSilent);
    const form = await dialogs.open(ids.gone);
    await fill(form, { host: '127.0.0.1', port: String(board.port) });
    const begun = async (nth: number) => {
      await button(form).click();
      await form.getByText('in progress…').waitFor();
      while (board.accepted < nth) await new Promise((resolve) => setTimeout(resolve, 20));
      return [once(board.sockets[nth - 1]!, 'close')];
    };
    const [stopped] = await begun(1);
    await button(form).click();
    await stopped;
    await form.getByText('The test was stopped.').waitFor();
    match(await steps(form).last().innerText(), /WebSocket handshake: stopped$/);
    const [ended] = await begun(2);
    await dialogs.cancel();
    await ended;
    await board.close();
  });

  it('is done with the keyboard alone', async () => {
    const form = await dialogs.open(ids.board);
    await field(form, 'name').focus();
    await dialogs.page.keyboard.press('Tab');
    await dialogs.page.keyboard.press('Enter');
    await form.getByText('The connection works.').waitFor();
  });

  it('uses the saved password, and headers as they are typed', async () => {
    const { page } = dialogs;
    let request = '';
    const board = await EvilBoard.which((socket) =>
      onRequest(socket, (text) => {
        request = text;
        socket.end('HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n');
      }),
    );
    await page.evaluate((id) => RED.editor.editConfig('', 'esp8266-ws-config', id), locked.id);
    const form = await dialogs.form(true);
    await fill(form, { host: '127.0.0.1', port: String(board.port), path: '/ws' });
    equal(await field(form, 'password').inputValue(), '__PWRD__');
    await form.locator('.esp8266-ws-headers .red-ui-editableList-addButton').click();
    const row = form.locator('.esp8266-ws-header').last();
    await row.locator('.esp8266-ws-header-name').fill('X-New');
    await row.locator('.esp8266-ws-header-value').fill('n3w');
    await row.locator('[type=checkbox]').check();
    await tested(form);
    await board.close();
    match(request, /^GET \/ws\?client=/);
    match(request, /^X-Saved: s4v3d\r$/m);
    match(request, /^X-New: n3w\r$/m);
    equal(/^authorization: basic (.*)\r$/im.exec(request)?.[1], Buffer.from('me:right').toString('base64'));
  });

  it('names the field that is wrong, and why', async () => {
    const form = await dialogs.open(ids.gone);
    await fill(form, { host: '', pingSeconds: '40' });
    await button(form).click();
    await form
      .locator('.esp8266-ws-test > p', { hasText: 'Host: Enter the address or name of the board' })
      .waitFor();
    await fill(form, { host: '127.0.0.1' });
    await button(form).click();
    await form
      .locator('.esp8266-ws-test > p', { hasText: 'Disconnect if silent for: Enter at least twice' })
      .waitFor();
    deepEqual(await steps(form).allInnerTexts(), []);
  });

  it('says that a TLS configuration is not deployed yet, and that an environment variable is empty', async () => {
    const form = await dialogs.open(ids.inSubflow);
    await fill(form, { host: '$' + '{NOBODY_SETS_THIS}' });
    await button(form).click();
    await form.getByText('The environment variable in').waitFor();
    await dialogs.page.route(route, (request) =>
      request.fulfill({ status: 422, json: { field: 'tls', problem: 'tlsMissing', values: {} } }),
    );
    await fill(form, { tls: 'tls' });
    await button(form).click();
    await form.getByText('TLS: This TLS configuration is not deployed yet.').waitFor();
  });

  for (const [what, status, sentence] of [
    ['that another test is running', 409, 'Another test is running.'],
    ['which permission is missing', 403, 'You need the permission esp8266-ws.write'],
    ['which permission is missing, without a login', 401, 'You need the permission esp8266-ws.write'],
    ['that Node-RED does not reply', 502, 'Node-RED does not reply.'],
    ['that Node-RED stopped replying', 200, 'Node-RED does not reply.'],
  ] as const) {
    it(`says ${what}`, async () => {
      await dialogs.page.route(route, (request) =>
        request.fulfill({ status, body: '{"address":"kitchen:81","isLive":false}\n' }),
      );
      const form = await dialogs.open(ids.gone);
      await button(form).click();
      await form.locator('.esp8266-ws-test .esp8266-ws-fault', { hasText: sentence }).waitFor();
    });
  }

  it('T7: shows what boards say as text, whatever it is', async () => {
    const evil = '<img src=x onerror="document.title = 1">';
    const bytes = `${String.fromCharCode(27)}[31m\u202egnihtemos${'x'.repeat(10_000)}`;
    const lines = [
      { address: `${evil}:81`, isLive: false },
      { step: 'name', ms: 1, detail: evil },
      { step: 'tcp', ms: 1, detail: bytes },
      { end: 'failed', at: 'handshake', reasons: [{ key: 'cause.refused' }], detail: evil },
    ];
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await dialogs.page.route(route, (request) => request.fulfill({ body }));
    const form = await dialogs.open(ids.gone);
    await button(form).click();
    await result(form).getByText(`Nothing listens on ${evil}:81.`).waitFor();
    const [name, tcp, handshake] = await steps(form).allInnerTexts();
    ok(name?.endsWith(evil) && handshake?.endsWith(evil));
    match(tcp ?? '', /· \?\[31m\?gnihtemosx{100,120}…$/);
    equal(await form.locator('.esp8266-ws-test img').count(), 0);
    deepEqual(await lookFaults(form), []);
  });

  for (const language of lookedAt) {
    it(`is whole in ${language}, where it works and where it fails`, async () => {
      await dialogs.load(language);
      for (const id of [ids.board, ids.gone]) {
        const form = await dialogs.open(id);
        await button(form).click();
        const last = id === ids.board ? '.fa-minus' : '.fa-times';
        await form.locator(`.esp8266-ws-test ${last}`).waitFor();
        deepEqual(await lookFaults(form), []);
        for (const isDark of language === 'en-US' ? [true, false] : []) {
          await dialogs.darken(isDark);
          deepEqual(await accessibilityFaults(form), [], isDark ? 'by night' : 'by day');
        }
        await dialogs.cancelAll();
      }
    });
  }
});
