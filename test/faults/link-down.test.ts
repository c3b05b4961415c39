import { equal, ok } from 'node:assert/strict';
import { BoardProcess } from './board-process.js';
import { ClientProcess } from './client-process.js';
import { Fixture, lostMs, slackMs, timePasses } from './fixture.js';
import { needsOwnNetwork } from './own-network.js';

/** Once with the kernel's own TCP and a link that goes down under it, where that can be had: no proxy acknowledges here. */
describe('A link that goes down', () => {
  const fixture = new Fixture();

  it('N11, N9, N2: for a moment is no loss; for good it is yellow, then dead, then "no answer"; and when it is up all is well', async function () {
    needsOwnNetwork(this);
    const board = fixture.keep(await BoardProcess.inOwnNetwork());
    // The moment is as long as two commands of the shell take, too: far from what is called dead.
    const times = { confirmSeconds: 20, pingSeconds: 1.2, deadSeconds: 3 };
    const client = fixture.keep(new ClientProcess({ port: board.port, ...times }, { within: board.network }));
    await client.report(({ state }) => state === 'ready');
    board.setLink('down');
    const sends = ['one', 'two', 'three'].map((text) => client.send(text));
    await timePasses(300);
    board.setLink('up');
    for (const end of sends) equal(await end, 'ok');
    const count = (state: string) => client.reports.filter((report) => report.state === state).length;
    equal(count('lost'), 0);

    const [yellowBefore, readyBefore] = [count('silent'), count('ready')];
    const cutAt = performance.now();
    board.setLink('down');
    const onTheWay = client.send('unknown');
    const yellow = await client.report(({ state }) => state === 'silent', yellowBefore + 1);
    // P and a third of it.
    ok(yellow.at - cutAt < 1_600 + slackMs + lostMs(), `yellow after ${yellow.at - cutAt}`);
    const red = await client.report(({ state }) => state === 'lost');
    ok(red.at - cutAt < 3_000 + slackMs + lostMs(), `red after ${red.at - cutAt}`);
    equal(red.report!.cause, 'silent');
    equal(await onTheWay, 'ERR_UNCONFIRMED');
    const { report } = await client.report(({ cause }) => cause === 'no answer');
    equal(report!.detail, 'no TCP connection');
    board.setLink('up');
    await client.report(({ state }) => state === 'ready', readyBefore + 1);
    equal(await client.send('back'), 'ok');
  });
});
