import assert from 'node:assert/strict';
import { hints } from '../../src/board/readings.js';
import { Requests } from '../../src/board/requests.js';
import { causes } from '../../src/link/cause.js';
import { noCounts } from '../../src/link/counters.js';
import type { DeliveryCode, DeliveryReason } from '../../src/link/delivery-error.js';
import { readIncoming } from '../../src/message/incoming.js';
import { repairs } from '../../src/message/repair.js';
import {
  type Catalogue,
  catalogueOf,
  helpOf,
  keysOf,
  languages,
  matches,
  read,
  scriptOf,
  templateOf,
  textOf,
  types,
} from '../support/editor.js';
import { exampleNames } from '../support/examples.js';

/** What people read in the editor, in every language. */

const board = 'esp8266-ws-config';

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
  'esp8266-ws-request': [
    ...connectionStatuses,
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, '9+'].map((open) => `open ${open}`),
  ],
  'esp8266-ws-virtual-board': [
    'configuration',
    'frozen',
    'port in use',
    'stopped',
    ...[0, 1, 2, 3, 4, 5].map((slots) => `slots used ${slots} of 5`),
  ],
};

const deliveryCodes: readonly DeliveryCode[] = [
  'ERR_BAD_PAYLOAD',
  'ERR_BUSY',
  'ERR_CLOSED',
  'ERR_CONFIG',
  'ERR_EXPIRED',
  'ERR_NO_ANSWER',
  'ERR_OFFLINE',
  'ERR_QUEUE_FULL',
  'ERR_REFUSED',
  'ERR_TOO_LARGE',
  'ERR_UNCONFIRMED',
  'ERR_UNKNOWN_BOARD',
];

/** Without `refused`, which has the sketch's own sentence. */
const codeOfReason: Readonly<Record<Exclude<DeliveryReason, 'refused'>, DeliveryCode>> = {
  action: 'ERR_BAD_PAYLOAD',
  answerLost: 'ERR_NO_ANSWER',
  away: 'ERR_EXPIRED',
  binaryInside: 'ERR_BAD_PAYLOAD',
  binaryTopic: 'ERR_BAD_PAYLOAD',
  busy: 'ERR_BUSY',
  bytesGone: 'ERR_BAD_PAYLOAD',
  closed: 'ERR_CLOSED',
  emptyText: 'ERR_BAD_PAYLOAD',
  hiddenFields: 'ERR_BAD_PAYLOAD',
  invalidDate: 'ERR_BAD_PAYLOAD',
  late: 'ERR_EXPIRED',
  noAnswer: 'ERR_NO_ANSWER',
  noBoards: 'ERR_OFFLINE',
  noError: 'ERR_BAD_PAYLOAD',
  noMap: 'ERR_BAD_PAYLOAD',
  noSet: 'ERR_BAD_PAYLOAD',
  noTopic: 'ERR_BAD_PAYLOAD',
  notJson: 'ERR_BAD_PAYLOAD',
  notValue: 'ERR_BAD_PAYLOAD',
  offline: 'ERR_OFFLINE',
  queueFull: 'ERR_QUEUE_FULL',
  refusedSize: 'ERR_TOO_LARGE',
  requests: 'ERR_BUSY',
  several: 'ERR_UNCONFIRMED',
  tooLarge: 'ERR_TOO_LARGE',
  unconfirmed: 'ERR_UNCONFIRMED',
  unknownBoard: 'ERR_UNKNOWN_BOARD',
};

/** What the sentences about several boards can name. */
const counts = { failed: '10', all: '200', asked: '"kitchen"' };

/** What is said of no board, or of several. */
const ofNone: readonly string[] = ['noBoards', 'several', 'unknownBoard'];

/** Of a line in the debug sidebar, so much is read at a glance. */
const glance = 60;

/** Names, and words that travelled. */
const sameInMany =
  /^(__n__ m?s|Board|Buffer|Bytes|Format|Host|JSON|Name|Port|Sketch|Status|TLS|Text|Topic|esp8266 (board|in|out|request)|optional|start, .*)$/;

/** What stands in the help whatever its language. */
const codesOf = (help: string) =>
  matches(help, /<(?:code|pre)>([\s\S]*?)<\//g)
    .map((code) => code.replace(/\s+/g, ' '))
    .sort();
const headingsOf = (help: string) => matches(help, /<(h3|h4|dl|table|ul|ol|pre)\b/g);
const filesOf = (help: string) => matches(help, /href="(esp8266-ws[^"]+)"/g).sort();
const rowsOf = (help: string) => matches(help, /<tr><td>(?:<code>)?([^<]*)/g).length;

/** Of an example, the name in the import menu. */
const exampleInHelp = /<b>([A-Z][^<]*)<\/b>/g;

/** The gaps of a text: `__address__` and the like. */
const gapsOf = (type: string, key: string, language = 'en-US') =>
  matches(textOf(type, key, language) ?? '', /__(\w+?)__/g).sort();

/** A text of the dialogs in a language, or its different ones where English has several of the same. */
const wordedAs = (english: string, language: string) =>
  types.flatMap((type) =>
    keysOf(catalogueOf(type, 'en-US'))
      .filter((key) => textOf(type, key) === english)
      .map((key) => textOf(type, key, language)!),
  );

/** Modules of the dialogs whose texts are in the catalogues of these nodes; the shared ones find theirs in that of any node. */
const modulesOf: Readonly<Record<string, readonly string[]>> = {
  [board]: [
    'board-list',
    'board-row',
    'connection-now',
    'connection-test',
    'found-boards',
    'hosts',
    'pattern-matches',
  ],
  'esp8266-ws-in': ['several-boards', 'topic-list'],
  'esp8266-ws-out': ['topic-list', 'settable-topic'],
  'esp8266-ws-request': ['topic-list', 'settable-topic'],
};

/** Keys that stand in the code of a node's two halves. */
function keysUsed(type: string): string[] {
  const inTemplate = matches(templateOf(type), /data-i18n="([^"]+)"/g)
    .flatMap((keys) => keys.split(';'))
    .map((key) => key.replace(/^\[\w+\]/, ''));
  const runtime = [`${type}.js`, ...(type === 'esp8266-ws-config' ? ['board.js'] : [])];
  const inCode = [scriptOf(type), ...runtime.map(read)].flatMap((code) =>
    matches(code, /(?:(?:\b(?:RED|this|node)\._|\.say|\.warnOnce)\(|(?=.(?:advice|error)\.))'([^']+)'/g),
  );
  const inModules = (modulesOf[type] ?? []).flatMap((name) =>
    matches(
      read(`../../resources/${name}.mjs`),
      /'((?:advice|error|found|label|now|placeholder|takes|test|topics)\.\w+)'/g,
    ),
  );
  return [...inTemplate, ...inCode, ...inModules];
}

for (const language of languages) {
  describe(`The words of the editor in ${language}`, () => {
    for (const type of types) {
      describe(`of ${type}`, () => {
        it('has every text it uses', () => {
          for (const key of keysUsed(type)) assert.ok(textOf(type, key, language), key);
        });

        it('has the same texts as in English, with the same gaps to fill', () => {
          const keys = keysOf(catalogueOf(type, language)).sort();
          assert.deepEqual(keys, keysOf(catalogueOf(type, 'en-US')).sort());
          for (const key of keys) assert.deepEqual(gapsOf(type, key, language), gapsOf(type, key), key);
        });

        it('has no text that was forgotten in English', () => {
          if (language === 'en-US') return;
          const same = keysOf(catalogueOf(type, language)).filter(
            (key) => textOf(type, key, language) === textOf(type, key),
          );
          assert.deepEqual(
            same.filter((key) => !sameInMany.test(textOf(type, key, language)!)),
            [],
          );
        });

        it('calls a setting what the dialog calls it, wherever the English text does', () => {
          for (const key of keysOf(catalogueOf(type, 'en-US')))
            for (const quoted of matches(textOf(type, key)!, /"([^"]+)"/g)) {
              const names = wordedAs(quoted, language);
              const text = textOf(type, key, language)!;
              assert.ok(names.length === 0 || names.some((name) => text.includes(name)), `${key}: ${text}`);
            }
        });

        it('has help that names the same settings, codes and words as the English one', () => {
          for (const list of [codesOf, filesOf, headingsOf, rowsOf]) {
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

    it('has a sentence that says where for every cause, and for nothing else', () => {
      for (const cause of causes)
        assert.match(textOf(board, `cause.${cause}`, language) ?? '', /__(address|host)__/);
      assert.deepEqual(keysOf(catalogueOf(board, language).cause as Catalogue).sort(), [...causes].sort());
    });

    it('has every sentence that says more than a cause, and no other', () => {
      const code = ['link/reasons', 'discovery/local-names'].map((name) => read(`../src/${name}.js`)).join();
      const keys = matches(code, /'((?:reason|cause)\.[^']+)'/g);
      for (const key of keys) assert.ok(textOf(board, key, language), key);
      const used = keys.filter((key) => key.startsWith('reason.')).map((key) => key.slice('reason.'.length));
      assert.deepEqual(
        keysOf(catalogueOf(board, language).reason as Catalogue).sort(),
        [...new Set(used)].sort(),
      );
    });

    const fill = (key: string, values: Readonly<Record<string, string>>) =>
      textOf(board, key, language)!.replace(/__(\w+?)__/g, (_all, name: string) => values[name] ?? '15360');
    /** What a line begins with: what happened, to which board, and what to do. */
    const beginningOf = (line: string) => line.slice(0, line.search(/\. |。|$/));

    it('has a remedy in a few words for every cause, and for each state in which nothing is sent', () => {
      for (const why of [...causes, 'closing', 'connecting', 'disconnected', 'no pongs'])
        assert.ok(textOf(board, `remedy.${why}`, language), why);
    });

    it('says of a message within 60 characters what happened, to which board, and what to do', () => {
      const { 'no pongs': _connected, ...others } = catalogueOf(board, language).remedy as Record<
        string,
        string
      >;
      const remedies = Object.values(others);
      for (const [reason, code] of Object.entries(codeOfReason))
        for (const remedy of remedies) {
          const values = { board: 'kitchen', remedy, value: 'undefined', action: '"x"', ...counts };
          const line = `${code}: ${fill(`undelivered.${reason}`, values)}`;
          assert.ok(ofNone.includes(reason) || line.slice(0, glance).includes('kitchen'), line);
          assert.ok(beginningOf(line).length <= glance, line);
        }
    });

    it('warns within 60 characters of what happened, to which board, and what to do', () => {
      const remedies = Object.values(catalogueOf(board, language).remedy as Record<string, string>);
      const keys = ['offline', 'unconfirming', 'flood', 'loop', ...hints.map((hint) => `hint.${hint}`)];
      for (const key of keys)
        for (const remedy of remedies) {
          const line = fill(key, { board: 'kitchen', remedy });
          assert.ok(line.includes('kitchen') && beginningOf(line).length <= glance, line);
        }
    });

    it('has a sentence for every hint that a node gives', () => {
      for (const hint of hints)
        assert.match(textOf(board, `hint.${hint}`, language) ?? '', /__board__/, hint);
    });

    it('has a word for each step of a test of the connection, and for how it can stand', () => {
      const { state, step } = catalogueOf(board, language).test as Record<string, Catalogue>;
      assert.deepEqual(Object.keys(step!), ['name', 'tcp', 'handshake', 'pong', 'hello']);
      assert.deepEqual(Object.keys(state!), ['running', 'ok', 'failed', 'none', 'stopped']);
      assert.ok(textOf(board, 'test.noPong', language));
    });

    it('has a word for everything that is counted', () => {
      const { faults: _faults, received, sent } = noCounts();
      const { ignored } = readIncoming(Buffer.alloc(0), false, 'auto', '');
      const { counters: requests } = new Requests();
      const counted = [sent, requests, received.dropped, ignored].flatMap(Object.keys);
      const words = ['faults', 'evicted', ...counted, ...repairs];
      for (const word of words) assert.match(textOf(board, `now.${word}`, language) ?? '', /__n__/, word);
    });

    it('has help that lists every status of a board, as people see it and as flows get it', () => {
      const rows = matches(helpOf(board, language), /<tr><td>([\s\S]*?)<\/td>/g);
      for (const status of connectionStatuses) {
        const row = rows.find((cell) => cell.includes(`<code>${status}</code>`));
        assert.ok(row?.includes(textOf('esp8266-ws-in', status, language)!), status);
      }
      for (const type of ['esp8266-ws-in', 'esp8266-ws-out', 'esp8266-ws-request']) {
        assert.ok(helpOf(type, language).includes(`RED.sidebar.help.show('${board}')`), type);
      }
    });

    it('has help that lists every status of a virtual board', () => {
      const type = 'esp8266-ws-virtual-board';
      const rows = matches(helpOf(type, language), /<tr><td>([\s\S]*?)<\/td>/g).join();
      for (const status of statuses[type]!.filter((each) => !/slots used [^1]/.test(each))) {
        assert.ok(rows.includes(textOf(type, status, language)!), status);
      }
    });

    it('names the field and the remedy where a virtual board cannot be announced under a name', () => {
      const type = 'esp8266-ws-virtual-board';
      const text = textOf(type, 'badAnnounce', language)!;
      for (const part of [textOf(type, 'label.announce', language)!, '__name__', '63', '.local'])
        assert.ok(text.includes(part), part);
      assert.ok(helpOf(type, language).includes(`<i>${textOf(type, 'label.announce', language)}</i>`));
    });

    it('has help that explains every code a request can end with, and how many are open', () => {
      const type = 'esp8266-ws-request';
      const rows = matches(helpOf(type, language), /<tr><td>(?:<code>)?([^<]*)/g);
      // Nothing waits for a board that is offline.
      for (const code of deliveryCodes.filter((each) => each !== 'ERR_QUEUE_FULL'))
        assert.ok(rows.includes(code), code);
      for (const status of ['open 1', 'open 9+'])
        assert.ok(rows.includes(textOf(type, status, language)!), status);
    });

    it('says of each choice of a request what it means', () => {
      const type = 'esp8266-ws-request';
      for (const choice of ['ask.payload', 'ask.value', 'answers.each', 'answers.array'])
        for (const key of [choice, choice.replace(/^\w+/, 'meaning')])
          assert.ok(textOf(type, key, language), key);
    });

    it('has help that explains every code an error can have, and every choice of delivery', () => {
      const rows = matches(helpOf('esp8266-ws-out', language), /<tr><td>(?:<code>)?([^<]*)/g);
      for (const code of deliveryCodes) assert.ok(rows.includes(code), code);
      const choices = ['whileAway.fail', 'whileAway.queue', 'whileAway.latest', 'whileAway.drop'];
      const more = [
        'unconfirmed.report',
        'unconfirmed.resend',
        'completeWhen.received',
        'completeWhen.answered',
      ];
      for (const choice of [...choices, ...more]) {
        const text = textOf('esp8266-ws-out', choice, language)!;
        assert.ok(
          rows.some((row) => text.startsWith(row)),
          choice,
        );
      }
    });

    it('has help that names only examples there are', () => {
      for (const example of matches(types.map((type) => helpOf(type, language)).join(), exampleInHelp)) {
        assert.ok(exampleNames.includes(example), example);
      }
    });
  });
}
