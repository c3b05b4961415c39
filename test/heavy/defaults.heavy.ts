import { deepEqual, equal, ok } from 'node:assert/strict';
import { readBoardSettings } from '../../src/settings/board-settings.js';
import { Fixture, tally, textsOf, timePasses, until } from '../faults/fixture.js';

/** The ε of docs/faults.md, for a machine that is busy. */
const slackMs = 1_000;

describe('With its default settings, a connection', function () {
  this.timeout(90_000);
  const fixture = new Fixture();

  it('N9: shows a power cut on an idle link as yellow within 21 s, and as red, about to dial, within 46 s', async () => {
    const proxy = await fixture.proxyTo(await fixture.board());
    const recorder = fixture.connectWith(readBoardSettings({ host: '127.0.0.1', port: proxy.port }));
    await until(() => recorder.connection.report.roundTripMs !== undefined);
    const cutAt = performance.now();
    proxy.blackhole();
    const yellowAfter = (await recorder.when('silent')) - cutAt;
    ok(yellowAfter >= 15_000 && yellowAfter < 20_000 + slackMs, `${yellowAfter}`);
    const redAfter = (await recorder.when('lost')) - cutAt;
    ok(redAfter >= 44_900 && redAfter < 45_000 + slackMs, `${redAfter}`);
    equal((await recorder.loss()).cause, 'silent');
    const waitMs = (await recorder.when('connecting', 2)) - cutAt - redAfter;
    ok(waitMs >= 1_000 && waitMs < 2_000 + slackMs, `${waitMs}`);
  });

  it('N11: does not notice a Wi-Fi gap of 2 s: nothing lost, order kept, where messages may wait for so long', async () => {
    const board = await fixture.board();
    const proxy = await fixture.proxyTo(board);
    const recorder = fixture.connectWith(readBoardSettings({ host: '127.0.0.1', port: proxy.port }));
    await recorder.state('ready');
    const ends: Promise<string>[] = [];
    for (let number = 0; number < 80; number += 1) {
      if (number === 20) proxy.blackhole();
      if (number === 60) proxy.heal();
      ends.push(recorder.send(`n${number}`, { busySeconds: 10 }));
      await timePasses(50);
    }
    deepEqual(tally(await Promise.all(ends)), { ok: 80 });
    deepEqual(
      textsOf(board),
      Array.from({ length: 80 }, (_, number) => `n${number}`),
    );
    equal(recorder.count('lost'), 0);
    equal(proxy.accepted, 1);
  });
});
