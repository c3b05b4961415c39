import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo } from 'node:dgram';
import type { LookupFunction } from 'node:net';
import { type Answer, type DecodedPacket, encode } from 'dns-packet';
import { LocalNames, type NameError } from '../../src/discovery/local-names.js';
import { readRecords } from '../../src/discovery/records.js';
import { Sightings } from '../../src/discovery/sightings.js';
import { hostRecord, Responder } from '../support/responder.js';

/** An operating system that knows no name ending in .local, as most do in a container. */
const knowsNothing: LookupFunction = (_name, _options, callback) =>
  callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), '', 0);
const hangs: LookupFunction = () => {};

describe('A name that ends in .local', () => {
  const toStop: Responder[] = [];
  let name: string;
  let sightings: Sightings;
  beforeEach(() => {
    // All tests of this computer share one port and one group.
    name = `b${randomBytes(6).toString('hex')}.local`;
    sightings = new Sightings();
  });
  afterEach(async () => {
    for (const responder of toStop.splice(0)) await responder.stop();
  });

  function names(system = knowsNothing, times?: ConstructorParameters<typeof LocalNames>[2]): LocalNames {
    return new LocalNames(sightings, system, times);
  }

  function find({ lookup }: LocalNames, asked = name): Promise<unknown> {
    return new Promise((resolve, reject) =>
      lookup(asked, { all: true }, (error, found) => (error ? reject(error) : resolve(found))),
    );
  }

  async function answers(
    choose: (question: DecodedPacket, from: RemoteInfo) => Answer[] | undefined,
  ): Promise<Responder> {
    const responder = await Responder.start((question, from) => {
      if (!question.questions?.some((asked) => asked.name.toLowerCase() === name)) return;
      const records = choose(question, from);
      if (records !== undefined) void responder.answer(question, from, ...records);
    });
    toStop.push(responder);
    return responder;
  }

  it('is answered by its board where the system knows nothing', async () => {
    await answers(() => [hostRecord(name, '127.0.0.1')]);
    deepEqual(await find(names()), [{ address: '127.0.0.1', family: 4 }]);
  });

  it('is answered once to a caller that wants one address', async () => {
    await answers(() => [hostRecord(name, '127.0.0.1')]);
    const found = await new Promise((resolve) =>
      names().lookup(name, {}, (...answer: unknown[]) => resolve(answer)),
    );
    deepEqual(found, [null, '127.0.0.1', 4]);
  });

  it('F3: is answered by its board while the name server of the system hangs', async () => {
    await answers(() => [hostRecord(name, '127.0.0.1')]);
    deepEqual(await find(names(hangs)), [{ address: '127.0.0.1', family: 4 }]);
  });

  it('F7: is what its board announces while nobody has answered yet', async () => {
    // The next question would be asked in ten minutes.
    const asking = names(hangs, { askAtMs: [0, 600_000], giveUpMs: 600_000, settleMs: 20 });
    const found = find(asking);
    const now = performance.now();
    const records = [{ type: 'host', host: name, address: '127.0.0.1', ttlMs: 120_000 }] as const;
    asking.announced(sightings.observe(records, '127.0.0.1', 'announced', now), now);
    deepEqual(await found, [{ address: '127.0.0.1', family: 4 }]);
  });

  it('F3: that the system has answered late changes nothing', async () => {
    await answers(() => [hostRecord(name, '127.0.0.1')]);
    let answer = () => {};
    const late: LookupFunction = (_name, _options, callback) => {
      answer = () => callback(null, '127.0.0.9', 4);
    };
    const found = await find(names(late));
    answer();
    deepEqual(found, [{ address: '127.0.0.1', family: 4 }]);
  });

  it('is answered by the system where it knows more', async () => {
    const fromFile: LookupFunction = (_name, _options, callback) => callback(null, '192.0.2.17', 4);
    deepEqual(await find(names(fromFile)), [{ address: '192.0.2.17', family: 4 }]);
  });

  it('F2: is asked for three times, takes an answer that comes twice, and never waits for IPv6', async () => {
    const types: string[] = [];
    const seen = new Set<number | undefined>();
    const responder = await answers((question, from) => {
      // On each interface once; the loopback's question is counted.
      if (from.address !== '127.0.0.1') return undefined;
      types.push(...(question.questions ?? []).map(({ type }) => type));
      seen.add(question.id);
      if (types.length < 3) return undefined;
      void responder.answer(question, from, hostRecord(name, '127.0.0.1'));
      return [hostRecord(name, '127.0.0.1')];
    });
    const times = { askAtMs: [0, 60, 120], giveUpMs: 2_000, settleMs: 20 };
    deepEqual(await find(names(knowsNothing, times)), [{ address: '127.0.0.1', family: 4 }]);
    deepEqual(types, ['A', 'A', 'A']);
    equal(seen.size, 1);
  });

  it('is asked for with the times of mDNS: at once, after 1 s and after 3 s', () => {
    const { askAtMs } =
      require('../../src/discovery/question.js') as typeof import('../../src/discovery/question.js');
    deepEqual(askAtMs, [0, 1_000, 3_000]);
  });

  it('F1: is the board that has announced itself last, where two have it', async () => {
    await answers(() => [hostRecord(name, '127.0.0.2')]);
    await answers(() => [hostRecord(name, '127.0.0.3')]);
    const now = performance.now();
    for (const [address, at] of [
      ['127.0.0.2', now - 60_000],
      ['127.0.0.3', now - 30_000],
    ] as const) {
      const records = readRecords({ type: 'response', answers: [hostRecord(name, address)] });
      sightings.observe(records, '127.0.0.1', 'announced', at);
    }
    deepEqual(await find(names()), [{ address: '127.0.0.3', family: 4 }]);
    deepEqual(sightings.addressesOf(name, performance.now()), ['127.0.0.3', '127.0.0.2']);
  });

  it('N19: is what was announced just now, without a question', async () => {
    const records = readRecords({ type: 'response', answers: [hostRecord(name, '127.0.0.5')] });
    sightings.observe(records, '127.0.0.1', 'announced', performance.now());
    deepEqual(await find(names(hangs)), [{ address: '127.0.0.5', family: 4 }]);
  });

  const short = { askAtMs: [0], giveUpMs: 300, settleMs: 20 };
  /** For an answer that is to come, on a machine that may be busy. */
  const patient = { askAtMs: [0, 400, 800], giveUpMs: 2_000, settleMs: 20 };

  it('is tried at the last good address where nobody answers any more', async () => {
    const responder = await answers(() => [hostRecord(name, '127.0.0.1')]);
    const resolver = names(knowsNothing, patient);
    await find(resolver);
    await responder.stop();
    toStop.splice(0);
    deepEqual(await find(resolver), [{ address: '127.0.0.1', family: 4 }]);
  });

  it('is not found where nobody answers, in words that a socket understands', async () => {
    await rejects(find(names(knowsNothing, short)), { code: 'ENOTFOUND' });
  });

  for (const address of ['8.8.8.8', '169.254.169.254', '224.0.0.1']) {
    it(`H14: is not found where it would lead to ${address}, and the reason names that`, async () => {
      await answers(() => [hostRecord(name, address)]);
      const error = (await find(names(knowsNothing, patient)).catch((caught) => caught)) as NameError;
      deepEqual(error.reasons, [{ key: 'reason.addressRefused', values: { addresses: address } }]);
    });
  }

  it('T2: is not taken from whoever answers from another port than that of mDNS', async () => {
    const stranger = createSocket('udp4');
    await answers(({ id = 0, questions = [] }, from) => {
      const answer = encode({ type: 'response', id, questions, answers: [hostRecord(name, '127.0.0.9')] });
      stranger.send(answer, from.port, from.address);
      return undefined;
    });
    await rejects(find(names(knowsNothing, short)), { code: 'ENOTFOUND' });
    stranger.close();
  });

  it('is asked for once by all who need it meanwhile', async () => {
    const questions = new Set<number | undefined>();
    await answers(({ id }, { address }) => {
      if (address === '127.0.0.1') questions.add(id);
      return [hostRecord(name, '127.0.0.1')];
    });
    const resolver = names();
    await Promise.all([find(resolver), find(resolver, name.toUpperCase()), find(resolver, `${name}.`)]);
    equal(questions.size, 1);
  });

  it('F5: is found among broken packets, and bytes that are none', async () => {
    const responder = await answers((question, from) => {
      for (const bytes of broken) void responder.send(bytes, from);
      void responder.send(Buffer.concat([Buffer.from([0, question.id ?? 0]), broken[0]!]), from);
      return [hostRecord(name, '127.0.0.1')];
    });
    deepEqual(await find(names()), [{ address: '127.0.0.1', family: 4 }]);
  });

  it('of two labels is asked of the system alone', async () => {
    const asked: string[] = [];
    const system: LookupFunction = (host, _options, callback) => {
      asked.push(host);
      callback(null, [{ address: '192.0.2.18', family: 4 }]);
    };
    deepEqual(await find(names(system), 'printer.office.local'), [{ address: '192.0.2.18', family: 4 }]);
    deepEqual(asked, ['printer.office.local']);
    ok(sightings.list(performance.now()).length === 0);
  });
});

/** A name that points to itself, a header that promises records which are not there, noise, and nothing. */
const broken = [
  Buffer.from('000084000000000100000000c00c00010001000000780004c0a80132', 'hex'),
  Buffer.from('00008400ffffffffffffffff', 'hex'),
  randomBytes(9_000),
  Buffer.alloc(0),
];
