import { deepEqual, equal, ok } from 'node:assert/strict';
import { Connection } from '../../src/link/connection.js';
import { VirtualBoard, type VirtualBoardOptions } from '../../src/virtual-board/virtual-board.js';
import { linked, nextTurn, paced, textsOf, timePasses, until } from '../support/flow.js';
import { freePort } from '../support/free-port.js';
import { OwnTime } from '../support/own-time.js';
import { Peer, serverFrame, shakeHands } from '../support/peer.js';
import { shortSettings } from '../support/settings.js';
import { Watcher } from '../support/watcher.js';

describe('Messages to a board', () => {
  const toClose: { close(): Promise<unknown> }[] = [];

  afterEach(async () => {
    for (const thing of toClose.splice(0).reverse()) await thing.close();
  });

  async function board(options: Partial<VirtualBoardOptions> = {}): Promise<VirtualBoard> {
    const made = new VirtualBoard({ sketch: 'echo', port: 0, ...options });
    await made.listen();
    toClose.push(made);
    return made;
  }

  function connect(port: number, saved: object = {}): Watcher {
    const connection = new Connection(shortSettings(port, { ...saved }));
    toClose.push(connection);
    return Watcher.of(connection);
  }

  async function connected(to: VirtualBoard, saved: object = {}): Promise<Watcher> {
    const watcher = connect(to.port, saved);
    await watcher.state('ready');
    // A first message is confirmed, so that the pace of the board is known.
    equal(await watcher.send('first'), 'ok');
    await watcher.mayHaveInFlight(2);
    return watcher;
  }

  /** A port where nothing listens, and how to switch a board on there. */
  async function absent(): Promise<{ port: number; arrive(): Promise<VirtualBoard> }> {
    const port = await freePort();
    return { port, arrive: () => board({ port }) };
  }

  const large = 'x'.repeat(2_048);

  describe('that is away', () => {
    it('with "queue" wait, and reach it in order when it is back, each once', async () => {
      const { arrive, port } = await absent();
      const watcher = connect(port, { confirmSeconds: 10 });
      await watcher.state('lost');
      const numbers = Array.from({ length: 50 }, (_, number) => String(number));
      const ends = Promise.all(numbers.map((number) => watcher.send(number, { whileAway: 'queue' })));
      const back = await arrive();
      deepEqual(new Set(await ends), new Set(['ok']));
      deepEqual(textsOf(back), numbers);
      deepEqual(watcher.connection.counters.sent, {
        confirmed: 50,
        dropped: 0,
        notSent: 0,
        repaired: 0,
        replaced: 0,
        unknown: 0,
      });
    });

    it('with "queue" are refused as ERR_QUEUE_FULL beyond their number and their bytes, node by node', async () => {
      const { arrive, port } = await absent();
      const watcher = connect(port);
      const other = Watcher.of(watcher.connection);
      await watcher.state('lost');
      const three = { whileAway: 'queue', queueMessages: 3, queueBytes: 10 };
      const kept = ['a', 'b', 'c'].map((text) => watcher.send(text, three));
      equal(await watcher.send('d', three), 'ERR_QUEUE_FULL');
      const tight = [other.send('12345', three), other.send('12345', three)];
      equal(await other.send('6', three), 'ERR_QUEUE_FULL');
      const back = await arrive();
      deepEqual(await Promise.all([...kept, ...tight]), Array(5).fill('ok'));
      deepEqual(textsOf(back), ['a', 'b', 'c', '12345', '12345']);
    });

    it('with "queue" end as ERR_EXPIRED when their time is over, and are not sent later', async () => {
      const { arrive, port } = await absent();
      const watcher = connect(port);
      await watcher.state('lost');
      const time = new OwnTime();
      const before = performance.now();
      equal(await watcher.send('too old', { whileAway: 'queue', queueSeconds: 0.2 }), 'ERR_EXPIRED');
      const tookMs = performance.now() - before;
      ok(tookMs >= 199 && time.ms < 700, `${tookMs} ms, ${time.ms} of them our own`);
      const back = await arrive();
      await watcher.state('ready');
      equal(await watcher.send('fresh'), 'ok');
      deepEqual(textsOf(back), ['fresh']);
    });

    it('with "latest" are the newest of each topic, in the order in which those came', async () => {
      const { arrive, port } = await absent();
      const watcher = connect(port);
      await watcher.state('lost');
      const latest = { whileAway: 'latest' };
      const sent = ([text, topic]: [string, string?]) => watcher.send(text, latest, topic);
      const ends = [['a1', 'a'], ['b1', 'b'], ['1'], ['a2', 'a'], ['2'], ['a3', 'a']] as [string, string?][];
      const all = Promise.all(ends.map(sent));
      const back = await arrive();
      deepEqual(await all, ['replaced', 'ok', 'replaced', 'replaced', 'ok', 'ok']);
      deepEqual(textsOf(back), ['b1', '2', 'a3']);
      equal(watcher.connection.counters.sent.replaced, 3);
    });

    it('with "latest" of one node leave those of another alone', async () => {
      const { arrive, port } = await absent();
      const watcher = connect(port);
      const other = Watcher.of(watcher.connection);
      await watcher.state('lost');
      const ends = [watcher, other].map((user, at) => user.send(`of ${at}`, { whileAway: 'latest' }, 't'));
      const back = await arrive();
      deepEqual(await Promise.all(ends), ['ok', 'ok']);
      deepEqual(textsOf(back), ['of 0', 'of 1']);
    });

    it('with "drop" are dropped and counted', async () => {
      const watcher = connect(await freePort());
      await watcher.state('lost');
      equal(await watcher.send('gone', { whileAway: 'drop' }), 'dropped');
      equal(watcher.connection.counters.sent.dropped, 1);
    });

    it('go by the policy of each node, when the link breaks, too', async () => {
      const used = await board();
      const watcher = await connected(used);
      used.freeze();
      const sentAtOnce = watcher.send(large, { whileAway: 'queue' });
      const ends = ['fail', 'drop', 'latest', 'queue'].map((whileAway) =>
        Watcher.of(watcher.connection).send(whileAway, { whileAway }),
      );
      used.reset();
      equal(await sentAtOnce, 'ERR_UNCONFIRMED');
      deepEqual(await Promise.all(ends), ['ERR_OFFLINE', 'dropped', 'ok', 'ok']);
      deepEqual(textsOf(used), ['first', 'latest', 'queue']);
    });
  });

  describe('that is slow', () => {
    it('with "latest" replace what is not sent yet, and the last one always arrives', async () => {
      const used = await board({ loopDelayMs: 20 });
      const watcher = connect(used.port, { confirmSeconds: 5, connectSeconds: 5 });
      await watcher.state('ready');
      equal(await watcher.send('first'), 'ok');
      const ends: Promise<string>[] = [];
      for await (const value of paced(200, 2)) ends.push(watcher.send(value, { whileAway: 'latest' }));
      const counts = { ok: 0, replaced: 0 };
      for (const end of await Promise.all(ends)) counts[end as keyof typeof counts] += 1;
      equal(counts.ok + counts.replaced, 200);
      ok(counts.ok < 100, `${counts.ok} sent`);
      const [, ...values] = textsOf(used).map(Number);
      equal(values.at(-1), 199);
      equal(values.length, counts.ok);
      deepEqual(
        values.toSorted((a, b) => a - b),
        values,
      );
    });
  });

  describe('that breaks off in the middle', () => {
    const resend = { whileAway: 'queue', unconfirmed: 'resend' };

    it('with "report" are unknown, and never sent again', async () => {
      const used = await board();
      const watcher = await connected(used);
      used.freeze();
      const ends = ['a', 'b'].map((text) => watcher.send(text, { whileAway: 'queue' }));
      await nextTurn();
      used.reset();
      deepEqual(await Promise.all(ends), ['ERR_UNCONFIRMED', 'ERR_UNCONFIRMED']);
      await linked(used, 2);
      await watcher.state('ready');
      equal(await watcher.send('after'), 'ok');
      deepEqual(textsOf(used), ['first', 'after']);
    });

    it('with "resend" are sent again in order, before what waits, and end by that', async () => {
      const used = await board();
      const watcher = await connected(used);
      used.freeze();
      const ends = ['a', 'b', large, 'waits'].map((text) => watcher.send(text, resend));
      await nextTurn();
      used.reset();
      deepEqual(await Promise.all(ends), Array(4).fill('ok'));
      deepEqual(textsOf(used), ['first', 'a', 'b', large, 'waits']);
    });

    it('with "resend" are sent again once: the second time they are unknown', async () => {
      const used = await board();
      const watcher = await connected(used);
      used.freeze();
      const end = watcher.send('a', resend);
      await nextTurn();
      used.reset();
      await watcher.state('lost');
      used.freeze();
      // Frozen before its handshake: thawed until the message is on the way, and frozen in the middle of it.
      used.thaw();
      used.once('message', () => {
        used.freeze();
        setImmediate(() => used.reset());
      });
      equal(await end, 'ERR_UNCONFIRMED');
      await watcher.state('ready');
      equal(await watcher.send('after'), 'ok');
      deepEqual(textsOf(used), ['first', 'a', 'after']);
    });

    it('with "resend" wait no longer than their queue lets them, and are unknown then', async () => {
      // Not one that the system lends to somebody else when the board is gone.
      const used = await board({ port: await freePort() });
      const watcher = await connected(used);
      used.freeze();
      const end = watcher.send('a', { ...resend, queueSeconds: 0.3 });
      await nextTurn();
      await used.close();
      const time = new OwnTime();
      equal(await end, 'ERR_UNCONFIRMED');
      ok(time.ms < 900, `${time.ms} ms`);
    });

    for (const [code, largest, other] of [
      [1009, 'ERR_TOO_LARGE', 'ok'],
      [1011, 'ERR_UNCONFIRMED', 'ERR_UNCONFIRMED'],
    ] as const) {
      it(`with "resend" after a close with ${code}: the largest on the way is ${largest}, another one is ${other}`, async () => {
        const peer = new Peer((socket) =>
          shakeHands(socket, () =>
            socket.on('data', (chunk: Buffer) => {
              const isTooMuch = chunk.length > 100;
              if (isTooMuch) socket.end(serverFrame(0x88, Buffer.from([code >> 8, code & 0xff])));
              else for (const payload of pingsIn(chunk)) socket.write(serverFrame(0x8a, payload));
            }),
          ),
        );
        toClose.push(peer);
        const watcher = connect(await peer.listen(), { confirmSeconds: 5 });
        await watcher.state('ready');
        equal(await watcher.send('first'), 'ok');
        await watcher.mayHaveInFlight(2);
        const ends = [watcher.send('small', resend), watcher.send('x'.repeat(100), resend)];
        deepEqual(await Promise.all(ends), [other, largest]);
        await watcher.state('ready');
        equal(await watcher.send('after', resend), 'ok');
      });
    }
  });

  describe('that a flow has disconnected', () => {
    it('find its slot free when that is done, and go by their policies meanwhile', async () => {
      const used = await board();
      const watcher = await connected(used);
      await watcher.connection.disconnect();
      equal(watcher.reports.at(-1)?.state, 'disconnected');
      await until(() => used.slotsInUse === 0);
      equal(await watcher.send('a'), 'ERR_OFFLINE');
      equal(await watcher.send('b', { whileAway: 'drop' }), 'dropped');
      const waits = watcher.send('c', { whileAway: 'queue' });
      Watcher.of(watcher.connection);
      await timePasses(200);
      equal(used.slotsInUse, 0);
      watcher.connection.connect();
      equal(await waits, 'ok');
      deepEqual(textsOf(used), ['first', 'c']);
      deepEqual(watcher.connection.counters.disconnects, {});
    });

    it('are confirmed before it is disconnected, where they are on the way', async () => {
      const used = await board();
      const watcher = await connected(used);
      used.stall(100);
      const sent = watcher.send('last words');
      await watcher.connection.disconnect();
      equal(await sent, 'ok');
    });

    it('connect and disconnect in a flood dial at most once in the shortest wait', async () => {
      const used = await board();
      const watcher = await connected(used, { minDelaySeconds: 0.2 });
      const before = performance.now();
      while (performance.now() - before < 1_000) {
        void watcher.connection.disconnect();
        watcher.connection.connect();
        await timePasses(1);
      }
      const most = 1 + Math.ceil((performance.now() - before) / 200);
      const { attempts } = watcher.connection.counters;
      ok(attempts <= 1 + most, `${attempts} attempts`);
      watcher.connection.connect();
      await watcher.state('ready');
      // The board may still have to hear of the end of the one before.
      await until(() => used.slotsInUse <= 1);
    });

    it('disconnect is done at once where there is no connection, and while one is dialled', async () => {
      const away = connect(await freePort());
      await away.state('lost');
      await away.connection.disconnect();
      const { attempts } = away.connection.counters;
      await timePasses(400);
      equal(away.connection.counters.attempts, attempts);
      const mute = new Peer(() => {});
      toClose.push(mute);
      const dialling = connect(await mute.listen());
      await until(() => mute.sockets.length === 1);
      await dialling.connection.disconnect();
      equal(dialling.reports.at(-1)?.state, 'disconnected');
    });
  });

  it('U7: 10,000 at once: what fits is confirmed, each of the others is ERR_BUSY, in the order in which they came', async () => {
    const used = await board();
    const watcher = await connected(used, { confirmSeconds: 60, deadSeconds: 60, pingSeconds: 5 });
    // On a busy machine it takes longer than a second to hand over so many.
    const patient = { busySeconds: 60 };
    const ends = Array.from({ length: 10_000 }, (_, number) => watcher.send(`n${number}`, patient));
    const texts = (await Promise.all(ends)).flatMap((end, number) => (end === 'ok' ? [`n${number}`] : []));
    ok(texts.length >= 65 && texts.length <= 16 + 64, `${texts.length} confirmed`);
    deepEqual(textsOf(used), ['first', ...texts]);
    deepEqual(new Set(await Promise.all(ends)), new Set(['ok', 'ERR_BUSY']));
    const { confirmed, notSent } = watcher.connection.counters.sent;
    deepEqual([confirmed, notSent], [texts.length + 1, 10_000 - texts.length]);
  });

  it('are counted exactly, whatever becomes of them', async () => {
    const used = await board();
    const watcher = await connected(used);
    const ends: Promise<string>[] = [];
    const saved = [
      {},
      { whileAway: 'drop' },
      { whileAway: 'latest' },
      { whileAway: 'queue', queueMessages: 2 },
    ];
    for (let number = 0; number < 200; number += 1) {
      ends.push(watcher.send(`n${number}`, saved[number % saved.length]));
      if (number === 60) used.freeze();
      if (number === 120) used.reset();
      if (number % 20 === 0) await nextTurn();
    }
    const counts: Record<string, number> = { first: 1 };
    for (const end of await Promise.all(ends)) counts[end] = (counts[end] ?? 0) + 1;
    const { confirmed, dropped, notSent, replaced, unknown } = watcher.connection.counters.sent;
    const { ok: okay = 0, dropped: gone = 0, replaced: old = 0, ERR_UNCONFIRMED = 0, ...others } = counts;
    equal(confirmed, okay + 1);
    deepEqual([dropped, replaced, unknown], [gone, old, ERR_UNCONFIRMED]);
    equal(notSent, Object.values(others).reduce((sum, count) => sum + count, 0) - 1);
    equal(confirmed + dropped + notSent + replaced + unknown, 201);
  });

  it('L11: do not notice that the clock on the wall jumps by a day, forth or back', async () => {
    const used = await board();
    const watcher = await connected(used, { confirmSeconds: 3, deadSeconds: 5, pingSeconds: 0.5 });
    const { now } = Date;
    try {
      for (const days of [1, -1]) {
        Date.now = () => now() + days * 86_400_000;
        equal(await watcher.send(`jump of ${days}`), 'ok');
        used.freeze();
        const waits = watcher.send('for the pong', { whileAway: 'queue', queueSeconds: 5 });
        await watcher.state('silent');
        used.thaw();
        await watcher.state('ready');
        equal(await waits, 'ok');
      }
    } finally {
      Date.now = now;
    }
    equal(await watcher.send('after'), 'ok');
    equal(watcher.connection.counters.attempts, 1);
    deepEqual(watcher.states.includes('lost'), false);
  });

  it('L14: are not surprised by a name that is resolved after the close', async () => {
    const used = await board();
    let answer: (() => void) | undefined;
    const late = shortSettings(used.port, { host: 'kitchen.test' });
    const connection = new Connection(late, {
      lookup(_name, options, callback) {
        answer = () =>
          options.all
            ? callback(null, [{ address: '127.0.0.1', family: 4 }])
            : callback(null, '127.0.0.1', 4);
      },
    });
    Watcher.of(connection);
    await until(() => answer !== undefined);
    const time = new OwnTime();
    await connection.close();
    ok(time.ms < 500, `${time.ms}`);
    answer?.();
    await timePasses(100);
    deepEqual(used.log, []);
    equal(connection.report.state, 'disconnected');
  });
});

/** The payloads of the short pings in a piece of the stream, unmasked. */
function pingsIn(chunk: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = chunk.indexOf(0x89); at >= 0; at = chunk.indexOf(0x89, at + 1)) {
    const length = chunk[at + 1]! & 0x7f;
    if (length > 125 || at + 6 + length > chunk.length) continue;
    const mask = chunk.subarray(at + 2, at + 6);
    found.push(
      Buffer.from(chunk.subarray(at + 6, at + 6 + length)).map(
        (byte, index) => byte ^ mask[index % 4]!,
      ) as Buffer,
    );
  }
  return found;
}
