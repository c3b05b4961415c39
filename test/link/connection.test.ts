import { deepEqual, equal, ok } from 'node:assert/strict';
import { Connection } from '../../src/link/connection.js';
import { VirtualBoard, type VirtualBoardOptions } from '../../src/virtual-board/virtual-board.js';
import { freePort } from '../support/free-port.js';
import { OwnTime } from '../support/own-time.js';
import { Peer, serverFrame, shakeHands } from '../support/peer.js';
import { held, heldBeyond } from '../support/resources.js';
import { shortConfirm, shortSettings } from '../support/settings.js';
import { certificate, tlsProxy } from '../support/tls.js';
import { until } from '../support/waiting.js';
import { Watcher } from '../support/watcher.js';

describe('A connection', () => {
  const toClose: { close(): Promise<unknown> }[] = [];

  afterEach(async () => {
    for (const thing of toClose.splice(0).reverse()) await thing.close();
  });

  async function board(options: Partial<VirtualBoardOptions> = {}): Promise<VirtualBoard> {
    const virtualBoard = new VirtualBoard({ sketch: 'echo', port: 0, ...options });
    await virtualBoard.listen();
    toClose.push(virtualBoard);
    return virtualBoard;
  }

  async function peer(...behaviour: ConstructorParameters<typeof Peer>): Promise<number> {
    const evil = new Peer(...behaviour);
    toClose.push(evil);
    return evil.listen();
  }

  function connect(...settings: Parameters<typeof shortSettings>): Watcher {
    const connection = new Connection(shortSettings(...settings));
    toClose.push(connection);
    return Watcher.of(connection);
  }

  async function connected(to: VirtualBoard, saved: Record<string, unknown> = {}): Promise<Watcher> {
    const watcher = connect(to.port, saved);
    await watcher.state('ready');
    return watcher;
  }

  const texts = (of: VirtualBoard) =>
    of.log.filter(({ type }) => type === 'text').map(({ payload }) => payload.toString());

  describe('to a board that is there', () => {
    it('sends normally: ends ok when the board has taken the message, and hears the answer', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      equal(await watcher.send('Hello from Client!'), 'ok');
      deepEqual(texts(virtualBoard), ['Hello from Client!']);
      await watcher.until(() => watcher.messages.length > 0);
      deepEqual(watcher.messages, ['Message received']);
    });

    it('confirms each message only after the board has handled it', async () => {
      const virtualBoard = await board({ loopDelayMs: 20 });
      const watcher = await connected(virtualBoard, { connectSeconds: 5 });
      const atEnd = await Promise.all(
        [1, 2, 3].map(async (number) => ({
          number,
          end: await watcher.send(number, { busySeconds: 60 }),
          seen: texts(virtualBoard),
        })),
      );
      for (const { number, end, seen } of atEnd) {
        equal(end, 'ok');
        ok(seen.includes(String(number)));
      }
    });

    it('keeps the order of a thousand messages sent as fast as the board takes them', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      const numbers = Array.from({ length: 1_000 }, (_, number) => String(number));
      for (let at = 0; at < numbers.length; at += 50) {
        const some = numbers.slice(at, at + 50);
        const ends = await Promise.all(some.map((number) => watcher.send(number, { busySeconds: 60 })));
        deepEqual(new Set(ends), new Set(['ok']));
      }
      deepEqual(texts(virtualBoard), numbers);
    });

    it('sends a message larger than the window, byte for byte', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      const large = Buffer.alloc(15_360, 'x');
      equal(await watcher.send(large), 'ok');
      equal(await watcher.send('after'), 'ok');
      deepEqual(virtualBoard.log.find(({ type }) => type === 'bin')?.payload, large);
    });

    it('refuses a message larger than the board can take, and the link is untouched', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      equal(await watcher.send('x'.repeat(15_361)), 'ERR_TOO_LARGE');
      equal(await watcher.send('still here'), 'ok');
      deepEqual(watcher.states.filter((state) => state === 'connecting').length, 1);
    });

    it('ends a message that the board refuses with 1009 as too large, and connects again', async () => {
      const virtualBoard = await board({ maxFrameBytes: 100 });
      const watcher = await connected(virtualBoard);
      equal(await watcher.send('x'.repeat(101)), 'ERR_TOO_LARGE');
      equal((await watcher.report(({ state }) => state === 'lost')).cause, 'message too large');
      await watcher.state('ready');
    });

    it('uses one slot, whatever number of users it has', async () => {
      const virtualBoard = await board();
      const first = await connected(virtualBoard);
      const others = [1, 2, 3].map(() => Watcher.of(first.connection));
      virtualBoard.broadcast('to all');
      for (const watcher of [first, ...others]) {
        await watcher.until(() => watcher.messages.length === 1);
        deepEqual(watcher.messages, ['to all']);
        equal(watcher.reports.at(-1)?.state, 'ready');
      }
      equal(virtualBoard.slotsInUse, 1);
    });

    it('speaks TLS where a proxy in front of the board does, if it trusts the certificate', async () => {
      const virtualBoard = await board();
      const proxy = await tlsProxy(virtualBoard.port);
      toClose.push(proxy);
      const settings = shortSettings(proxy.port, {}, { tls: true });
      const trusting = new Connection(settings, { tls: { ca: certificate } });
      toClose.push(trusting);
      const watcher = Watcher.of(trusting);
      await watcher.state('ready');
      equal(await watcher.send('in secret'), 'ok');
      const doubting = new Connection(settings);
      toClose.push(doubting);
      equal((await Watcher.of(doubting).state('lost')).cause, 'certificate');
    });

    it('says "certificate" where its own options of TLS cannot be used', async () => {
      const virtualBoard = await board();
      const connection = new Connection(shortSettings(virtualBoard.port, {}, { tls: true }), {
        tls: { ca: 'x', cert: 'y', key: 'z' },
      });
      toClose.push(connection);
      equal((await Watcher.of(connection).state('lost')).cause, 'certificate');
    });

    it('says that a board is slow when a round trip takes more than a second, and still confirms', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard, { confirmSeconds: 5, pingSeconds: 4, deadSeconds: 9 });
      virtualBoard.stall(1_200);
      equal(await watcher.send('patience'), 'ok');
      const { roundTripMs } = await watcher.report(({ state }) => state === 'slow');
      ok(roundTripMs! > 1_000);
    });

    it('logs in with the right password, and says "password" to a wrong one', async () => {
      const authorization = { user: 'me', password: 'right' };
      const virtualBoard = await board({ authorization });
      await connect(virtualBoard.port, {}, authorization).state('ready');
      const wrong = connect(virtualBoard.port, {}, { user: 'me', password: 'wrong' });
      equal((await wrong.state('lost')).cause, 'password');
    });

    it('says "subprotocol" where the board answers another one than was asked for', async () => {
      const virtualBoard = await board();
      equal((await connect(virtualBoard.port, { subprotocol: 'mqtt' }).state('lost')).cause, 'subprotocol');
      await connect(virtualBoard.port, { subprotocol: 'arduino' }).state('ready');
    });

    it('L15: survives a user that throws, tells of it and counts it', async () => {
      const virtualBoard = await board();
      const faults: unknown[] = [];
      const connection = new Connection(shortSettings(virtualBoard.port), {
        onFault: (fault) => faults.push(fault),
      });
      toClose.push(connection);
      connection.register({
        onMessage() {
          throw new Error('in a flow');
        },
      });
      const watcher = Watcher.of(connection);
      await watcher.state('ready');
      virtualBoard.broadcast('one');
      await watcher.until(() => watcher.messages.length === 1);
      equal(String(faults[0]), 'Error: in a flow');
      equal(connection.counters.faults, faults.length);
      equal(await watcher.send('still up'), 'ok');
    });
  });

  describe('to a board that is away', () => {
    it('fails a message at once, and says why the board is away', async () => {
      const port = await freePort();
      const watcher = connect(port);
      equal((await watcher.state('lost')).cause, 'refused');
      const time = new OwnTime();
      equal(await watcher.send('open the gate'), 'ERR_OFFLINE');
      ok(time.ms < 50, `${time.ms}`);
    });

    it('waits at least the shortest wait before it tries again, and counts the attempts', async () => {
      const watcher = connect(await freePort(), { minDelaySeconds: 0.1 });
      // From the dial on: the loss itself may have been noted when the wait had begun.
      const { at: first } = await watcher.report(({ state }) => state === 'connecting');
      equal((await watcher.report(({ state }) => state === 'lost')).attempt, 1);
      const { at: second } = await watcher.report(
        ({ attempt, state }) => state === 'connecting' && attempt === 1,
      );
      ok(second - first >= 99, `${second - first}`);
      await watcher.report(({ attempt }) => attempt === 3);
    });

    it('comes back by itself when the board does', async () => {
      const port = await freePort();
      const virtualBoard = await board({ port });
      const watcher = await connected(virtualBoard);
      await virtualBoard.close();
      equal((await watcher.report(({ cause }) => cause === 'refused')).state, 'lost');
      await board({ port });
      await watcher.state('ready');
      equal(await watcher.send('back'), 'ok');
    });

    it('connects again to a board that closes with 1000, after the longer wait that a clean close asks for', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard, { minDelaySeconds: 0.05, maxDelaySeconds: 1 });
      const before = performance.now();
      virtualBoard.disconnect();
      await watcher.report(({ cause }) => cause === 'closed by board');
      const { at: again } = await watcher.state('ready');
      ok(again - before >= 249, `${again - before}`);
    });

    it('connects again after a reset, and what was on the way is unknown and not sent again', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      virtualBoard.freeze();
      const sent = watcher.send('toggle');
      virtualBoard.reset();
      equal(await sent, 'ERR_UNCONFIRMED');
      await watcher.until(() => watcher.states.filter((state) => state === 'ready').length === 2);
      equal(await watcher.send('after'), 'ok');
      deepEqual(texts(virtualBoard), ['after']);
    });

    it('ends an attempt that TCP accepts and nobody answers, says so, and repeats it', async () => {
      const port = await peer(() => {});
      const watcher = connect(port, { connectSeconds: 0.2 });
      const time = new OwnTime();
      const { cause, detail } = await watcher.state('lost');
      equal(cause, 'no answer');
      equal(detail, 'TCP connected, but no reply to the WebSocket handshake');
      ok(time.ms < 1_000, `${time.ms}`);
      await watcher.report(({ attempt, state }) => state === 'lost' && attempt === 2);
    });

    it('N5: ends an attempt whose handshake drips, at the absolute deadline', async () => {
      const port = await peer((socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nServer: ');
        const drip = setInterval(() => socket.write('a'), 30);
        socket.on('close', () => clearInterval(drip));
      });
      const time = new OwnTime();
      const started = performance.now();
      const watcher = connect(port, { connectSeconds: 0.3 });
      equal((await watcher.state('lost')).cause, 'no answer');
      const tookMs = performance.now() - started;
      ok(tookMs >= 299 && time.ms < 1_300, `${tookMs}, ${time.ms} of them our own`);
    });

    it('says "no TLS here" where wss meets a board that speaks plainly', async () => {
      const virtualBoard = await board();
      const watcher = connect(virtualBoard.port, { connectSeconds: 0.3 }, { tls: true });
      equal((await watcher.state('lost')).cause, 'no TLS here');
    });

    it('says "not a WebSocket" to a web server, and does not follow where it points', async () => {
      let visits = 0;
      const elsewhere = await peer(() => {
        visits += 1;
      });
      const port = await peer((socket) =>
        socket.end(
          `HTTP/1.1 301 Moved\r\nLocation: ws://127.0.0.1:${elsewhere}/\r\nContent-Length: 0\r\n\r\n`,
        ),
      );
      const watcher = connect(port);
      const { cause, detail } = await watcher.state('lost');
      equal(cause, 'not a WebSocket');
      ok(detail?.includes('301'));
      equal(visits, 0);
    });

    it('says "slots full?" where all five are taken', async () => {
      const virtualBoard = await board();
      for (let slot = 0; slot < 5; slot += 1) await connected(virtualBoard);
      equal((await connect(virtualBoard.port).state('lost')).cause, 'slots full?');
      equal(virtualBoard.slotsInUse, 5);
    });
  });

  describe('to a board that falls silent', () => {
    it('frozen mid-window: what was sent is unknown, what waits was not sent, the rest is refused as busy', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard, { ...shortConfirm, deadSeconds: 4, pingSeconds: 1 });
      await watcher.mayHaveInFlight(1);
      virtualBoard.freeze();
      const ends = await Promise.all(Array.from({ length: 400 }, (_, number) => watcher.send(`n${number}`)));
      const count = (code: string) => ends.filter((end) => end === code).length;
      ok(count('ERR_UNCONFIRMED') >= 1 && count('ERR_UNCONFIRMED') <= 16, ends.join());
      equal(count('ERR_EXPIRED'), 64);
      equal(count('ERR_BUSY'), 400 - 64 - count('ERR_UNCONFIRMED'));
      virtualBoard.thaw();
      equal(await watcher.send('last'), 'ok');
      const seen = texts(virtualBoard);
      equal(new Set(seen).size, seen.length, 'none twice');
      for (const text of seen.slice(0, -1)) equal(ends[Number(text.slice(1))], 'ERR_UNCONFIRMED');
    });

    it('shows "silent", then gives it up as dead within the bound, and connects again when it wakes', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard, { pingSeconds: 0.3, deadSeconds: 1 });
      virtualBoard.freeze();
      const time = new OwnTime();
      const { at: silentAt } = await watcher.report(({ state }) => state === 'silent');
      const { at: deadAt } = await watcher.report(({ cause }) => cause === 'silent');
      ok(deadAt - silentAt < 1_500 + time.lostMs, `${deadAt - silentAt}`);
      virtualBoard.thaw();
      await watcher.state('ready');
    });

    it('takes any byte as a sign of life: a picture on its way is not silence', async () => {
      let send: (bytes: Buffer) => void = () => {};
      const port = await peer((socket) =>
        shakeHands(socket, () => {
          send = (bytes) => socket.write(bytes);
        }),
      );
      const watcher = connect(port, { pingSeconds: 0.2, deadSeconds: 0.4 });
      await watcher.state('ready');
      const picture = serverFrame(0x82, Buffer.alloc(30, 7));
      const dripping = setInterval(() => send(picture.subarray(sent, ++sent)), 50);
      let sent = 0;
      await watcher.until(() => watcher.messages.length === 1);
      clearInterval(dripping);
      deepEqual(watcher.messages[0], Buffer.alloc(30, 7));
      equal(watcher.states.includes('lost'), false);
    });

    it('L10: late deadline: a message whose own time ran out in a standstill still gets its confirmation', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard, { confirmSeconds: 2.1, pingSeconds: 5, deadSeconds: 10 });
      virtualBoard.stall(3_600);
      const sent = watcher.send('taken after the standstill');
      // It then has a third of its time, of which the board takes 100 ms.
      standStill(3_500);
      equal(await sent, 'ok');
    });

    it('L10: late deadline: a standstill of our own process is not held against the board', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard, {
        pingSeconds: 0.2,
        deadSeconds: 0.5,
        confirmSeconds: 0.5,
      });
      const sent = watcher.send('before the standstill');
      standStill(2_500);
      equal(await sent, 'ok');
      equal(await watcher.send('after the standstill'), 'ok');
      equal(watcher.states.includes('lost'), false);
    });
  });

  describe('whose users come and go', () => {
    it('deploy of only the out node: keeps the socket when the last user comes back within a second', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      watcher.connection.deregister(watcher, false);
      const next = Watcher.of(watcher.connection);
      equal(next.reports.at(-1)?.state, 'ready');
      equal(await next.send('same socket'), 'ok');
      equal(virtualBoard.log.filter(({ type }) => type === 'connected').length, 1);
    });

    it('keeps the socket when one user was removed and another comes back from the same deploy', async () => {
      const virtualBoard = await board();
      const removed = await connected(virtualBoard);
      const restarted = Watcher.of(removed.connection);
      removed.connection.deregister(restarted, false);
      removed.connection.deregister(removed, true);
      const next = Watcher.of(removed.connection);
      equal(await next.send('same socket'), 'ok');
      equal(virtualBoard.log.filter(({ type }) => type === 'connected').length, 1);
    });

    it('keeps its new link when the old one, to a board that answers no close, ends after it has dialled', async () => {
      const port = await peer((socket) => shakeHands(socket, () => {}));
      const watcher = connect(port);
      await watcher.state('ready');
      watcher.connection.deregister(watcher, true);
      const next = Watcher.of(watcher.connection);
      await next.state('ready');
      deepEqual(next.states, ['closing', 'connecting', 'ready']);
    });

    it('lets go of the board a second after the last user left', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      const freed = slotsAre(virtualBoard, 0);
      watcher.connection.deregister(watcher, false);
      await freed;
    });

    it('lets go of the board at once when the last user was removed', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      const freed = slotsAre(virtualBoard, 0);
      const time = new OwnTime();
      watcher.connection.deregister(watcher, true);
      await freed;
      ok(time.ms < 900, `${time.ms}`);
    });

    it('fails what a leaving user has waiting and leaves the others alone', async () => {
      const virtualBoard = await board();
      const leaving = await connected(virtualBoard, { confirmSeconds: 5 });
      const staying = Watcher.of(leaving.connection);
      virtualBoard.freeze();
      const onTheWay = leaving.send('x'.repeat(2_048));
      const waiting = leaving.send('waits');
      const other = staying.send('other');
      leaving.connection.deregister(leaving, false);
      equal(await waiting, 'ERR_CLOSED');
      virtualBoard.thaw();
      equal(await onTheWay, 'ok');
      equal(await other, 'ok');
      equal(await leaving.send('too late'), 'ERR_CLOSED');
    });

    it('closes with everything ended: what is on the way still gets its confirmation', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      const sent = watcher.send('last words');
      await watcher.connection.close();
      equal(await sent, 'ok');
      equal(await watcher.send('too late'), 'ERR_CLOSED');
    });

    it('L2, L13: closes within the grace when the board is frozen, twice if it is asked twice', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      virtualBoard.freeze();
      const ends = [watcher.send('x'.repeat(2_048)), watcher.send('waits')];
      const time = new OwnTime();
      await Promise.all([watcher.connection.close(), watcher.connection.close()]);
      ok(time.ms < 1_500, `${time.ms}`);
      deepEqual(await Promise.all(ends), ['ERR_UNCONFIRMED', 'ERR_CLOSED']);
    });

    it('L14: deploy while connecting: gives the attempt up at once', async () => {
      const port = await peer(() => {});
      const watcher = connect(port);
      await watcher.state('connecting');
      const time = new OwnTime();
      await watcher.connection.close();
      ok(time.ms < 500, `${time.ms}`);
    });

    it('does not dial sooner because users come and go while it waits', async () => {
      const watcher = connect(await freePort(), { minDelaySeconds: 0.3, maxDelaySeconds: 0.6 });
      // From the dial on: the loss itself may have been noted when the wait had begun.
      const { at } = await watcher.report(({ state }) => state === 'connecting');
      await watcher.report(({ state }) => state === 'lost');
      for (let count = 0; count < 20; count += 1) Watcher.of(watcher.connection);
      const { at: again } = await watcher.report(
        ({ state, attempt }) => state === 'connecting' && attempt === 1,
      );
      ok(again - at >= 299);
    });

    it('leaves no socket and no timer behind', async () => {
      const virtualBoard = await board();
      const before = await held();
      for (let count = 0; count < 20; count += 1) {
        const watcher = await connected(virtualBoard);
        await watcher.send('x');
        await watcher.connection.close();
      }
      await slotsAre(virtualBoard, 0);
      deepEqual(await heldBeyond(before), []);
    });
  });

  describe('to a board that misbehaves', () => {
    for (const [what, bytes] of [
      ['sends a broken frame', Buffer.from([0x83, 0x00])],
      ['says goodbye', serverFrame(0x88, Buffer.from([0x03, 0xe8]))],
    ] as const) {
      it(`does not call a board ready that ${what} and does not hang up`, async () => {
        const port = await peer((socket) => shakeHands(socket, () => socket.write(bytes)), {
          allowHalfOpen: true,
        });
        const watcher = connect(port);
        const started = performance.now();
        await watcher.state('lost');
        ok(performance.now() - started < 5_000);
      });
    }

    it('asks for no compression, which would cost a slow board one more loop()', async () => {
      let request = '';
      const port = await peer((socket) => socket.on('data', (chunk) => (request += chunk)));
      connect(port);
      await until(() => request.includes('\r\n\r\n'));
      ok(request.includes('Sec-WebSocket-Key') && !request.includes('Sec-WebSocket-Extensions'), request);
    });

    it('delivers two messages that came in one segment with the handshake, in order, after "ready"', async () => {
      const port = await peer((socket) =>
        shakeHands(socket, () => {}, Buffer.concat([serverFrame(0x81, 'one'), serverFrame(0x81, 'two')])),
      );
      const watcher = connect(port);
      await watcher.until(() => watcher.messages.length === 2);
      deepEqual(watcher.messages, ['one', 'two']);
      equal(watcher.reports.at(-1)?.state, 'ready');
    });

    it('puts a fragmented message together', async () => {
      const port = await peer((socket) =>
        shakeHands(socket, () =>
          socket.write(
            Buffer.concat([serverFrame(0x01, 'a'), serverFrame(0x00, 'b'), serverFrame(0x80, 'c')]),
          ),
        ),
      );
      const watcher = connect(port);
      await watcher.until(() => watcher.messages.length === 1);
      deepEqual(watcher.messages, ['abc']);
    });

    it('takes 1 MiB whole, and lets go of a board that sends more', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      virtualBoard.broadcast(Buffer.alloc(1_048_576, 1));
      await watcher.until(() => watcher.messages.length === 1);
      equal(watcher.messages[0]!.length, 1_048_576);
      virtualBoard.broadcast(Buffer.alloc(1_048_577, 1));
      equal((await watcher.report(({ state }) => state === 'lost')).cause, 'message too large');
      await watcher.state('ready');
    });

    it('keeps messages apart that come in pieces from two boards in turn, and what a flow has of earlier ones', async () => {
      const boards = await Promise.all([board(), board()]);
      const watchers = await Promise.all(boards.map((each) => connected(each)));
      const messages = [1, 2].map((byte) => Buffer.alloc(300, byte));
      const frames = messages.map((message) => serverFrame(0x82, message));
      for (let at = 0; at < frames[0]!.length; at += 100)
        for (const [index, each] of boards.entries()) each.sendRaw(0, frames[index]!.subarray(at, at + 100));
      await Promise.all(watchers.map((watcher) => watcher.until(() => watcher.messages.length === 1)));
      for (const each of boards) each.broadcast(Buffer.alloc(1_000, 3));
      await Promise.all(watchers.map((watcher) => watcher.until(() => watcher.messages.length === 2)));
      deepEqual(
        watchers.map((watcher) => watcher.messages[0]),
        messages,
      );
    });

    it('keeps the link when a text is not UTF-8', async () => {
      const virtualBoard = await board();
      const watcher = await connected(virtualBoard);
      virtualBoard.sendRaw(0, serverFrame(0x81, Buffer.from('21\xb0C', 'latin1')));
      await watcher.until(() => watcher.messages.length === 1);
      equal(await watcher.send('still here'), 'ok');
    });

    for (const [what, bytes] of [
      ['an opcode that does not exist', Buffer.from([0x83, 0x00])],
      ['a masked frame', Buffer.from([0x81, 0x80, 1, 2, 3, 4])],
      ['a reserved bit', Buffer.from([0xc1, 0x00])],
      ['a continuation of nothing', Buffer.from([0x80, 0x00])],
    ] as const) {
      it(`says "broken frame" to ${what}, and connects again`, async () => {
        const virtualBoard = await board();
        const watcher = await connected(virtualBoard);
        virtualBoard.sendRaw(0, bytes);
        equal((await watcher.report(({ state }) => state === 'lost')).cause, 'broken frame');
        await watcher.state('ready');
      });
    }

    it('H13, T8: tells only the printable part of a close reason', async () => {
      const close = Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from('\x1b[31m<b>bye')]);
      const port = await peer((socket) => shakeHands(socket, () => socket.write(serverFrame(0x88, close))));
      const { detail, cause } = await connect(port).state('lost');
      equal(detail, 'closed with 4001: ?[31m<b>bye');
      equal(cause, 'closed by board');
    });

    it('takes no pong that is not the answer to its own ping as a confirmation', async () => {
      const port = await peer((socket) =>
        shakeHands(socket, () => {
          socket.on('data', () => socket.write(serverFrame(0x8a, 'nrws\0\0\0\0\0\x05')));
        }),
      );
      const watcher = connect(port, shortConfirm);
      await watcher.state('ready');
      equal(await watcher.send('forged?'), 'ERR_UNCONFIRMED');
    });
  });
});

async function slotsAre(virtualBoard: VirtualBoard, wanted: number): Promise<void> {
  if (virtualBoard.slotsInUse === wanted) return;
  await new Promise<void>((resolve) => {
    virtualBoard.on('slots', function listen(inUse) {
      if (inUse !== wanted) return;
      virtualBoard.off('slots', listen);
      resolve();
    });
  });
}

/** Nothing of this process goes on meanwhile, and other tests have the processor. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
