import { deepEqual, equal, ok } from 'node:assert/strict';
import { mostRequests, Requests } from '../../src/board/requests.js';
import { DeliveryError } from '../../src/link/delivery-error.js';
import type { Answer } from '../../src/message/answer.js';
import { nextTurn, timePasses, until } from '../support/flow.js';

type End = Answer | string;

describe('Requests to a board', () => {
  const user = {};
  let requests: Requests;
  /** The ids that were given out, in order. */
  let ids: number[];
  /** What settles the sending of each, in order. */
  let sent: { confirm(): void; fail(error: unknown): void; drop(): void }[];
  let ends: End[];

  beforeEach(() => {
    requests = new Requests();
    ids = [];
    sent = [];
    ends = [];
  });

  /** Sends one that the board has not confirmed yet. */
  function send(answerMs = 25_000, by: object = user): void {
    const sending = (id: number) =>
      new Promise<'confirmed' | 'dropped'>((resolve, reject) => {
        ids.push(id);
        sent.push({ confirm: () => resolve('confirmed'), fail: reject, drop: () => resolve('dropped') });
      });
    requests.run(sending, by, answerMs).then(
      (end) => ends.push(end),
      (error) => ends.push(error instanceof DeliveryError ? `${error.code} ${error.reason}` : String(error)),
    );
  }

  /** Sends one that the board has confirmed. */
  async function ask(answerMs?: number, by?: object): Promise<number> {
    send(answerMs, by);
    sent.at(-1)?.confirm();
    await nextTurn();
    return ids.at(-1)!;
  }

  const hear = (message: unknown) =>
    requests.observe(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));

  afterEach(() => requests.cancel(user));

  it('count on from a random id, and use none twice', async () => {
    for (let at = 0; at < 3; at += 1) hear({ topic: 'led', payload: true, id: await ask() });
    const [first = 0] = ids;
    ok(Number.isInteger(first) && first >= 0 && first < 2 ** 32);
    deepEqual(
      ids,
      [0, 1, 2].map((more) => (first + more) % 2 ** 32),
    );
    const others = Array.from({ length: 20 }, () => {
      send();
      const [own] = ids.slice(-1);
      requests = new Requests();
      return own;
    });
    ok(new Set(others).size > 1);
  });

  // what the board sends for id 7, and how the request ends
  for (const [what, message, expected] of [
    [
      'an answer',
      (id) => ({ topic: 'led', payload: true, id }),
      (id) => ({ id, topic: 'led', payload: true }),
    ],
    [
      'an answer of null',
      (id) => ({ id, payload: null, topic: 't' }),
      (id) => ({ id, topic: 't', payload: null }),
    ],
    [
      'an answer whose number a double would round',
      (id) => `{"topic":"card","payload":12345678901234567890,"id":${id}}`,
      (id) => ({ id, topic: 'card', payload: '12345678901234567890' }),
    ],
    [
      'an answer that is almost JSON',
      (id) => `{"topic":"temperature","payload":{"t":nan},"id":${id}}`,
      (id) => ({ id, topic: 'temperature', payload: { t: null } }),
    ],
    ['a refusal', (id) => ({ topic: '$error', payload: 'No.', id }), () => 'ERR_REFUSED refused'],
    [
      'a refusal without a sentence',
      (id) => ({ topic: '$error', payload: { no: 1 }, id }),
      () => 'ERR_REFUSED refused',
    ],
    ['a foreign id', (id) => ({ topic: 'led', payload: true, id: id + 1 }), () => undefined],
    ['the id as text', (id) => ({ topic: 'led', payload: true, id: `${id}` }), () => undefined],
    ['an id with a fraction', (id) => ({ topic: 'led', payload: true, id: id + 0.5 }), () => undefined],
    ['no id', () => ({ topic: 'led', payload: true }), () => undefined],
    ['a refusal without an id', () => ({ topic: '$error', payload: 'No.' }), () => undefined],
    ['no topic', (id) => ({ payload: true, id }), () => undefined],
    ['no payload', (id) => ({ topic: 'led', id }), () => undefined],
    ['the id inside of the payload', (id) => ({ topic: 'led', payload: { id } }), () => undefined],
    ['a list', (id) => [{ topic: 'led', payload: true, id }], () => undefined],
    ['text that is not JSON', (id) => `"id" ${id}`, () => undefined],
    ['nothing', () => '', () => undefined],
  ] as [string, (id: number) => unknown, (id: number) => End | undefined][]) {
    it(`take ${what} for what it is`, async () => {
      const id = await ask();
      hear(message(id));
      await nextTurn();
      deepEqual(ends[0], expected(id));
    });
  }

  it('are told in the words of the sketch, printable and no longer than 256 characters', async () => {
    const id = await ask();
    let said = '';
    requests
      .run(() => Promise.resolve('confirmed'), user, 25_000)
      .catch(({ values }) => {
        said = values.said;
      });
    hear({ topic: '$error', payload: `\u202eNo\n${'!'.repeat(1_000)}`, id: (id + 1) % 2 ** 32 });
    await nextTurn();
    equal(said, `?No?${'!'.repeat(252)}`);
  });

  it('end each by its own answer, in any order', async () => {
    for (let at = 0; at < 100; at += 1) await ask();
    for (const id of ids.toReversed()) hear({ topic: 'n', payload: id, id });
    await nextTurn();
    deepEqual(
      ends.map((end) => (end as Answer).payload),
      ids.toReversed(),
    );
    equal(requests.counters.answered, 100);
  });

  it('end by an answer that comes before the pong, and do not begin to wait at the pong', async () => {
    send(1);
    hear({ topic: 'led', payload: true, id: ids[0] });
    sent[0]?.confirm();
    await timePasses(20);
    deepEqual(ends, [{ id: ids[0], topic: 'led', payload: true }]);
    deepEqual(requests.counters, { answered: 1, refused: 0, unanswered: 0, late: 0 });
  });

  it('wait as long as the message is not confirmed, and then as long as they may', async () => {
    send(10);
    await timePasses(40);
    deepEqual(ends, []);
    sent[0]?.confirm();
    await until(() => ends.length === 1);
    deepEqual(ends, ['ERR_NO_ANSWER noAnswer']);
    equal(requests.counters.unanswered, 1);
  });

  it('G5: end once: what comes late, twice or for another is counted at most', async () => {
    const id = await ask(1);
    await until(() => ends.length === 1);
    hear({ topic: 'led', payload: true, id });
    const next = await ask();
    for (let twice = 0; twice < 2; twice += 1) hear({ topic: 'led', payload: false, id: next });
    hear({ topic: 'led', payload: true, id: (next + 1) % 2 ** 32 });
    await nextTurn();
    deepEqual(ends, ['ERR_NO_ANSWER noAnswer', { id: next, topic: 'led', payload: false }]);
    deepEqual(requests.counters, { answered: 1, refused: 0, unanswered: 1, late: 2 });
  });

  it('end as their message does where it is not sent', async () => {
    send();
    send();
    sent[0]?.fail(new DeliveryError('ERR_OFFLINE', 'offline'));
    sent[1]?.drop();
    await nextTurn();
    deepEqual(ends, ['ERR_OFFLINE offline', 'dropped']);
    deepEqual(requests.counters, { answered: 0, refused: 0, unanswered: 0, late: 0 });
  });

  it('end as unknown with the connection, but for those that the board has not confirmed', async () => {
    await ask();
    send();
    requests.connectionLost();
    await nextTurn();
    deepEqual(ends, ['ERR_NO_ANSWER answerLost']);
    sent[1]?.fail(new DeliveryError('ERR_UNCONFIRMED', 'unconfirmed'));
    await nextTurn();
    equal(ends[1], 'ERR_UNCONFIRMED unconfirmed');
  });

  it('end with their user, and no later than it is known whether the board has the message', async () => {
    const other = {};
    await ask();
    await ask(undefined, other);
    send();
    requests.cancel(user);
    await nextTurn();
    deepEqual(ends, ['ERR_NO_ANSWER answerLost']);
    sent[2]?.confirm();
    await nextTurn();
    deepEqual(ends, ['ERR_NO_ANSWER answerLost', 'ERR_NO_ANSWER answerLost']);
    requests.cancel(other);
    await nextTurn();
    equal(ends.length, 3);
  });

  it('are refused where 256 are open, and taken again when one has ended', async () => {
    for (let at = 0; at < mostRequests + 1; at += 1) send();
    await nextTurn();
    deepEqual(ends, ['ERR_BUSY requests']);
    equal(ids.length, mostRequests);
    hear({ topic: 'led', payload: true, id: ids[0] });
    send();
    await nextTurn();
    equal(ends.length, 2);
    equal(ids.length, mostRequests + 1);
    for (const { confirm } of sent) confirm();
    await nextTurn();
  });

  it('forget ids that ended long ago', async () => {
    const first = await ask();
    hear({ topic: 'led', payload: true, id: first });
    for (let at = 0; at < 256; at += 1) hear({ topic: 'led', payload: true, id: await ask() });
    hear({ topic: 'led', payload: true, id: first });
    equal(requests.counters.late, 0);
    hear({ topic: 'led', payload: true, id: ids.at(-1) });
    equal(requests.counters.late, 1);
  });

  describe('that a sketch refuses without an id, as it does what it cannot parse', () => {
    /** What the connection counts. */
    let counts: { confirmed: number; unknown: number };
    const refuse = () => hear({ topic: '$error', payload: 'Too long.' });

    beforeEach(() => {
      counts = { confirmed: 5, unknown: 2 };
      requests = new Requests(counts);
      requests.opened();
    });

    /** A pong confirms the last request, and so many other messages. */
    async function confirm(others = 0): Promise<void> {
      counts.confirmed += 1 + others;
      sent.at(-1)?.confirm();
      await nextTurn();
    }

    it('end refused with the pong that comes next', async () => {
      send();
      refuse();
      await nextTurn();
      deepEqual(ends, []);
      await confirm();
      deepEqual(ends, ['ERR_REFUSED refused']);
      equal(requests.counters.refused, 1);
      await ask();
      equal(ends.length, 1);
    });

    it('do so once it is sure again after another connection', async () => {
      counts.unknown += 1;
      requests.opened();
      send();
      refuse();
      await confirm();
      deepEqual(ends, ['ERR_REFUSED refused']);
    });

    // what makes it unsure that the refusal means this request
    for (const [what, happen] of [
      ['another message is confirmed with it', () => confirm(1)],
      [
        'another message was confirmed in between',
        () => {
          counts.confirmed += 1;
          return confirm();
        },
      ],
      [
        'two refusals come before it is confirmed',
        () => {
          refuse();
          return confirm();
        },
      ],
      [
        'another message of this connection was left unconfirmed',
        () => {
          counts.unknown += 1;
          return confirm();
        },
      ],
      [
        'the refusal came over an earlier connection',
        () => {
          requests.opened();
          return confirm();
        },
      ],
    ] as const)
      it(`wait for their answer where ${what}`, async () => {
        send();
        refuse();
        await happen();
        deepEqual(ends, []);
        requests.connectionLost();
        await nextTurn();
        deepEqual(ends, ['ERR_NO_ANSWER answerLost']);
      });

    it('wait for their answer where no pong confirms them', async () => {
      requests = new Requests();
      requests.opened();
      await ask();
      refuse();
      await ask();
      deepEqual(ends, []);
    });

    it('leave to its own answer a request that has one', async () => {
      send();
      refuse();
      hear({ topic: 'led', payload: true, id: ids[0] });
      await confirm();
      deepEqual(ends, [{ topic: 'led', payload: true, id: ids[0] }]);
    });
  });
});
