import { deepEqual, equal, match } from 'node:assert/strict';
import { Summary } from '../../src/fleet/summary.js';
import { causes } from '../../src/link/cause.js';
import type { Report } from '../../src/link/report.js';
import { moduleOf, wordsIn } from '../support/boards-words.js';
import { languages } from '../support/editor.js';

/** What the tab *Boards* shows, without a browser. */

type Words = ReturnType<typeof wordsIn>;
type Json = Readonly<Record<string, unknown>>;

interface Row {
  readonly name: string;
  readonly light: string;
  readonly state: string;
  readonly roundTrip: string;
  readonly signal: string;
  readonly bars: number;
  readonly lastWord: string;
}
interface List {
  readonly sentence: string;
  readonly groups: { readonly title: string; readonly summary: string; readonly rows: Row[] }[];
  readonly found: {
    readonly key: string;
    readonly name: string;
    readonly address: string;
    readonly remarks: string;
  }[];
  readonly unshown: number;
}
interface Shown {
  readonly sentence: string;
  readonly values: Json[];
  readonly events: Json[];
  readonly facts: [string, string][];
  readonly windows: Readonly<Record<'hour' | 'day', { readonly summary: string; readonly pieces: Json[] }>>;
}
interface Modules {
  shownList(facts: Json, words: Words): List;
  shownBoard(detail: Json, moment: { elapsedMs: number; wall: number }, words: Words): Shown;
  endOf(end: Json, board: Json, words: Words): { light: string; what: string; sentence: string };
  payloadOf(typed: string): unknown;
  linePath(trend: { values: (number | null)[] }): string;
  durationText(ms: number, words: Words): string;
  clockText(wall: number, now: number, words: Words): string;
}

let shared: Modules;
const words = wordsIn();
const wall = new Date(2026, 10, 28, 14, 3, 22).getTime();

before(async () => {
  const names = ['boards-model', 'board-model', 'board-send-model', 'board-lines', 'boards-time'];
  shared = Object.assign({}, ...(await Promise.all(names.map((name) => moduleOf<object>(name)))));
});

const reportOf = (state: Report['state']): Report => {
  return { state, cause: undefined, detail: undefined, attempt: 0, roundTripMs: undefined };
};

const board = (name: string, more: Json = {}) => ({
  config: name,
  name,
  address: `${name}:81`,
  state: 'ready',
  reasons: [],
  ...more,
});

const listOf = (boards: Json[], more: Json = {}) =>
  shared.shownList(
    {
      boards,
      elapsedMs: 0,
      isAnyUndeployed: false,
      isUsed: () => false,
      titleOf: ({ config }: { config: string }) => `title of ${config}`,
      ...more,
    },
    words,
  );

const detailOf = (more: Json = {}) => {
  const uptime = { outages: 0, longestOutageMs: 0, percent: 100 };
  const none = { ignored: {}, repaired: {}, dropped: {} };
  const counters = {
    ...{ attempts: 1, connects: 1, disconnects: {}, faults: 0, requests: {} },
    ...{ sent: { confirmed: 0 }, received: { delivered: 0, evicted: 0, ...none } },
  };
  const lists = { topics: [], events: [], strips: { hour: [], day: [] } };
  return { ...board('kitchen'), ...lists, uptime: { hour: uptime, day: uptime }, counters, ...more };
};
const shownOf = (more: Json, elapsedMs = 0) => shared.shownBoard(detailOf(more), { elapsedMs, wall }, words);

describe('The list of the tab Boards', () => {
  for (const [state, light, text] of [
    ['ready', 'good', 'ready'],
    ['slow', 'warning', 'slow'],
    ['no pongs', 'warning', 'no pongs'],
    ['silent', 'warning', 'silent'],
    ['connecting', 'busy', 'connecting'],
    ['closing', 'busy', 'closing'],
    ['disconnected', 'off', 'disconnected'],
    ['lost', 'bad', 'lost'],
  ] as const) {
    it(`shows ${state} as ${light}`, () => {
      const [row] = listOf([board('kitchen', { state })]).groups[0]!.rows;
      deepEqual([row?.light, row?.state], [light, text]);
    });

    it(`counts ${state} as the status of a node does`, () => {
      const other = { config: 'plants', state: 'lost' };
      const [group] = listOf([board('a', { config: 'plants', state }), board('b', other)]).groups;
      const status = new Summary();
      status.update('b', reportOf('lost'));
      const isUp = status.update('a', reportOf(state)).fill !== 'red';
      equal(group?.summary, isUp ? '1/2' : '0/2');
    });
  }

  it('has a word for each cause, in each language', () => {
    for (const language of languages)
      for (const cause of causes) {
        const facts = { boards: [board('a', { state: 'lost', cause })], elapsedMs: 0, titleOf: () => '' };
        equal(shared.shownList(facts, wordsIn(language)).groups[0]!.rows[0]!.light, 'bad');
      }
  });

  it('shows the round trip, the signal and the age of the last message, older by what has passed since', () => {
    const told = { roundTripMs: 12, signalDbm: -61, lastWordMs: 1_000 };
    const [row] = listOf([board('kitchen', told)], { elapsedMs: 4_500 }).groups[0]!.rows;
    deepEqual([row?.roundTrip, row?.signal, row?.bars, row?.lastWord], ['12 ms', '-61 dBm', 3, '5 s ago']);
  });

  for (const [dBm, bars] of [
    [-40, 4],
    [-55, 4],
    [-56, 3],
    [-70, 2],
    [-80, 1],
    [-90, 0],
  ] as const) {
    it(`shows ${bars} bars for ${dBm} dBm`, () =>
      equal(listOf([board('a', { signalDbm: dBm })]).groups[0]!.rows[0]!.bars, bars));
  }

  it('puts boards that are alone first, and several of one config node below its name; by name, numbers as numbers', () => {
    const plants = ['plant-10', 'plant-9'].map((name) => board(name, { config: 'plants' }));
    const lost = board('plant-11', { config: 'plants', state: 'lost', cause: 'silent' });
    const { groups } = listOf([...plants, lost, board('lamp'), board('garage')]);
    deepEqual(
      groups.map(({ rows, summary, title }) => [title, summary, ...rows.map(({ name }) => name)]),
      [
        ['', '', 'garage', 'lamp'],
        ['title of plants', '2/3', 'plant-9', 'plant-10', 'plant-11'],
      ],
    );
  });

  it('says how many are connected, and what to do where there is none', () => {
    equal(listOf([board('a'), board('b', { state: 'lost' })]).sentence, '1 of 2 boards connected');
    match(listOf([]).sentence, /^Your flows use no board yet\. Drag an esp8266 in node/);
    match(listOf([], { isAnyUndeployed: true }).sentence, /not deployed yet/);
    const found = { boards: [{ host: 'new.local', addresses: ['192.168.1.5'] }] };
    match(listOf([], { found }).sentence, /Choose one of the boards that were found\.$/);
  });

  it('lists boards that were found and that nobody uses, each address of one name, a hundred at most', () => {
    const found = {
      boards: [
        { host: 'used.local', addresses: ['192.168.1.5'], port: 81 },
        { host: 'Told.local', addresses: ['192.168.1.6'] },
        { host: 'two.local', addresses: ['192.168.1.7', '192.168.1.8'], port: 82 },
        ...Array.from({ length: 110 }, (_each, n) => ({ host: `z${n}.local`, addresses: [`10.0.0.${n}`] })),
      ],
    };
    const isUsed = (address: string) => address === '192.168.1.5:81';
    const list = listOf([board('told.local')], { found, isUsed });
    deepEqual(
      list.found.slice(0, 3).map(({ address, name }) => [name, address]),
      [
        ['two.local', '192.168.1.7:82'],
        ['two.local', '192.168.1.8:82'],
        ['z0.local', '10.0.0.0:81'],
      ],
    );
    deepEqual([list.found.length, list.unshown], [100, 12]);
  });

  it('keeps the boards that were found in their place, whichever was heard last, and shows what they say of themselves later', () => {
    const early = { host: 'plant-9.local', addresses: ['192.168.1.9'] };
    const other = { host: 'plant-10.local', addresses: ['192.168.1.10'], port: 81 };
    const late = { ...early, port: 8_181, text: { sketch: 'telemetry' } };
    const foundOf = (...boards: Json[]) => listOf([], { found: { boards } }).found;
    const [before, after] = [foundOf(early, other), foundOf(other, late)];
    deepEqual(
      after.map(({ name, remarks }) => [name, remarks]),
      [
        ['plant-9.local', 'telemetry'],
        ['plant-10.local', ''],
      ],
    );
    // One key is one row on the page.
    deepEqual(
      after.map(({ key }) => key),
      before.map(({ key }) => key),
    );
  });
});

describe('An opened board of the tab Boards', () => {
  it('says why it is not connected, and what to do, also while it is tried again', () => {
    const sentence = /^Nothing listens on kitchen:81\. Check that .* port 81\.$/;
    match(
      shownOf({ state: 'lost', cause: 'refused', reasons: [{ key: 'cause.refused' }] }).sentence,
      sentence,
    );
    const events = [{ kind: 'lost', cause: 'refused', at: wall, lastAt: wall, count: 1 }];
    match(shownOf({ state: 'connecting', events }).sentence, sentence);
    equal(shownOf({ state: 'ready', events }).sentence, '');
  });

  for (const [json, text] of [
    ['21.299999237', '21.3'],
    ['40774', '40774'],
    ['true', 'true'],
    ['"on"', 'on'],
    ['{"a":1}', '{"a":1}'],
    ['"cut of…', '"cut of…'],
    [undefined, '–'],
  ] as const) {
    it(`shows the value ${json} as ${text}`, () =>
      equal(shownOf({ topics: [{ topic: 't', value: json, ageMs: 0 }] }).values[0]!.value, text));
  }

  it('shows of a topic its unit, its age, whether it can be set or is an event, and no hello', () => {
    const topics = [
      { topic: 'led', value: 'true', ageMs: 2_000, unit: '%', settable: true },
      { topic: 'button', event: true },
      { topic: '$hello', value: '1', ageMs: 0 },
    ];
    deepEqual(
      shownOf({ topics }, 1_000).values.map(({ age, remark, unit }) => [unit, age, remark]),
      [
        ['%', '3 s ago', 'can be set'],
        ['', '', 'event'],
      ],
    );
  });

  it('takes the newest number of a field that has no message of its own', () => {
    const trend = { stepMs: 5_000, values: [1, 2, null, null] };
    const [value] = shownOf({ topics: [{ topic: 'a.b', trend }] }).values;
    deepEqual([value?.value, value?.age], ['2', '10 s ago']);
  });

  it('says how it was connected, and calls nothing 100 % that was not', () => {
    const hour = { percent: 99.98, outages: 2, longestOutageMs: 200_000 };
    const { day, hour: shown } = shownOf({
      uptime: { hour, day: { outages: 0, longestOutageMs: 0 } },
    }).windows;
    equal(shown.summary, 'Connected 99.9 % of the last hour · Outages: 2 · longest 3 min 20 s');
    equal(day.summary, 'Not used in the last day');
  });

  it('draws a strip from left to right, as wide as the time it stands for', () => {
    const hour = [
      { fromAgoMs: 3_600_000, toAgoMs: 1_800_000, state: 'none' },
      { fromAgoMs: 1_800_000, toAgoMs: 900_000, state: 'partly', share: 0.25 },
      { fromAgoMs: 900_000, toAgoMs: 0, state: 'up' },
    ];
    deepEqual(shownOf({ strips: { hour, day: [] } }).windows.hour.pieces, [
      { x: 0, width: 500, state: 'none', share: 0 },
      { x: 500, width: 250, state: 'partly', share: 0.25 },
      { x: 750, width: 250, state: 'up', share: 1 },
    ]);
  });

  it('lists what happened with its time, its cause and how often', () => {
    const events = [
      { kind: 'lost', cause: 'slots full?', detail: 'read ECONNRESET', at: wall, lastAt: wall, count: 1 },
      { kind: 'reboot', at: wall - 60_000, lastAt: wall, count: 3 },
    ];
    deepEqual(
      shownOf({ events }).events.map(({ detail, light, what, when }) => [light, what, detail, when]),
      [
        ['bad', 'slots full?', 'read ECONNRESET', '02:03:22 PM'],
        ['warning', 'restarted', '', '3 ×, 02:02:22 PM to 02:03:22 PM'],
      ],
    );
  });

  it('shows nothing of a board that turns a line around or hides', () => {
    const evil = `a\u202eb\u0000${'x'.repeat(500)}`;
    const { facts, values } = shownOf({
      board: evil,
      topics: [{ topic: evil, value: `"${evil}"`, ageMs: 0 }],
    });
    for (const text of [...facts.flat(), ...Object.values(values[0]!)])
      equal(/\p{C}|.{200}/u.test(String(text)), false, String(text));
  });
});

describe('The small line of a topic', () => {
  for (const [values, path] of [
    [[5], 'M119.5 10h0'],
    [[1, 3], 'M118.5 18h0L119.5 2'],
    [[1, null, 3], 'M117.5 18h0L119.5 2'],
    [[1, ...Array(12).fill(null), 3], 'M106.5 18h0M119.5 2h0'],
  ] as const) {
    it(`is ${path}`, () => equal(shared.linePath({ values: [...values] }), path));
  }
});

describe('What is sent from the tab Boards', () => {
  for (const [typed, payload] of [
    ['21.5', 21.5],
    ['true', true],
    ['{"a":1}', { a: 1 }],
    ['"x"', 'x'],
    ['on', 'on'],
    ['', ''],
    ['{a', '{a'],
  ] as const) {
    it(`is ${JSON.stringify(payload)} where somebody typed ${typed || 'nothing'}`, () =>
      deepEqual(shared.payloadOf(typed), payload));
  }

  const failed = (code: string, reason: string, values = {}) => ({ end: 'failed', code, reason, values });
  for (const [end, light, text] of [
    [{ end: 'answered', payload: true }, 'good', 'Carried out: the sketch says it is done. true'],
    [{ end: 'answered', payload: null }, 'good', 'Carried out: the sketch says it is done.'],
    [{ end: 'confirmed' }, 'good', 'Confirmed: the board has received it.'],
    [{ end: 'dropped' }, 'off', 'Not sent: the board is offline.'],
    [failed('ERR_REFUSED', 'refused', { said: 'No.' }), 'bad', 'Refused by the sketch: No.'],
    [
      failed('ERR_UNCONFIRMED', 'unconfirmed'),
      'warning',
      'Unknown: Unknown if kitchen has it: see what it did.',
    ],
    [failed('ERR_NO_ANSWER', 'noAnswer', { seconds: 5 }), 'warning', 'Unknown: Unknown if kitchen did it:'],
    [
      failed('ERR_OFFLINE', 'offline', { why: 'silent' }),
      'bad',
      'Not sent: kitchen is offline: check power and Wi-Fi.',
    ],
  ] as const) {
    it(`ends as ${text}`, () => {
      const ended = shared.endOf(end, { name: 'kitchen', address: 'kitchen:81' }, words);
      equal(ended.light, light);
      equal(`${ended.what} ${ended.sentence}`.trim().slice(0, text.length), text);
    });
  }
});

describe('Times in the tab Boards', () => {
  for (const [ms, text] of [
    [400, '0 s'],
    [12_000, '12 s'],
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h'],
    [7_530_000, '2 h 5 min'],
  ] as const) {
    it(`say ${ms} ms as ${text}`, () => equal(shared.durationText(ms, words), text));
  }

  it('name the date of another day', () => {
    equal(shared.clockText(wall, wall, words), '02:03:22 PM');
    equal(shared.clockText(wall - 86_400_000, wall, words), 'Nov 27 02:03:22 PM');
  });
});
