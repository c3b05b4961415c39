import { deepEqual, doesNotMatch, equal, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { plugin, pluginCatalogue, pluginText } from '../support/boards-words.js';
import { keysOf, languages, matches, nodesDir, read } from '../support/editor.js';

/** The tab *Boards* as it ships: its words, in every language, and what it promises to the editor. */

const resources = path.join(nodesDir, '../../resources');
const html = read(`../plugins/${plugin}.html`);
/** Where the tab has its code. */
const modules = readdirSync(resources)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => readFileSync(path.join(resources, name), 'utf8'))
  .filter((code) => code.includes('words.say(') || code.includes("'./dom.mjs'"));
const code = [html, ...modules].join('\n');

/** Names, and words that travelled. */
const sameInMany = /^(Boards|Details|Sketch|Topic|Support.*|__n__ h)$/;
const gapsOf = (text = '') => matches(text, /__(\w+?)__/g).sort();

/** Keys that stand whole in the code, and groups of which the code makes keys. */
const keysUsed = matches(code, /\b(?:say|_)\(\s*'([a-z]+\.\w+)'/g).filter(
  (key) => pluginText(key) !== undefined,
);
const groupsMade = ['duration', 'event', 'fact', 'history', 'send'];

for (const language of languages) {
  describe(`The words of the tab Boards in ${language}`, () => {
    it('are the same as in English, with the same gaps to fill', () => {
      const keys = keysOf(pluginCatalogue(language));
      deepEqual(keys.toSorted(), keysOf(pluginCatalogue('en-US')).toSorted());
      for (const key of keys) deepEqual(gapsOf(pluginText(key, language)), gapsOf(pluginText(key)), key);
    });

    it('have no text that was forgotten in English', () => {
      if (language === 'en-US') return;
      const same = keysOf(pluginCatalogue(language)).filter(
        (key) => pluginText(key, language) === pluginText(key),
      );
      deepEqual(
        same.filter((key) => !sameInMany.test(pluginText(key)!)),
        [],
      );
    });

    it('have a word for everything that can happen to a board', () => {
      const kinds = /const kinds = \[([^\]]+)\]/.exec(read('../src/board/event-ring.js'))?.[1] ?? '';
      const all = matches(kinds, /'([^']+)'/g);
      ok(all.length >= 7);
      for (const kind of all) ok(pluginText(`event.${kind}`, language), kind);
    });
  });
}

describe('The tab Boards', () => {
  it('has no text that it does not use', () => {
    const unused = keysOf(pluginCatalogue('en-US')).filter(
      (key) =>
        !code.includes(`'${key}'`) &&
        !groupsMade.includes(key.split('.')[0]!) &&
        !/^(action\.(pause|resume)|refused\.)/.test(key),
    );
    deepEqual(unused, []);
    ok(keysUsed.length > 30, `${keysUsed.length}`);
  });

  it('takes other texts only from catalogues that have them', () => {
    const from = (name: RegExp) => matches(code, name);
    for (const key of from(/words\.inNode\('([^']+)'/g)) ok(key.startsWith('topics.'), key);
    equal(
      from(/words\.(?:config\._|say)\(`([^`]+)`/g).every((key) => key.includes('$')),
      true,
    );
  });

  it('leaves colours to the theme, and takes those that both lines of Node-RED have', () => {
    const css = readFileSync(path.join(resources, 'boards.css'), 'utf8');
    doesNotMatch(css + html, /#[0-9a-f]{3}(?:[0-9a-f]{3})?\b|\b(?:rgb|hsl)a?\(/i);
    const both = [
      ...['primary-text-color', 'secondary-text-color', 'tertiary-text-color', 'primary-background'],
      ...['secondary-background', 'secondary-border-color', 'form-input-background'],
      ...['text-color-success', 'text-color-error', 'text-color-warning', 'text-color-link'],
      'list-item-background-hover',
    ];
    for (const colour of matches(css, /var\(--red-ui-([\w-]+)\)/g)) ok(both.includes(colour), colour);
  });

  it('loads what it draws with only when it is shown', () => {
    doesNotMatch(html, /<script[^>]* src=/);
    ok(html.length < 2_000, `${html.length} characters`);
  });

  it('makes no HTML of texts', () => {
    for (const each of modules)
      doesNotMatch(each.replace(/\/\*[\s\S]*?\*\//g, ''), /innerHTML|insertAdjacentHTML|\.html\(/);
  });
});
