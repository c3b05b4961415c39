import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { causes } from '../src/cause.js';
import { deliveryDefaults, deliveryRanges, readDelivery } from '../src/delivery.js';
import { defaults, ranges, readSettings } from '../src/settings.js';
import { isTopicFilter } from '../src/topic-filter.js';

/** The editor halves as they ship, held against the runtime halves and against the catalogues. */

const nodesDir = path.join(__dirname, '..', 'nodes');
const languages = readdirSync(path.join(nodesDir, 'locales'));

const startValues: Readonly<Record<string, object>> = {
  'esp8266-ws-config': { name: '', tls: '', ...defaults },
  'esp8266-ws-in': { name: '', board: '', topic: '', format: 'auto', emit: 'messages', outputs: 1 },
  'esp8266-ws-out': { name: '', board: '', topic: '', send: 'payload', ...deliveryDefaults },
  'esp8266-ws-virtual-board': { name: '', sketch: 'telemetry', port: 8180, host: '127.0.0.1' },
};

const connectionStatuses = [
  ...causes,
  'closing',
  'configuration',
  'connecting',
  'disconnected',
  'ready',
  'silent',
  'slow',
];
const statuses: Readonly<Record<string, readonly string[]>> = {
  'esp8266-ws-config': [],
  'esp8266-ws-in': connectionStatuses,
  'esp8266-ws-out': connectionStatuses,
  'esp8266-ws-virtual-board': [
    'configuration',
    'frozen',
    'port in use',
    'stopped',
    ...[0, 1, 2, 3, 4, 5].map((slots) => `slots used ${slots} of 5`),
  ],
};

interface Property {
  readonly type?: string;
  readonly value?: unknown;
  readonly validate?: ((this: object, value: unknown, opt: object) => boolean | string) & {
    readonly advice: (node: object, value: unknown) => string | undefined;
    readonly reason: (node: object, value: unknown) => string | undefined;
  };
}

interface Definition {
  readonly credentials?: Readonly<Record<string, Property>>;
  readonly defaults: Readonly<Record<string, Property>>;
  readonly icon?: string;
  readonly label: (this: object) => string;
  readonly oneditsave?: (this: object) => void;
}

type Catalogue = { readonly [key: string]: string | Catalogue };

const read = (file: string) => readFileSync(path.join(nodesDir, file), 'utf8');
const catalogueOf = (type: string, language: string): Catalogue =>
  JSON.parse(read(`locales/${language}/${type}.json`));
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!);

/** The sentence behind a key, as the editor looks it up. */
function textOf(type: string, key: string, language = 'en-US'): string | undefined {
  let found: string | Catalogue | undefined = catalogueOf(type, language);
  for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined;
  return typeof found === 'string' ? found : undefined;
}

function keysOf(catalogue: Catalogue, prefix = ''): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}

function helpOf(type: string, language: string): string {
  const [help] = matches(
    read(`locales/${language}/${type}.html`),
    new RegExp(`^<script type="text/html" data-help-name="${type}">([\\s\\S]+)</script>\\s*$`, 'g'),
  );
  assert.ok(help, `${type} has no help in ${language}`);
  return help;
}

/** What stands in the help whatever its language. */
const codesOf = (help: string) =>
  matches(help, /<(?:code|pre)>([\s\S]*?)<\//g)
    .map((code) => code.replace(/\s+/g, ' '))
    .sort();
const headingsOf = (help: string) => matches(help, /<(h3|h4|dl|table|ul|ol|pre)\b/g);
const rowsOf = (help: string) => matches(help, /<tr><td>(?:<code>)?([^<]*)/g).length;

/** The gaps of a text: `__address__` and the like. */
const gapsOf = (type: string, key: string, language = 'en-US') =>
  matches(textOf(type, key, language) ?? '', /__(\w+?)__/g).sort();

/** Config nodes that the editor knows. */
const boards: Readonly<Record<string, { readonly valid?: boolean }>> = {
  fit: { valid: true },
  unfit: { valid: false },
};

/** Runs the dialog's script with what an open dialog would hold, and returns what it registers. */
function register(type: string, dialog: Readonly<Record<string, unknown>> = {}): Definition {
  const registered: Record<string, Definition> = {};
  const RED = {
    _: (key: string) => key,
    nodes: {
      node: (id: string) => boards[id] ?? null,
      registerType: (name: string, definition: Definition) => {
        registered[name] = definition;
      },
    },
  };
  const $ = (selector: string) => {
    const field = selector.replace(/^#node-(config-)?input-/, '');
    return { length: Object.hasOwn(dialog, field) ? 1 : 0, val: () => dialog[field] };
  };
  const { esp8266Ws } = Object.assign(globalThis, { $, RED }) as unknown as { esp8266Ws: object };
  vm.runInNewContext(scriptOf(type), { $, RED, TextEncoder, esp8266Ws });
  assert.deepEqual(Object.keys(registered), [type]);
  return registered[type]!;
}

const htmlOf = (type: string) => read(`${type}.html`);
const scriptOf = (type: string) =>
  matches(htmlOf(type), /<script type="text\/javascript">([\s\S]*?)<\/script>/g).join('\n');

function templateOf(type: string): string {
  const [template] = matches(
    htmlOf(type),
    new RegExp(`<script type="text/html" data-template-name="${type}">([\\s\\S]*?)</script>`, 'g'),
  );
  assert.ok(template);
  return template;
}

const idsOf = (type: string) => matches(templateOf(type), /<(?:input|select)[^>]* id="([^"]+)"/g);
const prefixOf = (type: string) => (type === 'esp8266-ws-config' ? 'node-config-input-' : 'node-input-');

/** A node as the editor hands it to a definition's functions. */
function nodeOf(type: string, definition: Definition, values: object = {}) {
  const _ = (key: string, parameters: Readonly<Record<string, unknown>> = {}) => {
    const text = textOf(type, key);
    assert.ok(text !== undefined, `${type} has no text for ${key}`);
    return text.replace(/__(\w+)__/g, (_all, name: string) => String(parameters[name]));
  };
  return { _, _def: definition, ...values };
}

/** What the editor makes of a value: true, or the reason why not. */
function judge(type: string, field: string, value: unknown, dialog: Readonly<Record<string, unknown>> = {}) {
  const definition = register(type, dialog);
  const { validate } = (definition.defaults[field] ?? definition.credentials?.[field])!;
  assert.equal(validate?.length, 2, 'the editor takes reasons only from a validator with two parameters');
  const node = nodeOf(type, definition);
  const verdict = validate.call(node, value, {});
  const reason = validate.reason(node, value);
  // The editor's list says which field it is; under the field that goes without saying.
  assert.equal(verdict, reason === undefined ? true : `${textOf(type, `label.${field}`)}: ${reason}`);
  return verdict;
}

/** What the dialog remarks on a value that can work. */
function advise(type: string, field: string, value: string): string | undefined {
  const definition = register(type);
  assert.equal(judge(type, field, value, { pingSeconds: '1' }), true, value);
  return definition.defaults[field]!.validate!.advice(nodeOf(type, definition), value);
}

/** Keys that stand in the code of a node's two halves. */
function keysUsed(type: string): string[] {
  const inTemplate = matches(templateOf(type), /data-i18n="([^"]+)"/g)
    .flatMap((keys) => keys.split(';'))
    .map((key) => key.replace(/^\[\w+\]/, ''));
  const runtime = [`${type}.js`, ...(type === 'esp8266-ws-config' ? ['board.js'] : [])];
  const inCode = [scriptOf(type), ...runtime.map(read)].flatMap((code) =>
    matches(code, /(?:\b(?:RED|this|node)\._|\.say)\('([^']+)'/g),
  );
  // Before a node is registered, its keys need the name of its catalogue.
  const own = `node-red-contrib-esp8266-ws/${type}:`;
  return [...inTemplate, ...inCode].map((key) => (key.startsWith(own) ? key.slice(own.length) : key));
}

before(() => import(pathToFileURL(path.join(__dirname, '../../resources/dialogs.mjs')).href));

describe('The editor half', () => {
  for (const [type, values] of Object.entries(startValues)) {
    describe(`of ${type}`, () => {
      it('starts a new node with the values the runtime expects', () => {
        const { defaults: properties } = register(type);
        const found = Object.entries(properties).map(([field, { value }]) => [field, value]);
        assert.deepEqual(Object.fromEntries(found), values);
      });

      it('has a form field for everything that is saved', () => {
        const { defaults: properties, credentials = {} } = register(type);
        const saved = [...Object.keys(properties), ...Object.keys(credentials)].filter(
          (field) => field !== 'outputs',
        );
        assert.deepEqual(idsOf(type).sort(), saved.map((field) => prefixOf(type) + field).sort());
      });

      it('binds every label to a field of the dialog, and every field to a label', () => {
        const template = templateOf(type);
        const bound = matches(template, /<label for="([^"]+)"/g);
        assert.equal(bound.length, matches(template, /(<label)/g).length);
        assert.deepEqual(bound.sort(), idsOf(type).sort());
      });

      it('shows no word that is not in a catalogue', () => {
        const words = templateOf(type)
          .replace(/<[^>]*>/g, '')
          .trim();
        assert.equal(words, '');
        assert.doesNotMatch(templateOf(type), / (?:placeholder|title|label)="/);
      });

      it('leaves colours to the theme', () => {
        const withoutPaletteColour = htmlOf(type).replace(/^\s*color: '#[0-9a-f]{6}',$/m, '');
        assert.doesNotMatch(withoutPaletteColour, /#[0-9a-f]{3}(?:[0-9a-f]{3})?\b|\b(?:rgb|hsl)a?\(/i);
      });

      it('has the icon it names', () => {
        const { icon } = register(type);
        if (icon !== undefined) assert.match(read(`icons/${icon}`), /width="40" height="60"/);
      });

      it('names a node without a name', () => {
        const definition = register(type);
        assert.equal(typeof definition.label.call(nodeOf(type, definition, values)), 'string');
        const named = nodeOf(type, definition, { ...values, name: 'kitchen' });
        assert.equal(definition.label.call(named), 'kitchen');
      });

      for (const language of languages) {
        describe(`in ${language}`, () => {
          it('has every text it uses', () => {
            for (const key of keysUsed(type)) assert.ok(textOf(type, key, language), key);
          });

          it('has the same texts as in English, with the same gaps to fill', () => {
            const keys = keysOf(catalogueOf(type, language)).sort();
            assert.deepEqual(keys, keysOf(catalogueOf(type, 'en-US')).sort());
            for (const key of keys) assert.deepEqual(gapsOf(type, key, language), gapsOf(type, key), key);
          });

          it('has help that names the same settings, codes and words as the English one', () => {
            for (const list of [codesOf, headingsOf, rowsOf]) {
              assert.deepEqual(list(helpOf(type, language)), list(helpOf(type, 'en-US')));
            }
          });

          it('has statuses that the editor translates and that fit under a node', () => {
            for (const status of statuses[type]!) {
              assert.ok(textOf(type, status, language), status);
              assert.ok(textOf(type, status, language)!.length < 20, status);
              // The editor looks up texts that begin with a letter only, and splits keys at dots and colons.
              assert.match(status, /^[a-zA-Z][^.:]*$/);
            }
          });

          it('has help that begins with a tooltip', () => {
            assert.match(helpOf(type, language), /^\s*<p>[^<]/);
          });
        });
      }
    });
  }
});

describe('The dialog of a board', () => {
  const type = 'esp8266-ws-config';
  const settingsTake = (saved: object, secrets = {}) => {
    try {
      readSettings({ host: 'kitchen', ...saved }, secrets);
      return true;
    } catch {
      return false;
    }
  };

  it('has a sentence with the address for every cause, and for nothing else', () => {
    for (const language of languages) {
      for (const cause of causes) assert.match(textOf(type, `cause.${cause}`, language) ?? '', /__address__/);
      assert.deepEqual(keysOf(catalogueOf(type, language).cause as Catalogue).sort(), [...causes].sort());
    }
  });

  it('has a sentence for every hint that a node gives', () => {
    const code = readdirSync(nodesDir)
      .filter((file) => file.endsWith('.js'))
      .map(read)
      .join();
    for (const hint of matches(code, /\.hint\('(\w+)'/g)) {
      for (const language of languages) assert.ok(textOf(type, `hint.${hint}`, language), hint);
    }
  });

  for (const [field, [smallest, largest]] of Object.entries(ranges)) {
    it(`takes ${field} from ${smallest} to ${largest}, and nothing beyond`, () => {
      // So short that only the range of the field itself counts.
      const others = { pingSeconds: '0.1', minDelaySeconds: '0.05' };
      for (const value of [smallest, largest, `${smallest}`, `${largest}`, '']) {
        assert.equal(judge(type, field, value, others), true, `${value}`);
      }
      for (const value of [smallest - 0.01, largest + 1, -1, 'x', '0x10', '1e1']) {
        assert.notEqual(judge(type, field, value, others), true, `${value}`);
      }
    });
  }

  const texts = {
    host: {
      good: [
        '192.168.1.50',
        'kitchen',
        'Kitchen.local',
        'board_1',
        'kitchen.local.',
        ' 10.0.0.1 ',
        'x:1',
      ].concat(['x:65535', '::1', 'fe80::1', '[fe80::1]', '[::1]:81']),
      bad: [
        '',
        '  ',
        'ws://x',
        'user:secret@x',
        'x/ws',
        'x?y',
        'x#y',
        'x\\y',
        'x:',
        'x:0',
        'x:65536',
        'x:y',
      ].concat([':81', 'a b', '-x', 'x-', 'a..b', '[::1', '[]', '[1]', 'küche', '1:2:3', '<b>x</b>']),
    },
    path: { good: ['', '/', '/ws', '/a%20b?c=d'], bad: ['ws', ' /', '/a b', '/ü', '/#x', '/<b>\n'] },
    subprotocol: { good: ['', 'arduino', ' mqtt '], bad: ['a b', 'a,b', 'ü', '<b>'] },
  };
  for (const [field, { good, bad }] of Object.entries(texts)) {
    it(`judges a ${field} as the settings do`, () => {
      for (const text of good) {
        assert.deepEqual([judge(type, field, text), settingsTake({ [field]: text })], [true, true], text);
      }
      for (const text of bad) {
        assert.notEqual(judge(type, field, text), true, text);
        assert.equal(settingsTake({ [field]: text }), false, text);
      }
    });

    it(`never quotes a ${field} in a reason, which the editor would show as HTML`, () => {
      for (const text of bad) assert.doesNotMatch(String(judge(type, field, text)), /</);
    });
  }

  it('takes environment variables anywhere in a host', () => {
    const hosts = ['$' + '{BOARD}', 'board-$' + '{ROOM}.local', '192.168.1.$' + '{N}', 'x:$' + '{PORT}'];
    for (const host of hosts) assert.equal(judge(type, 'host', host), true, host);
    assert.notEqual(judge(type, 'host', 'ws://$' + '{BOARD}'), true);
  });

  it('finds a mistyped address', () => {
    for (const host of ['192.168.1.500', '1.2.3.4.5', '192.168.1', '2130706433', '0x7f.1', '192.168.01.1']) {
      assert.notEqual(judge(type, 'host', host), true, host);
      assert.equal(settingsTake({ host }), false, host);
    }
  });

  it('wants time for two pings before a board counts as dead', () => {
    assert.equal(judge(type, 'deadSeconds', '40', { pingSeconds: '20' }), true);
    assert.notEqual(judge(type, 'deadSeconds', '39', { pingSeconds: '20' }), true);
    assert.notEqual(judge(type, 'deadSeconds', '29', { pingSeconds: '' }), true);
  });

  it('wants the longest wait no shorter than the shortest', () => {
    assert.equal(judge(type, 'maxDelaySeconds', '10', { minDelaySeconds: '10' }), true);
    assert.notEqual(judge(type, 'maxDelaySeconds', '9', { minDelaySeconds: '10' }), true);
  });

  it('judges user and password as the settings do', () => {
    for (const [user, password] of [
      ['', ''],
      ['me', ''],
      ['me', 'secret'],
      ['', 'secret'],
      ['me:you', 'secret'],
    ] as const) {
      const verdict = judge(type, 'user', user, { password });
      assert.equal(verdict === true, settingsTake({}, { user, password }), `${user} ${password}`);
    }
  });

  it('judges the length of user and password as the settings do, unless it was saved before', () => {
    for (const password of ['x'.repeat(49), 'x'.repeat(50), 'ü'.repeat(25)]) {
      const verdict = judge(type, 'password', password, { user: 'me' });
      assert.equal(verdict === true, settingsTake({}, { user: 'me', password }), password);
    }
    assert.equal(judge(type, 'password', '__PWRD__', { user: 'x'.repeat(50) }), true);
    assert.equal(judge(type, 'password', 'x'.repeat(60), { user: 'me', tls: 'some' }), true);
  });

  it('warns of what works, but hurts with some boards', () => {
    const hurting = {
      host: 'kitchen:80',
      port: '80',
      connectSeconds: '13',
      pingSeconds: '4',
      deadSeconds: '14',
      confirmSeconds: '9',
      maxOutBytes: '15361',
      maxInPerSecond: '0',
    };
    for (const [field, value] of Object.entries(hurting)) {
      assert.ok(advise(type, field, value), field);
      assert.equal(advise(type, field, String({ ...defaults, host: 'kitchen' }[field as 'port'])), undefined);
    }
  });

  it('names a board without a name by its host, and by its port where that is not 81', () => {
    const definition = register(type);
    const labelOf = (values: object) => definition.label.call(nodeOf(type, definition, values));
    assert.equal(labelOf({ host: 'kitchen', port: 81 }), 'kitchen');
    assert.equal(labelOf({ host: 'kitchen', port: '8080' }), 'kitchen:8080');
    assert.equal(labelOf({ host: 'kitchen:8080', port: 82 }), 'kitchen:8080');
  });
});

describe('A dialog with a board to choose', () => {
  for (const type of ['esp8266-ws-in', 'esp8266-ws-out']) {
    it(`of ${type} wants one that is there and can work`, () => {
      assert.equal(judge(type, 'board', 'fit'), true);
      assert.equal(judge(type, 'board', '$' + '{BOARD}'), true);
      const reasons = ['', '_ADD_', 'gone', 'unfit'].map((id) => judge(type, 'board', id));
      assert.equal(new Set(reasons).size, 3);
      assert.ok(!reasons.includes(true));
    });
  }
});

describe('The dialog of an out node', () => {
  const type = 'esp8266-ws-out';

  for (const [field, [smallest, largest]] of Object.entries(deliveryRanges)) {
    it(`takes ${field} from ${smallest} to ${largest}, and nothing beyond`, () => {
      for (const value of [smallest, largest, `${smallest}`, ''])
        assert.equal(judge(type, field, value), true);
      for (const value of [smallest / 2, largest + 1, 'x']) assert.notEqual(judge(type, field, value), true);
    });
  }

  it('says of each choice of delivery what it does to a garage door, in every language', () => {
    for (const field of ['whileAway', 'unconfirmed']) {
      const [select] = matches(
        templateOf(type),
        new RegExp(`<select id="node-input-${field}"([\\s\\S]*?)</select>`, 'g'),
      );
      const choices = matches(select ?? '', /<option value="(\w+)"/g);
      for (const choice of choices) readDelivery({ [field]: choice });
      assert.equal(choices.length, field === 'whileAway' ? 4 : 2);
      for (const language of languages) {
        for (const choice of choices) assert.ok(textOf(type, `door.${choice}`, language), choice);
      }
    }
  });

  it('takes topics that fit into a topic message', () => {
    assert.equal(judge(type, 'topic', 'x'.repeat(256), { send: 'topic' }), true);
    assert.notEqual(judge(type, 'topic', 'x'.repeat(257), { send: 'topic' }), true);
    assert.equal(judge(type, 'topic', 'x'.repeat(257), { send: 'payload' }), true);
  });
});

describe('The dialog of an in node', () => {
  const type = 'esp8266-ws-in';

  it('judges a topic filter as the runtime does', () => {
    const filters = [
      '',
      '#',
      '+',
      'a',
      'a/b',
      'a/+',
      '+/b',
      'a/#',
      '$state',
      'a#',
      'a+',
      '#/a',
      'a/#/b',
      'a/b+/c',
    ];
    for (const filter of filters) {
      const verdict = judge(type, 'topic', filter, { emit: 'messages', format: 'auto' });
      assert.equal(verdict === true, isTopicFilter(filter), filter);
    }
  });

  it('refuses a topic where no message would have one', () => {
    assert.equal(judge(type, 'topic', '#', { emit: 'messages', format: 'text' }), true);
    assert.notEqual(judge(type, 'topic', 'a', { emit: 'messages', format: 'text' }), true);
    assert.equal(judge(type, 'topic', 'a', { emit: 'state', format: 'text' }), true);
  });

  it('gives the node a second output only for both messages and connection changes', () => {
    for (const [emit, outputs] of Object.entries({ messages: 1, state: 1, both: 2 })) {
      const definition = register(type, { emit });
      const node = nodeOf(type, definition, { outputs: 0 });
      definition.oneditsave!.call(node);
      assert.equal((node as { outputs?: number }).outputs, outputs);
    }
  });
});

describe('The dialog of a virtual board', () => {
  it('takes every port and nothing else', () => {
    for (const port of [1, '1', 8181, '65535']) {
      assert.equal(judge('esp8266-ws-virtual-board', 'port', port), true);
    }
    for (const port of ['', 0, '65536', '81.5', 'x']) {
      assert.notEqual(judge('esp8266-ws-virtual-board', 'port', port), true);
    }
  });
});
