// Puts what tsc leaves behind (dialogs, help, icons, catalogues) beside the compiled nodes. People install this on a Pi, so
// words go without the indentation that they are written with: it is a tenth of them.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

cpSync('nodes', 'dist/nodes', { recursive: true, filter: (path) => !path.endsWith('.ts') });

const locales = 'dist/nodes/locales';
for (const name of readdirSync(locales, { recursive: true })) {
  const file = join(locales, name);
  if (name.endsWith('.json')) rewrite(file, (text) => JSON.stringify(JSON.parse(text)));
  if (name.endsWith('.html')) rewrite(file, (text) => text.replaceAll(/^ +(?=<)/gm, ''));
}

function rewrite(file, shorten) {
  writeFileSync(file, shorten(readFileSync(file, 'utf8')));
}
