import { equal, ok } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { MdnsPeer } from '../support/mdns-peer.js';
import { OwnTime } from '../support/own-time.js';

describe('A board that announces itself, in its own time', () => {
  it('does so eight times in 8.75 s, one second apart, and is found afterwards', async () => {
    const name = `test-${randomBytes(6).toString('hex')}`;
    const peer = await MdnsPeer.open(name);
    const board = new VirtualBoard({ sketch: 'echo', port: 0, announce: name });
    try {
      const time = new OwnTime();
      const startedAt = performance.now();
      await board.listen();
      const eight = await peer.until(() => peer.announcements.length === 8 && peer.announcements);
      ok(time.ms < 10_000, String(time.ms));
      for (const [place, { atMs }] of eight.entries())
        ok(atMs - startedAt >= 1_748 + place * 1_000, String(place));
      await wait(3_000);
      await peer.settle();
      equal(peer.announcements.length, 8);
      await peer.answer(`${name}.local`, 'A');
    } finally {
      await board.close();
      await peer.close();
    }
  });
});
