import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Catalogue, nodesDir, textIn, textOf } from './editor.js';

/** The tab *Boards* without a browser: its words, and its modules. */

export const plugin = 'esp8266-ws-boards';

type Values = Readonly<Record<string, unknown>>;

export function pluginCatalogue(language: string): Catalogue {
  return JSON.parse(
    readFileSync(path.join(nodesDir, '../plugins/locales', language, `${plugin}.json`), 'utf8'),
  );
}

/** The sentence behind a key of the plugin's catalogue. */
export const pluginText = (key: string, language = 'en-US') => textIn(pluginCatalogue(language), key);

/** Words as resources/boards-words.mjs gives them; a key without a text is an error. */
export function wordsIn(lang = 'en-US') {
  const from =
    (find: (key: string) => string | undefined) =>
    (key: string, values: Values = {}): string => {
      const text = find(key);
      if (text === undefined) throw new Error(`No text for ${key} in ${lang}`);
      return text.replace(/__(\w+?)__/g, (_all, name: string) => String(values[name]));
    };
  return {
    lang,
    say: from((key) => pluginText(key, lang)),
    inNode: from((key) => textOf('esp8266-ws-in', key, lang)),
    config: { _: from((key) => textOf('esp8266-ws-config', key, lang)) },
  };
}

/** A module of resources/, as it ships. */
export function moduleOf<T>(name: string): Promise<T> {
  return import(pathToFileURL(path.join(__dirname, '../../../resources', `${name}.mjs`)).href) as Promise<T>;
}
