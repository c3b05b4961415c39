import { deepEqual, equal, ok } from 'node:assert/strict';
import { readRecords } from '../../src/discovery/records.js';
import { maxListed, maxSightings, Sightings } from '../../src/discovery/sightings.js';
import { hostRecord, serviceRecords } from '../support/responder.js';

const sender = '192.168.1.7';

/** Says who is where, at a time. */
function announce(
  table: Sightings,
  now: number,
  address: string,
  name = 'kitchen.local',
  ttl = 120,
): Set<string> {
  const answers = [hostRecord(name, address, ttl), ...serviceRecords(name)];
  return table.observe(readRecords({ type: 'response', answers }), sender, 'announced', now);
}

function answer(table: Sightings, now: number, address: string): void {
  const answers = [hostRecord('kitchen.local', address)];
  table.observe(readRecords({ type: 'response', answers }), sender, 'answered', now);
}

describe('The table of boards that have been heard', () => {
  let table: Sightings;
  beforeEach(() => {
    table = new Sightings();
  });

  it('tells who has just been heard, by name and by address', () => {
    deepEqual([...announce(table, 0, '192.168.1.50')], ['kitchen.local', '192.168.1.50']);
  });

  it('lists a board with its place and what it says of itself, the newest first', () => {
    announce(table, 0, '192.168.1.50');
    announce(table, 1, '192.168.1.51', 'attic.local');
    deepEqual(table.list(2), [
      {
        host: 'attic.local',
        addresses: ['192.168.1.51'],
        port: 81,
        text: { auth: 'none', sketch: 'telemetry', version: '1.0.0' },
        heardAt: 1,
      },
      {
        host: 'kitchen.local',
        addresses: ['192.168.1.50'],
        port: 81,
        text: { auth: 'none', sketch: 'telemetry', version: '1.0.0' },
        heardAt: 0,
      },
    ]);
  });

  it('tells which boards a packet is about, whichever of its records it brings', () => {
    announce(table, 0, '192.168.1.50');
    announce(table, 1, '192.168.1.51', 'attic.local');
    const [pointer, place, text] = serviceRecords('kitchen.local');
    const touchedBy = (answer: unknown) => {
      const records = readRecords({ type: 'response', answers: [answer] });
      table.observe(records, sender, 'announced', 2);
      return table.touched(records, 2).map(({ host }) => host);
    };
    for (const answer of [hostRecord('kitchen.local', '192.168.1.50'), place, text])
      deepEqual(touchedBy(answer), ['kitchen.local']);
    // Its goodbye, a host that says nothing of a service, and one that may not be connected to.
    deepEqual(touchedBy({ ...pointer, ttl: 0 }), []);
    deepEqual(touchedBy(hostRecord('printer.local', '192.168.1.60')), []);
    deepEqual(touchedBy(hostRecord('cellar.local', '8.8.8.8')), []);
  });

  it('lists a service at the host that it was announced at last, and at no other', () => {
    announce(table, 0, '192.168.1.50');
    const [, place] = serviceRecords('kitchen.local');
    const moved = { ...place, data: { port: 82, target: 'attic.local' } };
    const answers = [moved, hostRecord('attic.local', '192.168.1.51')];
    table.observe(readRecords({ type: 'response', answers }), sender, 'announced', 1);
    deepEqual(
      table.list(1).map(({ host, port }) => [host, port]),
      [['attic.local', 82]],
    );
  });

  it('lists a board that only takes sketches over the air without that port', () => {
    const ota = {
      type: 'SRV',
      name: 'attic._arduino._tcp.local',
      ttl: 120,
      data: { port: 8266, target: 'attic.local' },
    };
    const records = readRecords({
      type: 'response',
      answers: [ota, hostRecord('attic.local', '192.168.1.51')],
    });
    table.observe(records, sender, 'announced', 0);
    deepEqual(
      table.list(0).map(({ host, port }) => [host, port]),
      [['attic.local', undefined]],
    );
  });

  it('forgets an address at the end of its time, and a second after its goodbye', () => {
    announce(table, 0, '192.168.1.50');
    deepEqual(table.addressesOf('kitchen.local', 119_999), ['192.168.1.50']);
    deepEqual(table.addressesOf('kitchen.local', 120_000), []);
    announce(table, 200_000, '192.168.1.50');
    equal(announce(table, 201_000, '192.168.1.50', 'kitchen.local', 0).size, 0);
    deepEqual(table.addressesOf('kitchen.local', 201_999), ['192.168.1.50']);
    deepEqual(table.addressesOf('kitchen.local', 202_000), []);
  });

  it('N19: goes over to the new address of a board that has got one, since the old one is silent', () => {
    for (let now = 0; now < 8_000; now += 1_000) announce(table, now, '192.168.1.50');
    announce(table, 20_000, '192.168.1.99');
    deepEqual(table.addressesOf('kitchen.local', 20_000), ['192.168.1.99']);
  });

  it('F1: has both of two boards that announce one name in turn, the last one first', () => {
    for (let now = 0; now < 8_000; now += 1_000) {
      announce(table, now, '192.168.1.50');
      announce(table, now + 500, '192.168.1.51');
    }
    deepEqual(table.addressesOf('kitchen.local', 8_000), ['192.168.1.51', '192.168.1.50']);
  });

  it('F1: has both of two boards that answer one question, the one first that has started last', () => {
    announce(table, 0, '192.168.1.51');
    announce(table, 60_000, '192.168.1.50');
    deepEqual(table.addressesOf('kitchen.local', 60_000), ['192.168.1.50']);
    answer(table, 70_000, '192.168.1.51');
    answer(table, 70_005, '192.168.1.50');
    deepEqual(table.addressesOf('kitchen.local', 70_006), ['192.168.1.50', '192.168.1.51']);
  });

  it('takes for a sign that a board has just started only what is said to all', () => {
    answer(table, 0, '192.168.1.50');
    equal(table.announced('kitchen.local', 5_000, 1), undefined);
    announce(table, 100, '192.168.1.50');
    equal(table.announced('kitchen.local', 5_000, 5_100), '192.168.1.50');
    equal(table.announced('kitchen.local', 5_000, 5_101), undefined);
  });

  it('H14: does not learn an address that may not be connected to, but tells that its board was heard', () => {
    deepEqual([...announce(table, 0, '8.8.8.8')], ['kitchen.local', '8.8.8.8']);
    deepEqual(table.addressesOf('kitchen.local', 0), []);
    deepEqual(table.list(0), []);
  });

  it('F6, H15: keeps 1,024 names of 10,000, the newest, lists 256, and keeps four addresses of one name', () => {
    for (let number = 0; number < 10_000; number += 1)
      announce(table, number, '192.168.1.50', `b${number}.local`);
    const isKept = (number: number) => table.addressesOf(`b${number}.local`, 10_000).length === 1;
    const kept = Array.from({ length: 10_000 }, (_nothing, number) => number).filter(isKept);
    deepEqual([kept.length, kept[0], kept.at(-1)], [maxSightings, 10_000 - maxSightings, 9_999]);
    const names = table.list(10_000).map(({ host }) => host);
    equal(names.length, maxListed);
    deepEqual([names[0], names.at(-1)], ['b9999.local', 'b9744.local']);
    for (let number = 1; number < 200; number += 1) announce(table, 10_000, `192.168.1.${number}`);
    ok(table.addressesOf('kitchen.local', 10_000).length <= 4);
  });
});
