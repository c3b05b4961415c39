import { deepEqual, equal, ok } from 'node:assert/strict';
import { opens } from '../support/evil-board.js';
import { OwnTime } from '../support/own-time.js';
import { serverFrame } from '../support/peer.js';
import { shortPings, shortSettings } from '../support/settings.js';
import type { Watcher } from '../support/watcher.js';
import type { Wire } from '../support/wire.js';
import { Fixture, until, withLimits } from './fixture.js';

const mebibyte = 1_048_576;
const noLimit = { maxInPerSecond: 0 };
/** As text of six digits and two bytes of a head, 64 KiB of them come in one read, which a slow flow takes 0.8 s for. */
const inOneRead = 65_536 / 8;

describe('A flow slower than its board, which may drop nothing', () => {
  const fixture = new Fixture();

  async function onWire(): Promise<{ wire: Wire; watcher: Watcher }> {
    const wires: Wire[] = [];
    const board = await fixture.evil(opens((opened) => wires.push(opened)));
    // With a ping after half a second, a process that stands still for less than a second has to be excused, too.
    const settings = withLimits(shortSettings(board.port, { ...noLimit, ...shortPings }), { lateMs: 300 });
    const watcher = fixture.connectWith(settings);
    await watcher.state('ready');
    watcher.onMessage = slowly(watcher);
    return { wire: wires[0]!, watcher };
  }

  it('H9: gets every message in order from a board that waits for it, and is never told that the board is silent', async () => {
    const { wire, watcher } = await onWire();
    wire.send(...numbered(2 * inOneRead));
    await watcher.until(() => watcher.messages.length === 2 * inOneRead);
    deepEqual(
      watcher.messages,
      [...Array(2 * inOneRead).keys()].map((at) => String(at).padStart(6, '0')),
    );
    deepEqual(
      watcher.states.filter((state) => ['silent', 'no pongs', 'lost'].includes(state)),
      [],
    );
    equal(watcher.states.at(-1), 'ready');
    equal(watcher.connection.counters.received.dropped.rate, 0);
  });

  it('H9: stops a board that floods at what the systems in between hold', async () => {
    const { wire, watcher } = await onWire();
    const flood = wire.flood(Buffer.concat(numbered(inOneRead)), 1_000);
    await watcher.until(() => watcher.messages.length > inOneRead / 2);
    const { bytesWritten } = wire.socket;
    await watcher.until(() => watcher.messages.length > 2 * inOneRead);
    const grown = wire.socket.bytesWritten - bytesWritten;
    ok(grown < mebibyte, `${grown} bytes more were taken from the board`);
    await watcher.connection.close();
    await flood;
  });

  it('gets what came before the end of the link, and learns of the end', async () => {
    const { wire, watcher } = await onWire();
    wire.send(...numbered(inOneRead / 4));
    wire.socket.end();
    equal((await watcher.report(({ state }) => state === 'lost')).cause, 'lost');
    await watcher.until(() => watcher.messages.length === inOneRead / 4);
    await watcher.state('ready');
  });

  it('can be taken away at any moment, and nothing of it stays', async () => {
    const { wire, watcher } = await onWire();
    wire.send(...numbered(inOneRead));
    await watcher.until(() => watcher.messages.length > 64);
    const time = new OwnTime();
    await watcher.connection.close();
    ok(time.ms < 1_000, `${time.ms}`);
    await until(() => wire.socket.destroyed);
    ok(watcher.messages.length < inOneRead);
  });
});

function numbered(count: number): Buffer[] {
  return [...Array(count).keys()].map((at) => serverFrame(0x81, String(at).padStart(6, '0')));
}

/** What a watcher does with a message, and 0.1 ms more. */
function slowly(watcher: Watcher): Watcher['onMessage'] {
  const take = watcher.onMessage.bind(watcher);
  return (...message) => {
    const until = performance.now() + 0.1;
    while (performance.now() < until);
    take(...message);
  };
}
