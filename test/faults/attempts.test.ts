import { deepEqual, equal, ok } from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { createNameQueue } from '../../src/link/name-queue.js';
import { answersHttp, hangsUp, staysSilent } from '../support/evil-board.js';
import { freePort } from '../support/free-port.js';
import { shortConnect, shortSettings } from '../support/settings.js';
import { BoardProcess } from './board-process.js';
import { ClientProcess } from './client-process.js';
import { Fixture, lostMs, slackMs, timePasses, until } from './fixture.js';
import { needsOwnNetwork, ownNetwork } from './own-network.js';

describe('An attempt', () => {
  const fixture = new Fixture();

  it('N1: to a board that is off ends at once with "no route", waits, and messages fail as not sent within 50 ms', async function () {
    needsOwnNetwork(this);
    const client = fixture.keep(
      new ClientProcess(
        { host: '192.0.2.1', port: 81 },
        { within: ownNetwork('ip link set lo up; ip route add unreachable 192.0.2.0/24') },
      ),
    );
    const { report } = await client.report(({ state }) => state === 'lost');
    equal(report!.cause, 'no route');
    // The quickest of them: it is another process, which may have to wait for a processor.
    let quickest = Number.POSITIVE_INFINITY;
    for (let count = 0; count < 5; count += 1) {
      const { end, tookMs = Number.POSITIVE_INFINITY } = await client.sent('open the gate');
      equal(end, 'ERR_OFFLINE');
      quickest = Math.min(quickest, tookMs);
    }
    ok(quickest < 50, `${quickest}`);
    await client.report(({ state, cause }) => state === 'lost' && cause === 'no route', 3);
    const [first, again] = client.lines.filter(({ report }) => report?.state === 'connecting');
    ok(again!.at - first!.at >= 49);
  });

  it('N2: into a black hole ends at its deadline, holds one socket, and leaves nothing behind in 20 cycles', async function () {
    skipUnless(this, process.platform === 'linux', 'a full backlog that swallows SYNs: Linux');
    const board = fixture.keep(await BoardProcess.thatTakesNoSyn());
    const client = fixture.keep(
      new ClientProcess({ port: board.port, connectSeconds: 0.1, maxDelaySeconds: 0.05 }),
    );
    const dial = await client.report(({ state }) => state === 'connecting');
    const { at, report } = await client.report(({ state }) => state === 'lost');
    equal(report!.detail, 'no TCP connection');
    equal(report!.cause, 'no answer');
    ok(at - dial.at < 100 + slackMs + lostMs());
    await client.report(({ state }) => state === 'connecting', 3);
    const before = await client.held();
    await client.report(({ state }) => state === 'connecting', 23);
    const after = await client.held();
    ok(after.descriptors <= before.descriptors + 1, `${before.descriptors} became ${after.descriptors}`);
  });

  it('N3: to a closed port is "refused"; the waits are those of the formula, the first of them at least the shortest', async () => {
    const limits = { minDelaySeconds: 0.05, maxDelaySeconds: 0.4 };
    const recorder = fixture.connect({ port: await freePort() }, limits);
    await recorder.when('connecting', 8);
    equal((await recorder.loss()).cause, 'refused');
    for (const [index, waitMs] of recorder.waitsMs().entries()) {
      const longestMs = Math.max(100, Math.min(400, 50 * 2 ** (index + 1)));
      ok(waitMs >= 49.9 && waitMs <= longestMs + slackMs + lostMs(), `wait ${index + 1} took ${waitMs}`);
    }
  });

  it('N4: that nobody answers ends at its deadline with the socket closed, and messages fail as not sent', async () => {
    const board = await fixture.evil(staysSilent);
    const before = performance.now();
    const recorder = fixture.connect(board, { connectSeconds: 0.3 });
    equal(await recorder.send('too early'), 'ERR_OFFLINE');
    const tookMs = (await recorder.when('lost')) - before;
    ok(tookMs >= 299 && tookMs < 300 + slackMs + lostMs(), `${tookMs}`);
    equal((await recorder.loss()).cause, 'no answer');
    await until(() => board.sockets[0]!.destroyed);
    await recorder.when('connecting', 2);
    equal(board.sockets.filter(({ destroyed }) => !destroyed).length <= 1, true);
  });

  it('N4: to a board whose loop() hangs, while its TCP accepts, is the same', async () => {
    const board = fixture.keep(await BoardProcess.listening());
    board.signal('SIGSTOP');
    const recorder = fixture.connect(board, { connectSeconds: 0.3 });
    equal((await recorder.loss()).detail, 'TCP connected, but no reply to the WebSocket handshake');
    board.signal('SIGCONT');
    await recorder.state('ready');
  });

  it('N7: with a wrong password is "password", to the malformed 401 of a board and to a correct one, and waits the longest wait', async () => {
    const secrets = { user: 'me', password: 'wrong' };
    const board = await fixture.board({ authorization: { user: 'me', password: 'right' } });
    const proxy = await fixture.evil(answersHttp(401, 'WWW-Authenticate: Basic realm="board"'));
    for (const { port } of [board, proxy]) {
      const recorder = fixture.connectWith(shortSettings(port, { maxDelaySeconds: 0.4 }, secrets));
      equal((await recorder.loss()).cause, 'password');
      await recorder.when('connecting', 2);
      ok(recorder.waitsMs()[0]! >= 399.9, recorder.waitsMs().join());
    }
  });

  it('N8: to a board whose five slots are taken is "slots full?", and the board gets peace from the second time on', async () => {
    const board = await fixture.board();
    const idle = await fixture.proxyTo(board);
    for (let slot = 0; slot < 5; slot += 1) fixture.connect(idle, { connectSeconds: 300 });
    await until(() => board.slotsInUse === 5);
    const recorder = fixture.connect(board, { minDelaySeconds: 0.05, maxDelaySeconds: 0.4 });
    await recorder.when('connecting', 4);
    equal((await recorder.loss()).cause, 'slots full?');
    const waitsMs = recorder.waitsMs();
    ok(waitsMs[0]! >= 49.9 && waitsMs[1]! >= 249.9 && waitsMs[2]! >= 249.9, waitsMs.join());
    equal(board.slotsInUse, 5);
  });

  it('N8, T13: that dies before the handshake comes once each shortest wait, not more', async () => {
    const board = await fixture.evil(hangsUp);
    const started = performance.now();
    const recorder = fixture.connect(board, { minDelaySeconds: 0.1, maxDelaySeconds: 0.1 });
    await recorder.when('connecting', 5);
    ok(board.accepted <= 1 + (performance.now() - started) / 100);
  });

  it('N20: by name waits in a queue of ours where the name server stalls: one lookup at a time, addresses pass by', async () => {
    const asked: string[] = [];
    const lookup: LookupFunction = createNameQueue((name) => {
      asked.push(name);
    });
    const board = await fixture.board();
    const named = (host: string) =>
      fixture.connectWith(shortSettings(board.port, { ...shortConnect, host }), { lookup });
    const before = performance.now();
    const witnesses = ['kitchen.test', 'kitchen.test', 'garage.test'].map(named);
    for (const recorder of witnesses) {
      const tookMs = (await recorder.when('lost')) - before;
      ok(tookMs >= 599 && tookMs < 600 + slackMs + lostMs(), `${tookMs}`);
      equal((await recorder.loss()).cause, 'no answer');
    }
    deepEqual(asked, ['kitchen.test']);
    await fixture.connected(board, {}, { lookup });
    deepEqual(asked, ['kitchen.test']);
  });

  it('N20: that ended is not revived by an answer that comes late', async () => {
    let answer: () => void = () => {};
    const lookup: LookupFunction = createNameQueue((_name, _options, callback) => {
      answer = () => callback(null, [{ address: '127.0.0.1', family: 4 }]);
    });
    const board = await fixture.board();
    const settings = shortSettings(board.port, { host: 'kitchen.test', connectSeconds: 0.2 });
    const recorder = fixture.connectWith(settings, { lookup });
    await recorder.loss();
    await recorder.connection.close();
    answer();
    await timePasses(50);
    equal(board.slotsInUse, 0);
    equal(board.log.length, 0);
  });

  it('N22, T3: goes straight to the board where the environment names a proxy', async () => {
    const board = await fixture.board();
    const proxy = await fixture.evil(staysSilent);
    const url = `http://127.0.0.1:${proxy.port}`;
    const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
    const env = Object.fromEntries([...names.map((name) => [name, url]), ['NODE_USE_ENV_PROXY', '1']]);
    const client = fixture.keep(new ClientProcess({ port: board.port }, { env }));
    await client.report(({ state }) => state === 'ready');
    equal(proxy.accepted, 0);
  });
});

function skipUnless(test: Mocha.Context, isSo: boolean, needed: string): void {
  if (isSo) return;
  console.log(`      skipped, needs ${needed}`);
  test.skip();
}
