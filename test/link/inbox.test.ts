import { deepEqual, equal } from 'node:assert/strict';
import { noCounts } from '../../src/link/counters.js';
import { Inbox } from '../../src/link/inbox.js';
import { Users } from '../../src/link/users.js';

describe('The inbox', () => {
  it('keeps no more for a slow flow than may come at once, and counts what it drops', async () => {
    const counters = noCounts();
    let floods = 0;
    const users = new Users({ onFlood: () => (floods += 1) }, counters);
    const got: string[] = [];
    const inbox = new Inbox(100, users, counters.received);
    await new Promise<void>((resolve) => {
      users.add({ onMessage: (data) => got.push(String(data)) === 200 && resolve() }, {} as never);
      for (let count = 0; count < 1_000; count += 1)
        inbox.receive(Buffer.from(String(count)), false, performance.now());
    });
    deepEqual(got.slice(0, 3), ['0', '1', '2']);
    equal(counters.received.delivered + counters.received.dropped.rate, 1_000);
    equal(floods, counters.received.dropped.rate);
  });

  it('lets a flow that is busy for long find no more waiting than a burst', () => {
    const counters = noCounts();
    const inbox = new Inbox(1_000, new Users({}, counters), counters.received);
    const until = performance.now() + 300;
    // The limit lets 2,000 in, and 300 more after 300 ms; but no turn passes in which they could go on.
    for (let count = 0; count < 3_000; count += 1) inbox.receive(Buffer.from('x'), false, performance.now());
    while (performance.now() < until);
    for (let count = 0; count < 3_000; count += 1) inbox.receive(Buffer.from('x'), false, performance.now());
    // 64 pass in the present turn, 2,000 wait.
    const waiting = 6_000 - counters.received.delivered - counters.received.dropped.rate;
    equal(waiting, 2_000);
    inbox.close();
  });

  it('is behind only where it may drop nothing, and until all is handed on', async () => {
    for (const [perSecond, isBehind] of [
      [0, true],
      [1_000, false],
    ] as const) {
      const counters = noCounts();
      const inbox = new Inbox(perSecond, new Users({}, counters), counters.received);
      for (let count = 0; count < 64; count += 1) inbox.receive(Buffer.from('x'), false, performance.now());
      equal(inbox.isBehind, false);
      inbox.receive(Buffer.from('one more than passes in a turn'), false, performance.now());
      equal(inbox.isBehind, isBehind);
      await new Promise(setImmediate);
      equal(inbox.isBehind, false);
      equal(counters.received.delivered, 65);
    }
  });
});
