import { deepEqual, ok } from 'node:assert/strict';
import { decode, encode } from 'dns-packet';
import fc from 'fast-check';
import { hostOf, readRecords } from '../../src/discovery/records.js';
import { hostRecord, serviceRecords } from '../support/responder.js';

const host = { type: 'host', host: 'kitchen.local', address: '192.168.1.50', ttlMs: 120_000 };
const service = {
  type: 'service',
  instance: 'kitchen._esp8266-ws._tcp.local',
  service: '_esp8266-ws._tcp',
  host: 'kitchen.local',
  port: 81,
  ttlMs: 4_500_000,
};
const text = {
  type: 'text',
  instance: 'kitchen._esp8266-ws._tcp.local',
  text: { auth: 'none', sketch: 'telemetry', version: '1.0.0' },
};

/** As the library decodes what went over the wire. */
function overTheWire(packet: Parameters<typeof encode>[0]): ReturnType<typeof decode> {
  return decode(encode(packet));
}

/** What the library makes of bytes; what it cannot read it refuses by an exception, which it also catches itself. */
function decoded(bytes: Buffer): Parameters<typeof readRecords>[0] {
  try {
    return decode(bytes);
  } catch {
    return {};
  }
}

describe('What a packet says of boards', () => {
  it('is host, service and its text, from answers and additionals', () => {
    const packet = overTheWire({
      type: 'response',
      answers: serviceRecords('kitchen.local'),
      additionals: [hostRecord('kitchen.local', '192.168.1.50')],
    });
    deepEqual(readRecords(packet), [service, text, host]);
  });

  it('is read from the authorities of a probe, which comes before the first announcement', () => {
    const questions = [{ name: 'kitchen.local', type: 'ANY' }] as never;
    const probe = overTheWire({
      type: 'query',
      questions,
      authorities: [hostRecord('kitchen.local', '192.168.1.50')],
    } as never);
    deepEqual(readRecords(probe), [host]);
  });

  it('is nothing in the answers of a question: that is what the asker believes', () => {
    const answers = [hostRecord('kitchen.local', '192.168.1.50')];
    deepEqual(readRecords(overTheWire({ type: 'query', answers })), []);
    deepEqual(readRecords(overTheWire({ type: 'query', additionals: answers })), []);
  });

  it('is in small letters, and without a dot at the end', () => {
    const [record] = readRecords({
      type: 'response',
      answers: [hostRecord('Kitchen.LOCAL.', '192.168.1.50')],
    });
    deepEqual(record, host);
  });

  it('is a goodbye where a service has no time left', () => {
    const [pointer] = serviceRecords('kitchen.local');
    deepEqual(readRecords({ type: 'response', answers: [{ ...pointer, ttl: 0 }] }), [
      { type: 'goodbye', instance: 'kitchen._esp8266-ws._tcp.local' },
    ]);
  });

  it('is believed for 75 minutes at most', () => {
    const forever = { ...hostRecord('kitchen.local', '192.168.1.50'), ttl: 4_294_967_295 };
    deepEqual(readRecords({ type: 'response', answers: [forever] }), [{ ...host, ttlMs: 4_500_000 }]);
  });

  const nothing: [record: unknown, about: string][] = [
    [hostRecord('kitchen.lan', '192.168.1.50'), 'a name of a name server'],
    [hostRecord('a.kitchen.local', '192.168.1.50'), 'a name of two labels'],
    [hostRecord('<img src=x onerror=alert(1)>.local', '192.168.1.50'), 'HTML'],
    [hostRecord('\u001b[31mkitchen.local', '192.168.1.50'), 'a colour of a terminal'],
    [hostRecord('\u202ekitchen.local', '192.168.1.50'), 'text from right to left'],
    [hostRecord(`${'k'.repeat(64)}.local`, '192.168.1.50'), 'a label of 64 characters'],
    [hostRecord(`${'k'.repeat(10_000)}.local`, '192.168.1.50'), 'a name of 10 kB'],
    [hostRecord('kitchen.local', '192.168.1.500'), 'no address'],
    [{ type: 'AAAA', name: 'kitchen.local', ttl: 120, data: 'fe80::1' }, 'IPv6'],
    [
      { type: 'PTR', name: '_esp8266-ws._tcp.local', ttl: 120, data: 'kitchen._esp8266-ws._tcp.local' },
      'a pointer',
    ],
    [
      {
        type: 'SRV',
        name: 'kitchen._http._tcp.local',
        ttl: 120,
        data: { port: 80, target: 'kitchen.local' },
      },
      'another service',
    ],
    [
      {
        type: 'SRV',
        name: 'kitchen._esp8266-ws._tcp.local',
        ttl: 120,
        data: { port: 0, target: 'kitchen.local' },
      },
      'port 0',
    ],
    [
      {
        type: 'SRV',
        name: 'kitchen._esp8266-ws._tcp.local',
        ttl: 120,
        data: { port: 81, target: 'example.com' },
      },
      'a target elsewhere',
    ],
    [
      { type: 'SRV', name: 'kitchen._esp8266-ws._tcp.local', ttl: 120, data: null },
      'a service without a place',
    ],
    [null, 'nothing at all'],
  ];
  for (const [record, about] of nothing) {
    it(`H16, F5: is nothing where it is ${about}`, () => {
      deepEqual(readRecords({ type: 'response', answers: [record] }), []);
    });
  }

  it('H16: shows values in printable ASCII, at most 64 characters', () => {
    const [, , record] = serviceRecords('kitchen.local', {
      text: [
        'sketch=<b>\u001b[31m\u202eé',
        `version=${'9'.repeat(300)}`.slice(0, 255),
        'id=a=b',
        'other=1',
        'auth',
      ],
    });
    const [shown] = readRecords(overTheWire({ type: 'response', answers: [record!] }));
    const values = shown?.type === 'text' ? Object.values(shown.text) : [];
    for (const value of values) ok(/^[\x20-\x7e]{1,64}$/.test(value), value);
    deepEqual(shown?.type === 'text' && Object.keys(shown.text).sort(), ['id', 'sketch', 'version']);
    deepEqual(shown?.type === 'text' && shown.text.id, 'a=b');
  });

  it('F5: never throws, whatever a packet holds', () => {
    const record = fc.record(
      {
        type: fc.oneof(fc.constantFrom('A', 'PTR', 'SRV', 'TXT'), fc.anything()),
        name: fc.oneof(fc.constantFrom('kitchen.local', 'kitchen._esp8266-ws._tcp.local'), fc.anything()),
        ttl: fc.anything(),
        data: fc.anything({ withBigInt: true, withNullPrototype: true }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.constantFrom('query', 'response'),
        fc.array(record),
        fc.array(record),
        (type, one, two) => {
          readRecords({ type, answers: one, authorities: two, additionals: one });
        },
      ),
    );
  });

  it('F5: never throws on 10,000 packets in which bytes were changed', () => {
    const additionals = [hostRecord('kitchen.local', '192.168.1.50')];
    const whole = encode({ type: 'response', answers: serviceRecords('kitchen.local'), additionals });
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(changes, fc.nat(whole.length), (list, length) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of list) bytes[at] = value;
        for (const record of readRecords(decoded(bytes.subarray(0, length)))) ok(record.type);
      }),
      { numRuns: 10_000 },
    );
  });

  it('takes a name that can be typed as Host, and no other', () => {
    deepEqual(
      ['kitchen.local', 'KITCHEN.local.', 'a_b-1.local', '-a.local', 'a.local.x', '.local'].map(hostOf),
      ['kitchen.local', 'kitchen.local', 'a_b-1.local', undefined, undefined, undefined],
    );
  });
});
