import { deepEqual, doesNotMatch, equal, throws } from 'node:assert/strict';
import { nameOfHost, readHosts } from '../../src/settings/hosts.js';
import { judge, loadShared, nodeOf, register, textOf } from '../support/editor.js';
import { fitHosts, unfitHosts } from '../support/host-lists.js';

/** What the dialog makes of one board or several that are typed as *Host*, held against what the runtime makes of them. */

interface Entry {
  readonly name?: string;
  readonly host: string;
}

/** What the dialogs share. */
const shared = () =>
  (
    globalThis as unknown as {
      esp8266Ws: {
        addressOf(host: string, port: string): string;
        isPattern(host: string): boolean;
        mayBeSeveral(text: string): boolean;
        nameOf(entry: Entry): string;
        readEntries(text: string): Entry[];
        writeEntries(entries: readonly Entry[]): string;
      };
    }
  ).esp8266Ws;

const short = (text: string) => JSON.stringify(text.slice(0, 40));

before(loadShared);

describe('The boards that are typed as Host', () => {
  const type = 'esp8266-ws-config';

  for (const { boards, patterns = [], typed } of fitHosts) {
    it(`are understood: ${short(typed)}`, () => {
      equal(judge(type, 'host', typed), true);
      const { addressOf, isPattern, nameOf, readEntries, writeEntries } = shared();
      const entries = readEntries(typed);
      const named = entries.filter(({ host }) => !isPattern(host));
      deepEqual(
        named.map((entry) => [nameOf(entry), addressOf(entry.host, '81')]),
        boards,
      );
      const found = entries.map(({ host }) => host.toLowerCase().replace(/\.local$/, '')).filter(isPattern);
      deepEqual(found, patterns);
      deepEqual(readEntries(writeEntries(entries)), entries);
      const read = readHosts(typed, 81);
      deepEqual(read.patterns, patterns);
      deepEqual(
        read.boards.map((each) => [each.name ?? nameOfHost(each), `${each.host}:${each.port ?? 81}`]),
        boards,
      );
    });
  }

  for (const [typed, problem] of unfitHosts) {
    it(`are refused: ${short(typed)}`, () => {
      const reason = String(judge(type, 'host', typed));
      const [beginning = ''] = textOf(type, `error.${problem}`)!.split('__');
      equal(reason.startsWith(`Host: ${beginning}`), true, reason);
      doesNotMatch(reason, /[<&]/);
      throws(() => readHosts(typed, 81), { field: 'host', problem });
    });
  }

  it('T7: are never quoted as HTML, nor as a gap to fill', () => {
    for (const name of ['<img src=x>', '&lt;', '__name__', '$t(label.host)', '\u202egnihtemos']) {
      const reason = String(judge(type, 'host', `${name}=a\n${name}=b`));
      doesNotMatch(reason, /[<&$\u202e]|__/, reason);
    }
  });

  it('may hold environment variables, whose values only the runtime knows', () => {
    for (const typed of ['$' + '{BOARDS}', 'a, $' + '{B}', 'kitchen=$' + '{KITCHEN}, $' + '{ROOM}-*'])
      equal(judge(type, 'host', typed), true, typed);
  });

  it('are several, or may be', () => {
    const { mayBeSeveral } = shared();
    for (const typed of ['a,b', 'plant-*', '$' + '{BOARDS}', '$(BOARDS)'])
      equal(mayBeSeveral(typed), true, typed);
    for (const typed of ['', 'a', 'a=b', 'a,', '192.168.1.50:82']) equal(mayBeSeveral(typed), false, typed);
  });

  it('give a config node without a name its label', () => {
    const definition = register(type);
    const labelOf = (values: object) => definition.label.call(nodeOf(type, definition, values));
    equal(labelOf({ host: 'a, kitchen=b' }), 'a, kitchen');
    equal(labelOf({ host: 'a\nb\nc' }), 'a, b … (3)');
    equal(labelOf({ name: 'plants', host: 'a\nb' }), 'plants');
  });
});
