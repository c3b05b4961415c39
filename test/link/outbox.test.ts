import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { decodeBarrier, encodeBarrier } from '../../src/link/barrier.js';
import { Outbox, type OutboxLimits } from '../../src/link/outbox.js';
import type { PendingMessage, Settled } from '../../src/link/send-queue.js';
import { readDelivery } from '../../src/settings/delivery-settings.js';

const limits: OutboxLimits = {
  confirmBy: 'ping',
  confirmMs: 15_000,
  maxMessageBytes: 15_360,
  resendMs: 60_000,
  waitingBytes: 65_536,
  waitingMessages: 64,
  windowBytes: 2_048,
  windowMessages: 16,
  windowMs: 250,
  probeMs: 15_000,
};

/** Rule, then how it plays: what is done, and after `=` what comes of it. A round trip takes 4 ms unless `at` says more. */
const rules: [rule: string, play: string][] = [
  [
    'a normal send: the pong of a ping sent after a message confirms it',
    'measured; send a 100; take = a; ping; pong 2 = a:ok',
  ],
  [
    'one ping confirms everything sent before it',
    'measured; send a 9; send b 9; send c 9; take = a b c; ping; pong 2 = a:ok b:ok c:ok',
  ],
  [
    'a pong confirms nothing that was sent after its ping',
    'measured; send a 9; take = a; ping; send b 9; take = b; pong 2 = a:ok; ping; pong 3 = b:ok',
  ],
  [
    'the newest pong alone also confirms what older pings covered',
    'measured; send a 9; take = a; ping; send b 9; take = b; ping; pong 3 = a:ok b:ok; pong 2 = not ours',
  ],
  [
    'a keep-alive ping is a barrier like any other',
    'measured; ping; send a 9; take = a; ping; pong 3 = a:ok',
  ],
  [
    'a pong that is not ours confirms nothing',
    'measured; send a 9; take = a; ping; forged = not ours; pong 2 = a:ok',
  ],
  [
    'an old pong after a reconnect confirms nothing',
    'measured; send a 9; take = a; ping; lost = a:ERR_UNCONFIRMED; send b 9; take = b; pong 2 = not ours',
  ],
  [
    'one message travels until the pace of the board is known',
    'send a 9; send b 9; take = a; ping; pong 1 = a:ok; take = b',
  ],
  ['at most 16 messages travel', 'measured; burst 20 9; take = 16 messages; take = '],
  ['at most 2,048 bytes travel', 'measured; send a 2000; send b 48; send c 1; take = a b; take = '],
  [
    'a message larger than the window travels alone',
    'measured; send a 5000; send b 1; take = a; take = ; ping; pong 2 = a:ok; take = b',
  ],
  [
    'a large message waits until the way is free',
    'measured; send a 1; send b 5000; take = a; ping; pong 2 = a:ok; take = b',
  ],
  [
    'a board gets what it confirms in 250 ms: 3 messages where a loop takes 50 ms, for the ping and a loop under way count',
    'measured 50; burst 9 9; take = 3 messages; take = ',
  ],
  ['a board whose loop takes 15 ms gets 14 at a time', 'measured 15; burst 20 9; take = 14 messages'],
  ['a board whose loop takes 90 ms or more gets one at a time', 'measured 90; burst 5 9; take = 1 messages'],
  [
    'the window doubles with each full one that is confirmed, for a loop time may be measured wrong once',
    'probed 1; burst 9 9; take = m0; ping; pong 2 = m0:ok; take = m1 m2; ping; pong 3 = m1:ok m2:ok; take = 4 messages',
  ],
  ['64 messages wait, for the next the oldest gives way', 'burst 64 9; send x 9 = m0:ERR_BUSY'],
  [
    '64 KiB wait, for the next the oldest give way',
    'burst 4 15360; send x 4096; send y 4097 = m0:ERR_BUSY; send z 15360 = m1:ERR_BUSY',
  ],
  [
    'with a pong, the oldest give way that the newest would miss its time behind: of 20, 5 at a loop of 50 ms',
    'measured 50; send a 9; take = a; ping; burst 19 9; send x 9; at 100; pong 2 = a:ok m0:ERR_BUSY m1:ERR_BUSY m2:ERR_BUSY m3:ERR_BUSY m4:ERR_BUSY; take = m5 m6 m7',
  ],
  [
    'without a pong nothing gives way for a pace that may be wrong: a computer that stalls sees late pongs',
    'measured 150; send a 9; take = a; ping; burst 20 9; at 9; pong 2 = a:ok; take = 15 messages',
  ],
  [
    'five at once to a board with delay(1000) all wait for their turn, ten loops long',
    'measured 1000; burst 5 9; take = m0; at 9999; expire = ; at 10000; expire = m1:ERR_BUSY m2:ERR_BUSY m3:ERR_BUSY m4:ERR_BUSY',
  ],
  [
    'a message waits for a busy board for 1 s, and no longer',
    'measured; burst 17 9; take = 16 messages; at 999; expire = ; at 1000; expire = m16:ERR_BUSY',
  ],
  [
    'before the loop time is known, a message waits for it as long as for two confirmations',
    'burst 2 9; take = m0; at 14999; expire = ; at 15000; expire = m0:ERR_UNCONFIRMED; at 30000; expire = m1:ERR_EXPIRED',
  ],
  [
    'clear: what waits of a node is dropped, what is in flight and what others have waiting is not',
    'send a 9 u; take = a; send b 9 u; send c 9 v; send d 9 u queue; clear u = b:dropped d:dropped; ping; pong 1 = a:ok; take = c',
  ],
  [
    'clear: of what was in flight once, nobody knows whether the board has it',
    'measured; send a 9 resend; take = a; lost = ; clear u = a:ERR_UNCONFIRMED',
  ],
  [
    'a message larger than the board can take is refused, connected or not',
    'send a 15361 = a:ERR_TOO_LARGE; send b 15360; away; send c 15361 = c:ERR_TOO_LARGE',
  ],
  ['while the board is away a message fails at once', 'away; send a 9 = a:ERR_OFFLINE'],
  [
    'frozen mid-window: what was sent ends unknown, what waits ends busy, and no more is sent',
    'measured; burst 20 9; take = 16 messages; ping; at 1000; expire = 4 ERR_BUSY; at 15000; expire = 16 ERR_UNCONFIRMED; take = ',
  ],
  [
    'a message that ended unknown is not ended again by a late pong, which frees its place',
    'measured; send a 9; take = a; ping; at 15000; expire = a:ERR_UNCONFIRMED; pong 2 = ',
  ],
  [
    'a message that ended unknown is not ended again when the link is lost',
    'measured; send a 9; take = a; at 15000; expire = a:ERR_UNCONFIRMED; lost = ',
  ],
  [
    'a lost link ends what was on the way as unknown and what waited as offline',
    'measured; send a 2048; send b 1; take = a; lost = a:ERR_UNCONFIRMED b:ERR_OFFLINE',
  ],
  [
    'a close with 1009 means that the largest was refused; of the others nothing is known',
    'measured; send a 9; send b 1500; send c 9; take = a b c; lost 1009 = a:ERR_UNCONFIRMED b:ERR_TOO_LARGE c:ERR_UNCONFIRMED',
  ],
  [
    'a user that leaves fails what it has waiting, and has 1 s for what is on the way',
    'measured; send a 2048 u; send b 9 u; send c 9 v; take = a; ping; withdraw u = b:ERR_CLOSED; at 1000; expire = c:ERR_BUSY a:ERR_UNCONFIRMED; pong 2 = ',
  ],
  [
    'our own close fails what waits and leaves what is on the way its grace',
    'measured; send a 2048; send b 9; take = a; ping; withdraw = b:ERR_CLOSED; pong 2 = a:ok',
  ],
  [
    'drop: away, a message is dropped, and so is what waited',
    'send a 2048 drop; send b 9 drop; take = a; lost = a:ERR_UNCONFIRMED b:dropped; away; send c 9 drop = c:dropped',
  ],
  [
    'queue: what waits outlasts the link, in order, and the rest does not',
    'send a 9; take = a; send b 9 queue; send c 9; send d 9 queue; lost = a:ERR_UNCONFIRMED c:ERR_OFFLINE; away; send e 9 queue; back; take = b; ping; pong 1 = b:ok; take = d; ping; pong 2 = d:ok; take = e',
  ],
  [
    'queue: each node has its own limit, and its messages are as old as when they were accepted',
    'away; burst 2 9 queue 2; send x 9 queue 2 = x:ERR_QUEUE_FULL; send y 9 queue v; at 29999; expire = ; at 30000; expire = m0:ERR_EXPIRED m1:ERR_EXPIRED y:ERR_EXPIRED',
  ],
  [
    'queue: what one node has queued takes no place from the messages of another',
    'away; burst 70 9 queue 100 v; back; burst 64 9; send x 9 = m0:ERR_BUSY',
  ],
  [
    'latest: the newest of each topic waits, at the end of the line',
    'away; send a 9 latest /x; send b 9 latest /y; send c 9 latest /x = a:replaced; back; take = b; ping; pong 1 = b:ok; take = c',
  ],
  [
    'latest: while connected, too, and never what is on the way',
    'send a 9 latest /x; take = a; send b 9 latest /x; send c 9 latest /x = b:replaced; ping; pong 1 = a:ok; take = c',
  ],
  [
    'latest: another node, another policy, or no topic beside one, replaces nothing',
    'away; send a 9 latest /x; send b 9 latest /x v; send c 9 queue /x; send d 9 latest; send e 9 latest = d:replaced',
  ],
  [
    'latest: a value too large for the queue leaves the older one where it is',
    'away; send a 9 latest 1 /x; send b 15361 latest 1 /x = b:ERR_TOO_LARGE; send c 9 latest 1 /y = c:ERR_QUEUE_FULL; send d 9 latest 1 /x = a:replaced',
  ],
  [
    'resend: what was on the way goes out again before what waits, once',
    'measured; send a 9 resend; send b 9 queue; send c 9; send d 9 resend; take = a b c d; send e 9 queue; lost = b:ERR_UNCONFIRMED c:ERR_UNCONFIRMED; probed 1; take = a; ping; pong 3 = a:ok; take = d e; lost = d:ERR_UNCONFIRMED e:ERR_UNCONFIRMED',
  ],
  [
    'resend: the first sending may outlast the confirm timeout and still be confirmed',
    'measured; send a 9 resend; take = a; ping; at 40000; expire = ; pong 2 = a:ok',
  ],
  [
    'resend: the first sending ends unknown where a board talks, so that the link stays, but never answers',
    'measured; send a 9 resend; take = a; ping; at 59999; expire = ; at 60000; expire = a:ERR_UNCONFIRMED; lost = ',
  ],
  [
    'resend: the second sending ends unknown like any other',
    'measured; send a 9 resend; take = a; at 40000; lost = ; take = a; at 54999; expire = ; at 55000; expire = a:ERR_UNCONFIRMED',
  ],
  [
    'resend: what cannot go out again in time was sent once all the same, so it ends unknown',
    'measured; send a 9 resend; take = a; lost = ; away; at 30000; expire = a:ERR_UNCONFIRMED',
  ],
  [
    'resend: a user that leaves ends unknown what was sent once',
    'measured; send a 9 resend; take = a; lost = ; withdraw = a:ERR_UNCONFIRMED',
  ],
  [
    'resend: nothing of a user that has left is sent again',
    'measured; send a 9 resend; take = a; withdraw = ; lost = a:ERR_UNCONFIRMED',
  ],
  [
    'resend: after a close with 1011 nothing is sent again, since it might crash the board again',
    'measured; send a 9 resend; take = a; lost 1011 = a:ERR_UNCONFIRMED',
  ],
  [
    'resend: after a close with 1009 all but the largest are sent again',
    'measured; send a 9 resend; send b 99 resend; take = a b; lost 1009 = b:ERR_TOO_LARGE; take = a',
  ],
  [
    'resend of latest: only the newest value goes out again',
    'measured; send a 9 latest resend /x; take = a; send b 9 latest resend /x; take = b; lost = a:replaced; take = b; send c 9 latest resend /x; lost = b:ERR_UNCONFIRMED; take = c',
  ],
  [
    'resend of latest: a newer value that waits takes the place of what was on the way',
    'send a 9 latest resend /x; take = a; send b 9 latest /x; lost = a:replaced; take = b',
  ],
  [
    'a late deadline: time in which the process stood still does not count',
    'measured; send a 9; take = a; ping; at 60000; excuse 45000; expire = ; at 64999; expire = ; pong 2 = a:ok',
  ],
  [
    'a late deadline: what was sent after the standstill has no more time than any other',
    'measured; at 60000; send a 9; take = a; excuse 45000; at 74999; expire = ; at 75000; expire = a:ERR_UNCONFIRMED',
  ],
  [
    'a late deadline: a node that is gone is not kept waiting longer than its grace',
    'measured; send a 9; take = a; withdraw = ; at 3000; excuse 2000; at 3999; expire = ; at 4000; expire = a:ERR_UNCONFIRMED',
  ],
];

describe('The outbox', () => {
  for (const [rule, play] of rules) {
    it(rule, () => {
      const harness = new Harness();
      for (const line of play.split(';').map((part) => part.trim())) harness.perform(line);
    });
  }

  it('asks for a ping only while something is on the way that no ping under way confirms', () => {
    const outbox = new Outbox<PendingMessage>(limits, 7);
    equal(outbox.needsBarrier, false);
    outbox.accept(entry(9), true, 0);
    outbox.take(0);
    equal(outbox.needsBarrier, true);
    const ping = outbox.ping(0);
    equal(outbox.needsBarrier, false);
    outbox.accept(entry(9), true, 0);
    outbox.pong(ping, 1);
    outbox.take(1);
    equal(outbox.needsBarrier, true);
  });

  it('has a place for one message that is next to go, however large, and none for it while the board is away', () => {
    const outbox = new Outbox<PendingMessage>({ ...limits, maxMessageBytes: 100_000 }, 7);
    const queued = entry(90_000, { whileAway: 'queue' });
    deepEqual(outbox.accept(queued, false, 0), [{ pending: queued, outcome: 'ERR_QUEUE_FULL' }]);
    for (const next of [queued, entry(90_000)]) {
      deepEqual(outbox.accept(next, true, 0), []);
      deepEqual(outbox.take(0), [next]);
      outbox.pong(outbox.ping(0), 0);
    }
  });

  it('measures the round trip of each ping', () => {
    const outbox = new Outbox<PendingMessage>(limits, 7);
    const first = outbox.ping(100);
    equal(outbox.pong(first, 350)?.roundTripMs, 250);
  });

  it('measures no round trip below zero when the process stood still before a ping', () => {
    const outbox = new Outbox<PendingMessage>(limits, 7);
    const ping = outbox.ping(2_500);
    outbox.extend(2_400, 2_501);
    equal(outbox.pong(ping, 2_502)?.roundTripMs, 1);
  });

  it('has no deadline while it is empty, else the soonest', () => {
    const outbox = new Outbox<PendingMessage>(limits, 7);
    equal(outbox.deadline, undefined);
    outbox.accept(entry(9), true, 10);
    equal(outbox.deadline, 30_010);
    outbox.take(20);
    equal(outbox.deadline, 15_020);
  });

  it('ends every message exactly once, confirms only what was taken before a ponged ping, and keeps within its window', () => {
    fc.assert(fc.property(fc.array(anyCommand(), { maxLength: 200 }), playAtRandom), { numRuns: 500 });
  });
});

describe('The barrier in a ping', () => {
  it('comes back from a pong as it was', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 48 - 1), (number) => equal(decodeBarrier(encodeBarrier(number)), number)),
    );
  });

  it('is not seen in the payload of anybody else', () => {
    for (const payload of ['', 'nrws', 'nrws12345', 'nrws1234567', 'xxxx123456'])
      equal(decodeBarrier(Buffer.from(payload)), undefined);
  });
});

interface Named extends PendingMessage {
  readonly name: string;
}

/** Plays the lines of a rule. */
class Harness {
  private readonly outbox = new Outbox<Named>(limits, 1_000);
  private readonly pings: Buffer[] = [];
  private readonly users = new Map<string, object>();
  private now = 0;
  private connected = true;

  perform(line: string): void {
    const [command = '', expected] = line.split('=').map((part) => part.trim());
    const outcome = this.outcomeOf(command.split(' '));
    if (expected === undefined) equal(outcome ?? '', '', line);
    else if (/^\d/.test(expected)) equal(summary(outcome), expected, line);
    else equal(outcome ?? '', expected, line);
  }

  private outcomeOf([command, ...words]: string[]): string | undefined {
    switch (command) {
      case 'probed':
        this.probe(Number(words[0]));
        return undefined;
      case 'measured':
        this.measure(Number(words[0] ?? 1));
        return undefined;
      case 'send':
        return this.send(words[0]!, Number(words[1]), words.slice(2));
      case 'burst':
        for (let count = 0; count < Number(words[0]); count += 1)
          this.send(`m${count}`, Number(words[1]), words.slice(2));
        return undefined;
      case 'take':
        return this.outbox
          .take(this.now)
          .map(({ name }) => name)
          .join(' ');
      case 'ping':
        this.pings.push(this.outbox.ping(this.now));
        return undefined;
      case 'pong':
        return this.pong(this.pings[Number(words[0]) - 1]!);
      case 'forged':
        return this.pong(encodeBarrier(1_000_000));
      case 'at':
        this.now = Number(words[0]);
        return undefined;
      case 'away':
        this.connected = false;
        return undefined;
      case 'back':
        this.connected = true;
        return undefined;
      case 'expire':
        return listed(this.outbox.expire(this.now));
      case 'excuse':
        this.outbox.extend(Number(words[0]), this.now);
        return undefined;
      case 'clear':
        return listed(this.outbox.clear(this.user(words[0]!)));
      case 'lost':
        return listed(this.outbox.connectionLost(this.now, Number(words[0])));
      case 'withdraw':
        return listed(
          this.outbox.cancel('ERR_CLOSED', this.now, 1_000, words[0] ? this.user(words[0]) : undefined),
        );
      default:
        throw new Error(`No such command: ${command}`);
    }
  }

  private probe(loopMs: number): void {
    const now = this.now - 1_000 * loopMs;
    this.pings.push(this.outbox.ping(now));
    const probe = this.outbox.probe(now)!;
    this.outbox.pong(this.pings.at(-1)!, now + loopMs);
    this.outbox.pong(probe, now + 2 * loopMs);
  }

  /** The board has answered a pair of pings, and then so many messages that a whole window may be in flight. */
  private measure(loopMs: number): void {
    this.probe(loopMs);
    let now = this.now - 900 * loopMs;
    for (const batch of [1, 2, 4, 8]) {
      for (let count = 0; count < batch; count += 1) this.outbox.accept({ ...entry(1), name: '' }, true, now);
      for (let taken = this.outbox.take(now); taken.length > 0; taken = this.outbox.take(now)) {
        const ping = this.outbox.ping(now);
        now += loopMs * (taken.length + 1);
        this.outbox.pong(ping, now);
      }
    }
  }

  /** A word is the policy while the board is away, `resend`, `/topic`, the size of the queue, or else the user. */
  private send(name: string, bytes: number, words: readonly string[] = []): string {
    const saved: Record<string, unknown> = {};
    let user = 'u';
    let topic: string | undefined;
    for (const word of words) {
      if (['queue', 'latest', 'drop'].includes(word)) saved.whileAway = word;
      else if (word === 'resend') saved.unconfirmed = word;
      else if (word.startsWith('/')) topic = word;
      else if (/^\d+$/.test(word)) saved.queueMessages = word;
      else user = word;
    }
    const sent = { ...entry(bytes, saved), name, topic, user: this.user(user) };
    return listed(this.outbox.accept(sent, this.connected, this.now));
  }

  private pong(payload: Buffer): string {
    const answer = this.outbox.pong(payload, this.now);
    return answer === undefined ? 'not ours' : listed(answer.settled);
  }

  private user(name: string): object {
    if (!this.users.has(name)) this.users.set(name, {});
    return this.users.get(name)!;
  }
}

function entry(bytes: number, saved: object = {}): PendingMessage {
  return { message: { data: '', bytes }, user: {}, delivery: readDelivery({ ...saved }), topic: undefined };
}

function listed(list: readonly Settled<Named>[]): string {
  return list
    .map(({ pending: { name }, outcome }) => `${name}:${outcome === 'confirmed' ? 'ok' : outcome}`)
    .join(' ');
}

/** Many names as a count: "m0 m1" is "2 messages", "m0:ERR_X m1:ERR_X" is "2 ERR_X". */
function summary(outcome = ''): string {
  const words = outcome === '' ? [] : outcome.split(' ');
  const kinds = new Set(words.map((word) => word.split(':')[1] ?? 'messages'));
  equal(kinds.size <= 1, true, outcome);
  return `${words.length} ${[...kinds][0] ?? 'messages'}`;
}

type Command = {
  readonly command: 'send' | 'take' | 'ping' | 'pong' | 'wait' | 'lost' | 'withdraw';
  readonly size: number;
};

function anyCommand(): fc.Arbitrary<Command> {
  const command = fc.constantFrom(
    'send' as const,
    'send' as const,
    'take' as const,
    'ping' as const,
    'pong' as const,
    'wait' as const,
    'lost' as const,
    'withdraw' as const,
  );
  return fc.record({ command, size: fc.integer({ min: 1, max: 3_000 }) });
}

function playAtRandom(commands: readonly Command[]): void {
  const outbox = new Outbox<PendingMessage>(limits, 5);
  const ends = new Map<PendingMessage, string>();
  const accepted = new Set<PendingMessage>();
  const taken: PendingMessage[] = [];
  let pings: { payload: Buffer; covers: number }[] = [];
  let unconfirmed: PendingMessage[] = [];
  let now = 0;
  const end = (list: readonly Settled<PendingMessage>[]) => {
    for (const { pending: ended, outcome: how } of list) {
      ok(!ends.has(ended), 'ended twice');
      ends.set(ended, how);
      equal(
        how === 'confirmed' || how === 'ERR_UNCONFIRMED' || !taken.includes(ended),
        true,
        `${how} for one that was sent`,
      );
    }
  };
  for (const { command, size } of commands) {
    if (command === 'send') {
      const sent = entry(size);
      if (outbox.accept(sent, true, now).length === 0) accepted.add(sent);
    } else if (command === 'take') {
      const batch = outbox.take(now);
      taken.push(...batch);
      unconfirmed.push(...batch);
      const bytes = unconfirmed.reduce((total, { message }) => total + message.bytes, 0);
      ok(
        unconfirmed.length <= limits.windowMessages &&
          (bytes <= limits.windowBytes || unconfirmed.length === 1),
      );
    } else if (command === 'ping') {
      pings.push({ payload: outbox.ping(now), covers: taken.length });
    } else if (command === 'pong' && pings.length > 0) {
      const { payload, covers } = pings[size % pings.length]!;
      end(outbox.pong(payload, now)?.settled ?? []);
      pings = pings.filter((ping) => ping.covers > covers);
      unconfirmed = unconfirmed.filter((sent) => taken.indexOf(sent) >= covers);
      for (const sent of unconfirmed) ok(ends.get(sent) !== 'confirmed', 'confirmed by a ping before it');
    } else if (command === 'wait') {
      now += size * 3;
      end(outbox.expire(now));
    } else if (command === 'withdraw') {
      end(outbox.cancel('ERR_CLOSED', now, 1_000));
    } else if (command === 'lost') {
      end(outbox.connectionLost(now));
      unconfirmed = [];
      pings = [];
    }
  }
  end(outbox.connectionLost(now));
  deepEqual(new Set(ends.keys()), accepted);
}
