import { deepEqual, equal, ok } from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { deliveryDefaults } from '../../src/settings/delivery-settings.js';
import { requestDefaults } from '../../src/settings/request-settings.js';
import { textOf } from '../support/editor.js';
import type { Item } from '../support/node-red.js';

interface Topic {
  readonly topic: string;
  readonly type?: string;
  readonly unit?: string;
  readonly settable?: boolean;
  readonly event?: boolean;
  readonly value?: string;
}

type Make = (
  board: { name: string; config: string; isOneOfSeveral: boolean; topics: readonly Topic[] },
  options: { page?: string; say: (key: string) => string },
  newId: () => string,
) => Item[];

let boardFlow: Make;
let pageFor: (
  name: string,
  existing: readonly object[],
  newId: () => string,
) => { nodes: Item[]; page: string; path: string };

before(async () => {
  const load = (name: string) => import(pathToFileURL(path.join(__dirname, '../../../resources', name)).href);
  ({ boardFlow } = await load('board-flow.mjs'));
  ({ pageFor } = await load('board-page.mjs'));
});

/** As a board has described it. */
const said = { settable: false, event: false };

/** Says nothing that is not in the catalogue. */
function say(key: string) {
  const state = /^state\.(.*)/.exec(key)?.[1];
  const text =
    state === undefined ? textOf('esp8266-ws-config', `make.${key}`) : textOf('esp8266-ws-in', state);
  ok(text, key);
  return key;
}

function flowOf(topics: readonly Topic[], { name = 'kitchen', page = 'page', isOneOfSeveral = false } = {}) {
  let count = 0;
  const newId = () => `id${++count}`;
  const options = { say, ...(page && { page }) };
  return boardFlow({ name, config: 'config', isOneOfSeveral, topics }, options, newId);
}

const ofType = (flow: readonly Item[], type: string) => flow.filter((item) => item.type === type);
const firstOf = (flow: readonly Item[], type: string) => ofType(flow, type)[0]!;

/** The types of the nodes from this one on, as the first wire of each leads. */
function chainFrom(flow: readonly Item[], item: Item | undefined): string[] {
  if (item === undefined) return [];
  const [next] = ((item.wires ?? []) as string[][]).flat();
  return [
    item.type,
    ...chainFrom(
      flow,
      flow.find(({ id }) => id === next),
    ),
  ];
}

const chainsOf = (topic: Topic, page: string, isOneOfSeveral = false) => {
  const flow = flowOf([topic], { page, isOneOfSeveral });
  const isAbout = ({ topic: own, type }: Item) =>
    (type === 'esp8266-ws-in' && own === topic.topic) || type === 'inject';
  return flow.filter(isAbout).map((item) => chainFrom(flow, item).join(' '));
};

describe('The flow of a board', () => {
  for (const [what, topic, chains] of [
    [
      'a number with a scale',
      { ...said, topic: 't', type: 'number', unit: '°C' },
      ['esp8266-ws-in function ui-gauge'],
    ],
    [
      'a number of memory',
      { ...said, topic: 't', type: 'number', unit: 'B' },
      ['esp8266-ws-in function ui-text'],
    ],
    ['a duration', { ...said, topic: 't', type: 'number', unit: 's' }, ['esp8266-ws-in ui-text']],
    ['a boolean', { ...said, topic: 't', type: 'boolean' }, ['esp8266-ws-in ui-text']],
    ['text', { ...said, topic: 't', type: 'string' }, ['esp8266-ws-in ui-text']],
    ['an event', { ...said, topic: 't', type: 'number', event: true }, ['esp8266-ws-in ui-text']],
    ['a number that was only heard', { topic: 't', value: '21.4' }, ['esp8266-ws-in function ui-gauge']],
    ['an object that was only heard', { topic: 't', value: '{"a":1}' }, ['esp8266-ws-in ui-text']],
    [
      'a boolean that can be set',
      { ...said, topic: 't', type: 'boolean', settable: true },
      ['esp8266-ws-in function ui-switch esp8266-ws-out'],
    ],
    [
      'a number that can be set',
      { ...said, topic: 't', type: 'number', settable: true },
      ['esp8266-ws-in function ui-slider esp8266-ws-out'],
    ],
    [
      'text that can be set',
      { ...said, topic: 't', settable: true },
      ['esp8266-ws-in function ui-text-input esp8266-ws-out'],
    ],
  ] as const) {
    it(`shows ${what} on a page`, () => deepEqual(chainsOf(topic, 'page'), chains));
  }

  it('has a button for an event that can be caused', () => {
    const flow = flowOf([{ topic: 'ring', type: 'boolean', settable: true, event: true }]);
    deepEqual(chainFrom(flow, firstOf(flow, 'ui-button')), ['ui-button', 'esp8266-ws-out']);
  });

  it('without a page shows values in the debug sidebar, and has inject nodes for what can be set', () => {
    const out = 'inject esp8266-ws-out';
    const source = 'esp8266-ws-in debug';
    const led = { ...said, topic: 'led', type: 'boolean', settable: true };
    deepEqual(chainsOf(led, ''), [source, out, out]);
    deepEqual(chainsOf({ ...led, type: 'number', value: '7' }, ''), [source, out]);
    equal(firstOf(flowOf([{ ...led, type: 'number', value: '7' }], { page: '' }), 'inject').payload, '7');
  });

  it('takes everything from a board that says nothing of itself, and sends it what is typed', () => {
    for (const page of ['', 'page']) {
      const flow = flowOf([], { page });
      const sources = ofType(flow, 'esp8266-ws-in').map(({ emit, topic }) => `${emit} ${topic}`);
      deepEqual(sources, ['state ', 'messages ']);
      const { send, completeWhen } = firstOf(flow, 'esp8266-ws-out');
      deepEqual([send, completeWhen], ['payload', 'received']);
    }
  });

  it('of one board among several hears and sets only this one', () => {
    const led = { ...said, topic: 'led', type: 'boolean', settable: true };
    deepEqual(chainsOf(led, 'page', true), ['esp8266-ws-in function ui-switch change esp8266-ws-out']);
    const flow = flowOf([led], { isOneOfSeveral: true });
    for (const { fromBoard } of ofType(flow, 'esp8266-ws-in')) equal(fromBoard, 'kitchen');
    deepEqual(firstOf(flow, 'change').rules, [
      { t: 'set', p: 'board', pt: 'msg', to: 'kitchen', tot: 'str' },
    ]);
    const [inject] = ofType(flowOf([led], { isOneOfSeveral: true, page: '' }), 'inject');
    deepEqual(inject?.props, [{ p: 'payload' }, { p: 'board', v: 'kitchen', vt: 'str' }]);
  });

  it('waits for what the sketch says, and tells how each command has ended', () => {
    const flow = flowOf([{ ...said, topic: 'led', type: 'boolean', settable: true }]);
    const out = firstOf(flow, 'esp8266-ws-out');
    equal(out.completeWhen, 'answered');
    for (const type of ['complete', 'catch'])
      ok(
        ofType(flow, type).some((item) => (item.scope as string[]).includes(out.id)),
        type,
      );
  });

  for (const [unit, value, min, max] of [
    ['%', '48.2', 0, 100],
    ['%', '180', 0, 500],
    ['°C', undefined, -20, 50],
    ['dBm', '-61', -100, -30],
    ['', '512', 0, 1000],
    ['V', '3.3', 0, 5],
    ['', '-7', -20, 20],
    ['', '0', 0, 100],
    ['', '1e308', 0, Number.MAX_VALUE],
  ] as const) {
    it(`has a gauge from ${min} to ${max} for ${value ?? 'nothing yet'} ${unit}`, () => {
      const gauge = firstOf(
        flowOf([{ ...said, topic: 't', type: 'number', unit, ...(value && { value }) }]),
        'ui-gauge',
      );
      deepEqual([gauge.min, gauge.max], [min, max]);
    });
  }

  it('leaves no field of a dialog of ours empty, and no wire loose', () => {
    const topics = [
      { ...said, topic: 'led', type: 'boolean', settable: true },
      { ...said, topic: 't', type: 'number', unit: '%' },
    ];
    for (const page of ['', 'page']) {
      const flow = flowOf(topics, { isOneOfSeveral: true, page });
      for (const item of ofType(flow, 'esp8266-ws-out'))
        for (const field of Object.keys({ ...deliveryDefaults, ...requestDefaults }))
          ok(field in item, field);
      const ids = flow.map(({ id }) => id);
      equal(new Set(ids).size, ids.length);
      for (const { wires = [] } of flow) for (const id of (wires as string[][]).flat()) ok(ids.includes(id));
      const frame = firstOf(flow, 'group') as unknown as {
        nodes: string[];
        x: number;
        y: number;
        w: number;
        h: number;
      };
      for (const { g, id, x, y } of flow.filter((item) => 'x' in item && item.type !== 'group')) {
        equal(g, firstOf(flow, 'group').id);
        ok(frame.nodes.includes(id));
        ok(
          Number(x) > frame.x &&
            Number(x) < frame.x + frame.w &&
            Number(y) > frame.y &&
            Number(y) < frame.y + frame.h,
        );
      }
    }
  });

  it('stands in rows: no two nodes on one place, and wires lead to the right', () => {
    const flow = flowOf([
      { ...said, topic: 'led', type: 'boolean', settable: true },
      { ...said, topic: 't', type: 'number', unit: '%' },
    ]);
    const places = flow.filter((item) => 'wires' in item).map(({ x, y }) => `${x} ${y}`);
    equal(new Set(places).size, places.length);
    for (const { wires = [], x } of flow)
      for (const id of (wires as string[][]).flat())
        ok(Number(flow.find((item) => item.id === id)?.x) > Number(x));
  });

  it('has 40 of 10,000 topics, and names the others in a comment', () => {
    const topics = Array.from({ length: 10_000 }, (_, at) => ({ ...said, topic: `t${at}`, type: 'number' }));
    const flow = flowOf(topics);
    equal(ofType(flow, 'esp8266-ws-in').length, 41);
    const { info } = firstOf(flow, 'comment');
    ok(String(info).includes('    t40\n'), String(info).slice(0, 200));
    ok(JSON.stringify(flow).length < 300_000);
  });

  it('T7: keeps what a board calls itself and its topics text, whatever it is', () => {
    const variable = '$' + '{SECRET}';
    const evil = '<img src=x onerror="document.title = 1">';
    const names = [
      evil,
      '</script>',
      '{{constructor}}',
      "'); process.exit(); ('",
      'a\nb\u202e',
      '__proto__',
      'x'.repeat(256),
    ];
    const topics = [...names, variable, '$(SECRET)', 'a/+', '#', ''].flatMap((topic) => [
      { ...said, topic, unit: evil, type: 'number', value: evil },
      { ...said, topic, unit: variable, type: 'string', settable: true, value: variable },
      { ...said, topic, unit: '"', type: 'boolean', event: true },
    ]);
    for (const page of ['', 'page']) {
      for (const name of [evil, variable]) {
        const flow = flowOf(topics, { isOneOfSeveral: true, name, page });
        // Node-RED puts in an environment variable wherever a whole field looks like one.
        deepEqual(
          textsIn(flow).filter((text) => /^\$[({]/.test(text)),
          [],
        );
        // The dashboard draws these as HTML.
        for (const item of flow.filter(({ type }) => /^ui-(text|switch|slider|button)/.test(type)))
          ok(
            !String(item.label).includes('<') && !String(item.value ?? '').includes('<img'),
            String(item.label),
          );
        for (const { func } of ofType(flow, 'function')) ok(!/SECRET|process|onerror/.test(String(func)));
        const filters = ofType(flow, 'esp8266-ws-in').map(({ topic }) => String(topic));
        deepEqual(
          filters.filter((topic) => /[+#]|^\$/.test(topic)),
          [],
        );
        deepEqual(JSON.parse(JSON.stringify(flow)), flow);
      }
    }
    const [change] = ofType(flowOf(topics, { isOneOfSeveral: true, name: variable }), 'change');
    deepEqual(change?.rules, [{ t: 'set', p: 'board', pt: 'msg', to: `"${variable}"`, tot: 'jsonata' }]);
  });
});

describe('The page for a board', () => {
  const base = { id: 'base', type: 'ui-base', path: '/ui/' };
  const theme = { id: 'theme', type: 'ui-theme' };

  it('is in the dashboard and the theme that are there, and else brings both', () => {
    const { nodes, path: at } = pageFor('Kitchen 1', [base, theme], () => 'new');
    deepEqual(
      nodes.map(({ type, ui, theme: look }) => [type, ui, look]),
      [['ui-page', 'base', 'theme']],
    );
    equal(at, '/ui/kitchen-1');
    const brought = pageFor('kitchen', [], () => 'new');
    deepEqual(
      brought.nodes.map(({ type }) => type),
      ['ui-base', 'ui-theme', 'ui-page'],
    );
    equal(brought.path, '/dashboard/kitchen');
  });

  for (const [name, taken, free] of [
    ['kitchen', ['/kitchen', '/kitchen-2'], '/kitchen-3'],
    ['../../etc', [], '/etc'],
    ['<img>', [], '/img'],
    ['台所', [], '/board'],
  ] as const) {
    it(`has the path ${free} for ${name}`, () => {
      const pages = taken.map((each) => ({ id: each, type: 'ui-page', path: each }));
      equal(pageFor(name, [base, theme, ...pages], () => 'new').nodes[0]?.path, free);
    });
  }
});

/** All texts in it, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
