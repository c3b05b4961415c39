import { deepEqual, equal, match, ok } from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { ArduinoServer, Sketch, WStype } from '../../src/virtual-board/sketch.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import {
  boardItem,
  codeOf,
  collect,
  deploy,
  describeBoard,
  endsItems,
  type FlowItem,
  helperItem,
  inItem,
  input,
  linked,
  load,
  type Msg,
  nextTurn,
  node,
  onCall,
  onError,
  outItem,
  requestItem,
  statusText,
  statusTexts,
  tabItem,
  textsOf,
  timePasses,
  until,
  useBoard,
} from '../support/flow.js';

/** What a client has asked. */
interface Asked {
  readonly num: number;
  readonly id: number;
  readonly topic: string;
  readonly payload: unknown;
}

/** Keeps what it is asked, and answers when and what a test wants. */
class AskedSketch implements Sketch {
  readonly asked: Asked[] = [];
  /** Called with each message; none is answered by itself. */
  onAsked: (asked: Asked) => void = () => {};
  private server!: ArduinoServer;

  setup(server: ArduinoServer): void {
    this.server = server;
  }

  onEvent(num: number, type: WStype, payload: Buffer): void {
    if (type !== 'WStype_TEXT') return;
    const asked = { num, ...JSON.parse(payload.toString()) } as Asked;
    this.asked.push(asked);
    this.onAsked(asked);
  }

  answer({ num, id, topic }: Asked, payload: unknown): void {
    this.server.sendTXT(num, JSON.stringify({ topic, payload, id }));
  }
}

/** Long enough for the board to confirm what it does not answer, also on a busy machine. */
const answerSeconds = 1;

describe('The request node', () => {
  const used = useBoard();
  let answers: Msg[];
  /** How messages have ended, in order: `done`, or the sentence with its code. */
  let ends: string[];

  const flow = (saved: Readonly<Record<string, unknown>> = {}, board = boardItem(used.board)) => [
    tabItem,
    board,
    requestItem(saved),
    helperItem('answered'),
    ...endsItems('request'),
  ];

  async function loadRequest(...what: Parameters<typeof flow>): Promise<void> {
    await load(flow(...what));
    ends = [];
    answers = collect('answered');
    watchEnds();
  }

  function watchEnds(): void {
    node('done').on('input', () => ends.push('done'));
    node('failed').on('input', (msg) => ends.push(sentenceOf(msg as Msg)));
  }

  /** Puts another board in the place of the one that echoes. */
  async function useSketch<S extends Sketch>(sketch: S | 'telemetry', loopDelayMs = 0): Promise<S> {
    const { port } = used.board;
    await used.board.close();
    used.board = new VirtualBoard({ sketch, port, loopDelayMs });
    await used.board.listen();
    return sketch as S;
  }

  const ask = (topic: string, payload?: unknown, more: object = {}) =>
    input('request', { topic, payload, ...more } as Msg);
  const counters = () => describeBoard().counters.requests;
  const unanswered = { answered: 0, refused: 0, unanswered: 1, late: 0 };

  it('sends a command, and hands on the answer in the msg that asked, with all that is in it', async () => {
    await useSketch('telemetry');
    await loadRequest();
    await linked(used.board);
    ask('led', true, { _session: 'kept', parts: { id: 1 } });
    await until(() => answers.length === 1 && ends.length === 1);
    const [{ _msgid, ...answer } = {} as Msg] = answers;
    deepEqual(answer, {
      topic: 'led',
      payload: true,
      board: 'kitchen',
      _session: 'kept',
      parts: { id: 1 },
    } as object);
    deepEqual(ends, ['done']);
    equal(counters().answered, 1);
  });

  it('asks for a value, whatever the payload of the msg, by the topic of the node', async () => {
    await useSketch('telemetry');
    await loadRequest({ ask: 'value', topic: 'temperature' });
    await linked(used.board);
    ask('led', true);
    await until(() => answers.length === 1);
    equal(answers[0]?.topic, 'temperature');
    equal(typeof answers[0]?.payload, 'number');
    match(textsOf(used.board)[0]!, /^\{"topic":"temperature","payload":null,"id":\d+\}$/);
  });

  it('gives each of many the answer to its own question, in whatever order they come', async () => {
    const sketch = await useSketch(new AskedSketch());
    await loadRequest();
    await linked(used.board);
    // One after another: of many at once, a board that seems slow is sent only some.
    for (let at = 0; at < 20; at += 1) {
      ask('double', at, { asked: at });
      await until(() => sketch.asked.length === at + 1);
    }
    await statusText('request', 'open 9+');
    for (const asked of sketch.asked.toReversed()) sketch.answer(asked, 2 * Number(asked.payload));
    await until(() => ends.length === 20);
    deepEqual(
      answers.map(({ asked, payload }) => [asked, payload]),
      Array.from({ length: 20 }, (_, at) => [19 - at, 2 * (19 - at)]),
    );
    deepEqual(new Set(ends), new Set(['done']));
    await statusText('request', 'ready');
  });

  it('shows how many are open', async () => {
    const sketch = await useSketch(new AskedSketch());
    await loadRequest();
    await statusText('request', 'ready');
    ask('a', 1);
    await statusText('request', 'open 1');
    ask('b', 1);
    await statusText('request', 'open 2');
    await until(() => sketch.asked.length === 2);
    sketch.answer(sketch.asked[1]!, 1);
    await statusText('request', 'open 1');
    sketch.answer(sketch.asked[0]!, 1);
    await statusText('request', 'ready');
    await until(() => ends.length === 2);
    deepEqual(ends, ['done', 'done']);
  });

  for (const [topic, payload, sentence] of [
    ['led', 'maybe', 'The payload of "led" is true or false.'],
    ['lamp', true, 'Unknown topic "lamp". This sketch takes "led" only.'],
    ['light', 1, 'Topic "light" cannot be set. This sketch takes "led" only.'],
  ] as const)
    it(`tells in the words of the sketch why it refuses ${topic} = ${payload}`, async () => {
      await useSketch('telemetry');
      await loadRequest();
      await linked(used.board);
      ask(topic, payload);
      await until(() => ends.length === 1);
      deepEqual(ends, [`ERR_REFUSED: ${sentence}`]);
      deepEqual(answers, []);
      equal(counters().refused, 1);
    });

  it('ends as unknown where a sketch knows no ids, though the board has the message', async () => {
    await loadRequest({ answerSeconds });
    await linked(used.board);
    ask('led', true);
    await until(() => ends.length === 1);
    deepEqual(ends, ['ERR_NO_ANSWER: undelivered.noAnswer']);
    deepEqual(counters(), unanswered);
    equal(describeBoard().counters.sent.confirmed, 1);
  });

  it('G5: ignores a foreign id, counts an answer that is late or comes twice, and hands on none of them', async () => {
    const sketch = await useSketch(new AskedSketch());
    await loadRequest({ answerSeconds });
    await linked(used.board);
    ask('led', true);
    await until(() => sketch.asked.length === 1);
    const [first] = sketch.asked;
    sketch.answer({ ...first!, id: (first!.id + 1) % 2 ** 32 }, 'foreign');
    await until(() => ends.length === 1);
    deepEqual(ends, ['ERR_NO_ANSWER: undelivered.noAnswer']);
    sketch.answer(first!, 'late');
    await until(() => counters().late === 1);
    sketch.onAsked = (asked) => {
      for (const payload of ['one', 'two']) sketch.answer(asked, payload);
    };
    ask('led', false);
    await until(() => counters().late === 2);
    await until(() => ends.length === 2);
    await nextTurn();
    deepEqual(
      answers.map(({ payload }) => payload),
      ['one'],
    );
    deepEqual(counters(), { answered: 1, refused: 0, unanswered: 1, late: 2 });
  });

  it('G5: ends as unknown at a reboot of the board, and takes nothing that the board says afterwards for an answer', async () => {
    const sketch = await useSketch(new AskedSketch());
    await loadRequest();
    await linked(used.board);
    ask('led', true);
    await until(() => sketch.asked.length === 1 && describeBoard().counters.sent.confirmed === 1);
    used.board.reset();
    await until(() => ends.length === 1);
    deepEqual(ends, ['ERR_NO_ANSWER: undelivered.answerLost']);
    await linked(used.board, 2);
    sketch.answer(sketch.asked[0]!, true);
    await until(() => counters().late === 1);
    deepEqual(answers, []);
    // Never sent again.
    equal(sketch.asked.length, 1);
    deepEqual(counters(), { ...unanswered, late: 1 });
  });

  it('is ERR_OFFLINE where the board is offline, and sends nothing later', async () => {
    const { port } = used.board;
    await used.board.close();
    await loadRequest({}, boardItem(port));
    await statusText('request', 'refused');
    ask('led', true);
    await until(() => ends.length === 1);
    match(ends[0]!, /^ERR_OFFLINE: /);
    used.board = new VirtualBoard({ sketch: 'telemetry', port });
    await used.board.listen();
    await linked(used.board);
    await statusText('request', 'ready');
    deepEqual(textsOf(used.board), []);
  });

  it('is ERR_UNCONFIRMED where the board is frozen: nobody knows whether it has the message', async () => {
    await useSketch('telemetry');
    await loadRequest();
    await linked(used.board);
    used.board.freeze();
    ask('led', true);
    await until(() => ends.length === 1);
    match(ends[0]!, /^ERR_UNCONFIRMED: /);
  });

  for (const [what, saved, msg] of [
    ['has no topic', {}, { payload: true }],
    ['has no payload', {}, { topic: 'led' }],
    ['is binary', {}, { topic: 'led', payload: Buffer.from('x') }],
    ['has a topic of 257 characters', { topic: 'x'.repeat(257) }, { payload: true }],
  ] as const)
    it(`is ERR_BAD_PAYLOAD where the message ${what}, and takes no id`, async () => {
      await loadRequest(saved);
      await linked(used.board);
      input('request', { ...msg } as Msg);
      await until(() => ends.length === 1);
      match(ends[0]!, /^ERR_BAD_PAYLOAD: /);
      deepEqual(textsOf(used.board), []);
    });

  it('is ERR_BUSY for what is over 256 at once, and for those that give way to them', async () => {
    const sketch = await useSketch(new AskedSketch());
    sketch.onAsked = (asked) => sketch.answer(asked, asked.payload);
    // Time enough for each: on a busy machine some would end as unknown.
    await loadRequest({ answerSeconds: 300 }, boardItem(used.board, { confirmSeconds: 60, deadSeconds: 90 }));
    await linked(used.board);
    for (let at = 0; at < 300; at += 1) ask('n', at, { asked: at });
    await until(() => ends.length === 300);
    equal(ends.filter((end) => end === 'ERR_BUSY: undelivered.requests').length, 44);
    const answered = ends.filter((end) => end === 'done').length;
    equal(ends.filter((end) => end === 'ERR_BUSY: undelivered.busy').length, 256 - answered);
    ok(answered > 0);
    deepEqual(
      answers.filter(({ asked, payload }) => asked !== payload),
      [],
    );
    equal(sketch.asked.length, answered);
    ask('n', 1);
    await until(() => ends.length === 301);
    equal(ends.at(-1), 'done');
  });

  describe('at a deploy', () => {
    const changed = () => flow({ name: 'another' });

    it('ends what is open as unknown at once, and says so once', async () => {
      const sketch = await useSketch(new AskedSketch());
      await loadRequest({ answerSeconds: 300 });
      await linked(used.board);
      const errors: string[] = [];
      const warnings: string[] = [];
      onError('request', (text) => errors.push(text));
      onCall('request', 'warn', (text) => warnings.push(text));
      for (const topic of ['a', 'b']) ask(topic, 1);
      await until(() => sketch.asked.length === 2 && describeBoard().counters.sent.confirmed === 2);
      await deploy(changed(), 'nodes');
      deepEqual(errors, Array(2).fill('ERR_NO_ANSWER: undelivered.answerLost'));
      deepEqual(warnings, ['leftovers']);
      for (const asked of sketch.asked) sketch.answer(asked, 1);
      await until(() => counters().late === 2);
      equal(counters().unanswered, 2);
    });

    it('does not wait for the answer to what the board confirms meanwhile', async () => {
      // The connection stays, for another node.
      const listening = inItem({ wires: [] });
      await load([...flow({ answerSeconds: 300 }), listening]);
      await linked(used.board);
      const errors: string[] = [];
      onError('request', (text) => errors.push(text));
      used.board.freeze();
      ask('led', true);
      await nextTurn();
      node('request').on('close', () => used.board.thaw());
      await deploy([...changed(), listening], 'nodes');
      deepEqual(errors, ['ERR_NO_ANSWER: undelivered.answerLost']);
      equal(describeBoard().counters.sent.confirmed, 1);
    });

    it('asks anew with the next id', async () => {
      const sketch = await useSketch(new AskedSketch());
      await loadRequest();
      await linked(used.board);
      ask('a', 1);
      await until(() => sketch.asked.length === 1);
      await deploy(changed(), 'nodes');
      ask('a', 1);
      await until(() => sketch.asked.length === 2);
      equal(sketch.asked[1]!.id, (sketch.asked[0]!.id + 1) % 2 ** 32);
      await helper.clearFlows();
    });
  });

  for (const saved of [{ ask: 'perhaps' }, { answerSeconds: 0 }, { answerSeconds: 301 }, { board: '' }])
    it(`shows "configuration" for ${JSON.stringify(saved)}, and says ERR_CONFIG to each msg`, async () => {
      await loadRequest(saved);
      await statusText('request', 'configuration');
      ask('led', true);
      await until(() => ends.length === 1);
      match(ends[0]!, /^ERR_CONFIG: /);
      await timePasses(300);
      deepEqual(new Set(statusTexts('request')), new Set(['configuration']));
    });

  describe('and an out node that is complete when the sketch has answered', () => {
    const asked = { send: 'topic', topic: 'led', completeWhen: 'answered' };

    async function loadOut(saved: Readonly<Record<string, unknown>> = {}): Promise<void> {
      const items: FlowItem[] = [outItem({ ...asked, ...saved }), ...endsItems()];
      await load([tabItem, boardItem(used.board), ...items]);
      ends = [];
      watchEnds();
      await linked(used.board);
    }

    it('waits for the answer, not only for the pong', async () => {
      const sketch = await useSketch(new AskedSketch());
      await loadOut();
      input('out', { payload: true });
      await until(() => describeBoard().counters.sent.confirmed === 1);
      await timePasses(50);
      deepEqual(ends, []);
      sketch.answer(sketch.asked[0]!, true);
      await until(() => ends.length === 1);
      deepEqual(ends, ['done']);
    });

    it('tells in the words of the sketch why it refuses', async () => {
      await useSketch('telemetry');
      await loadOut();
      input('out', { payload: 'maybe' });
      await until(() => ends.length === 1);
      deepEqual(ends, ['ERR_REFUSED: The payload of "led" is true or false.']);
    });

    it('ends as unknown where the sketch does not answer', async () => {
      await loadOut({ answerSeconds });
      input('out', { payload: true });
      await until(() => ends.length === 1);
      deepEqual(ends, ['ERR_NO_ANSWER: undelivered.noAnswer']);
    });

    it('has one end where the message is sent again, and the sketch answers both', async () => {
      const sketch = await useSketch(new AskedSketch());
      sketch.onAsked = (each) => sketch.answer(each, true);
      await loadOut({ unconfirmed: 'resend', whileAway: 'queue' });
      used.board.freeze();
      input('out', { payload: true });
      await nextTurn();
      used.board.reset();
      await until(() => ends.length === 1);
      deepEqual(ends, ['done']);
      deepEqual(
        sketch.asked.map(({ payload }) => payload),
        [true],
      );
    });

    for (const saved of [{ completeWhen: 'received' }, { completeWhen: undefined }, { send: 'payload' }])
      it(`sends no id with ${JSON.stringify(saved)}`, async () => {
        await loadOut(saved);
        input('out', { payload: true });
        await until(() => ends.length === 1);
        deepEqual(ends, ['done']);
        deepEqual(textsOf(used.board).join().includes('"id"'), false);
      });

    for (const saved of [{ completeWhen: 'perhaps' }, { answerSeconds: 301 }])
      it(`shows "configuration" for ${JSON.stringify(saved)}`, async () => {
        await load([tabItem, boardItem(used.board), outItem({ ...asked, ...saved })]);
        await statusText('out', 'configuration');
      });
  });
});

/** What a Catch node was told. */
function sentenceOf(msg: Msg): string {
  const { message } = msg.error as { message: string };
  ok(message.startsWith(codeOf(msg)));
  return message;
}
