import { deepEqual, equal, ok } from 'node:assert/strict';
import { PacketBudget } from '../../src/discovery/packet-budget.js';

/** When a board sends packets after its start, in milliseconds: probes of its name and its service, then announcements. */
const start = [0, 250, 500, ...Array.from({ length: 8 }, (_, number) => 1_750 + 1_000 * number)];

interface Packet {
  readonly sender: string;
  readonly at: number;
}

/** Two at each of these times. */
function packetsOf(sender: string, startAt = 0): Packet[] {
  return start.flatMap((ms) => [ms, ms + 1]).map((ms) => ({ sender, at: startAt + ms }));
}

/** 1,000 a second for 30 s, not quite evenly. */
function floodOf(senderOf: (number: number) => string): Packet[] {
  return Array.from({ length: 30_000 }, (_, number) => ({
    sender: senderOf(number),
    at: number + 3 * ((number * 0.618) % 1),
  }));
}

/** Those that are read. */
function readOf(...packets: Packet[][]): Packet[] {
  const budget = new PacketBudget();
  return packets
    .flat()
    .toSorted((one, other) => one.at - other.at)
    .filter(({ at, sender }) => budget.passes(sender, at));
}

describe('How many packets of the network are read', () => {
  const boards = (startAt = 0) =>
    Array.from({ length: 200 }, (_, number) => packetsOf(`192.168.1.${number}`, startAt));

  it('all of 200 boards that start at once', () => {
    equal(readOf(...boards()).length, 200 * 22);
  });

  it('the first packet of each of 1,000 boards that start within a second', () => {
    const many = Array.from({ length: 1_000 }, (_, number) =>
      packetsOf(`10.1.${number >> 8}.${number & 255}`, number),
    );
    const read = new Set(readOf(...many));
    equal(many.filter(([first]) => read.has(first!)).length, 1_000);
  });

  it('all probes of 200 boards at one address that start at once, and a third of what they announce', () => {
    const packets = boards().flatMap((of) => of.map(({ at }) => ({ sender: '127.0.0.1', at })));
    const read = readOf(packets);
    equal(read.filter(({ at }) => at < 1_000).length, 1_200);
    ok(read.length > 1_200 + 3_200 / 3);
  });

  it('F6: 100 a second of a sender that sends 1,000, and all of a board that starts meanwhile', () => {
    const flood = floodOf(() => '192.168.1.7');
    const read = readOf(flood, packetsOf('192.168.1.50', 10_000));
    equal(read.filter(({ sender }) => sender === '192.168.1.50').length, 22);
    const late = read.filter(({ at, sender }) => at >= 20_000 && sender === '192.168.1.7').length;
    ok(Math.abs(late - 1_000) <= 1, String(late));
  });

  it('F6: 400 a second of a sender with 10,000 addresses, of which some are of a board that starts meanwhile', () => {
    const flood = floodOf((number) => `10.0.${number % 100}.${Math.floor(number / 100) % 100}`);
    const read = readOf(flood, packetsOf('192.168.1.50', 10_000));
    const late = read.filter(({ at }) => at >= 20_000).length;
    ok(Math.abs(late - 4_000) <= 1, String(late));
    ok(read.some(({ sender }) => sender === '192.168.1.50'));
  });

  it('each one again after a quiet time', () => {
    const budget = new PacketBudget();
    const burst = (now: number) => Array.from({ length: 3_000 }, () => budget.passes('192.168.1.7', now));
    const passed = [0, 1_000, 100_000].map((now) => burst(now).filter(Boolean).length);
    deepEqual(passed, [1_500, 100, 1_500]);
  });
});
