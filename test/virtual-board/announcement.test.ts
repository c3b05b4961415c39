import { deepEqual, equal, ok } from 'node:assert/strict';
import { decode, encode, type Packet } from 'dns-packet';
import {
  type Announced,
  announcements,
  answerTo,
  isHostLabel,
  type Message,
  probes,
  type Query,
  type ResourceRecord,
} from '../../src/virtual-board/announcement.js';

const kitchen: Announced = {
  name: 'kitchen',
  address: '192.0.2.7',
  port: 81,
  txt: { auth: 'none', sketch: 'telemetry' },
};

const host = 'kitchen.local';
const service = '_esp8266-ws._tcp.local';
const instance = 'kitchen._esp8266-ws._tcp.local';
const kinds = '_services._dns-sd._udp.local';
const reverse = '7.2.0.192.in-addr.arpa';

const records = {
  A: { name: host, type: 'A', ttl: 120, data: '192.0.2.7' },
  reverse: { name: reverse, type: 'PTR', ttl: 120, data: host },
  kind: { name: kinds, type: 'PTR', ttl: 4_500, data: service },
  PTR: { name: service, type: 'PTR', ttl: 4_500, data: instance },
  SRV: {
    name: instance,
    type: 'SRV',
    ttl: 4_500,
    data: { priority: 0, weight: 0, port: 81, target: host },
  },
  TXT: { name: instance, type: 'TXT', ttl: 4_500, data: ['auth=none', 'sketch=telemetry'] },
} as const;

type Short = keyof typeof records;

/** Of records, their short names; those with the cache-flush bit have a `!`. */
function shortly(list: readonly ResourceRecord[] = []): string {
  return list
    .map(({ flush, ...record }) => {
      const [short] = Object.entries(records).find(([, { name, type }]) => {
        return name === record.name && type === record.type;
      })!;
      deepEqual(record, records[short as Short]);
      return flush ? `${short}!` : short;
    })
    .join(' ');
}

function sections({ answers, authorities, additionals }: Message): string[] {
  return [answers, authorities, additionals].map((list) => shortly(list));
}

/** `answers | additionals` of the answer to one question. */
function answer(query: Query, isLegacy = false): string | undefined {
  const message = answerTo(query, kitchen, isLegacy);
  return message && [shortly(message.answers), shortly(message.additionals)].join(' | ').trim();
}

describe('What a board says by mDNS', () => {
  for (const name of ['a', 'kitchen', 'Kitchen-2', 'esp8266_7', '-', 'x'.repeat(63)]) {
    it(`can be said under the name ${name}`, () => ok(isHostLabel(name)));
  }

  for (const name of [
    '',
    'a.b',
    'kitchen.local',
    'a b',
    'küche',
    'x'.repeat(64),
    'a\n',
    7,
    null,
    undefined,
  ]) {
    it(`cannot be said under the name ${JSON.stringify(name)}`, () => ok(!isHostLabel(name)));
  }

  it('begins with a question for each of its names, which shows what it will say, without the cache-flush bit', () => {
    const [first, second, ...others] = probes(kitchen);
    deepEqual(first!.questions, [{ name: host, type: 'ANY' }]);
    deepEqual(sections(first!), ['', 'A', '']);
    deepEqual(second!.questions, [{ name: instance, type: 'ANY' }]);
    deepEqual(sections(second!), ['', 'PTR SRV', 'TXT A']);
    deepEqual(others, []);
  });

  it('goes on with a packet about the host and one about the service', () => {
    deepEqual(announcements(kitchen).map(sections), [
      ['A! reverse', '', ''],
      ['kind PTR SRV! TXT!', '', 'A!'],
    ]);
  });

  it('is read by dns-packet as it was meant', () => {
    for (const message of [...probes(kitchen), ...announcements(kitchen)]) {
      const read = decode(encode(message as Packet));
      equal(read.flag_qr, message.type === 'response');
      equal(read.flag_aa, message.type === 'response');
      equal(read.answers!.length, message.answers?.length ?? 0);
      equal(read.authorities!.length, message.authorities?.length ?? 0);
      equal(read.additionals!.length, message.additionals?.length ?? 0);
    }
  });

  it('leaves out of its TXT record what is too long for one', () => {
    const txt = { auth: 'none', fits: 'x'.repeat(250), tooLong: 'x'.repeat(248) };
    const [, { answers }] = announcements({ ...kitchen, txt }) as [Message, Message];
    deepEqual(answers!.find(({ type }) => type === 'TXT')!.data, ['auth=none', `fits=${'x'.repeat(250)}`]);
  });
});

describe('What a board answers by mDNS', () => {
  for (const [type, name, expected] of [
    ['A', host, 'A! |'],
    ['A', 'KITCHEN.Local', 'A! |'],
    ['ANY', host, 'A! |'],
    ['PTR', reverse, 'reverse |'],
    ['PTR', kinds, 'kind |'],
    ['PTR', service, 'PTR | SRV! TXT! A!'],
    ['PTR', '_ESP8266-WS._TCP.LOCAL', 'PTR | SRV! TXT! A!'],
    ['ANY', service, 'PTR | SRV! TXT! A!'],
    ['SRV', instance, 'SRV! | A!'],
    ['TXT', instance, 'TXT! |'],
    ['ANY', instance, 'SRV! TXT! | A!'],
    ['AAAA', host, undefined],
    ['A', 'kitchen2.local', undefined],
    ['A', 'kitchen', undefined],
    ['A', instance, undefined],
    ['SRV', host, undefined],
    ['PTR', '_http._tcp.local', undefined],
  ] as const) {
    it(`is ${expected ?? 'nothing'} to a question for ${type} of ${name}`, () => {
      equal(answer({ questions: [{ name, type, class: 'IN' }] }), expected);
      equal(
        answer({ questions: [{ name, type, class: 'IN' }] }, true),
        expected?.replaceAll('!', ''),
        'without the cache-flush bit for a plain resolver',
      );
    });
  }

  for (const [name, expected] of [
    ['IN', 'A! |'],
    ['ANY', 'A! |'],
    ['UNKNOWN_32769', 'A! |'],
    [undefined, 'A! |'],
    ['CH', undefined],
    ['UNKNOWN_0', undefined],
  ] as const) {
    it(`is ${expected ?? 'nothing'} to a question of the class ${name}`, () => {
      equal(answer({ questions: [{ name: host, type: 'A', class: name }] }), expected);
    });
  }

  it('is everything that several questions ask for, once', () => {
    const questions = [
      { name: instance, type: 'SRV' },
      { name: service, type: 'PTR' },
      { name: service, type: 'PTR' },
      { name: host, type: 'A' },
    ];
    equal(answer({ questions }), 'A! PTR SRV! | TXT!');
  });

  it('is nothing to a query without questions', () => {
    equal(answer({}), undefined);
  });

  for (const [what, known, expected] of [
    ['has it', records.PTR, undefined],
    ['has it in capitals', { ...records.PTR, name: service.toUpperCase() }, undefined],
    ['has it for half of its time', { ...records.PTR, ttl: 2_250 }, undefined],
    ['will soon forget it', { ...records.PTR, ttl: 2_249 }, 'PTR | SRV! TXT! A!'],
    ['does not say how long', { name: service, type: 'PTR', data: instance }, 'PTR | SRV! TXT! A!'],
    ['has that of another board', { ...records.PTR, data: `hall.${service}` }, 'PTR | SRV! TXT! A!'],
    ['has another record', records.A, 'PTR | SRV! TXT! A!'],
    ['sends a broken one', { ...records.PTR, data: undefined }, 'PTR | SRV! TXT! A!'],
  ] as const) {
    it(`is ${expected ?? 'nothing'} to an asker that ${what}`, () => {
      equal(answer({ questions: [{ name: service, type: 'PTR' }], answers: [known] }), expected);
    });
  }

  it('leaves out whatever record is known, and not one that has changed', () => {
    const questions = [{ name: instance, type: 'ANY' }];
    const txt = { ...records.TXT, data: [...records.TXT.data].reverse().map((text) => Buffer.from(text)) };
    const moved = { ...records.SRV, data: { ...records.SRV.data, port: 82 } };
    equal(answer({ questions, answers: [txt] }), 'SRV! | A!');
    equal(answer({ questions, answers: [records.SRV] }), 'TXT! |');
    equal(answer({ questions, answers: [txt, moved] }), 'SRV! | A!');
    equal(answer({ questions, authorities: [records.SRV], additionals: [txt] }), undefined);
  });

  it('repeats the id and the question of a plain resolver, as that wrote it', () => {
    const query = { id: 7, questions: [{ name: 'KITCHEN.local', type: 'A', class: 'IN' }] };
    const { id, questions } = answerTo(query, kitchen, true)!;
    deepEqual({ id, questions }, { id: 7, questions: [{ name: 'KITCHEN.local', type: 'A' }] });
  });

  it('repeats nothing of two questions, and nothing to the group', () => {
    const question = { name: host, type: 'A' };
    for (const message of [
      answerTo({ id: 7, questions: [question, question] }, kitchen, true)!,
      answerTo({ id: 7, questions: [question] }, kitchen, false)!,
    ]) {
      equal(message.id, undefined);
      equal(message.questions, undefined);
    }
  });
});
