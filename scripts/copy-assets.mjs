// Puts what tsc leaves behind (dialogs, help, icons, catalogues) beside the compiled nodes. People install this on a Pi, so
// pages and words go without the indentation that they are written with, and code with a quarter of it: it is a tenth of them.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

for (const folder of ['nodes', 'plugins'])
  cpSync(folder, `dist/${folder}`, { recursive: true, filter: (path) => !path.endsWith('.ts') });

for (const folder of ['dist/nodes', 'dist/plugins', 'dist/src']) {
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = join(folder, name);
    if (name.endsWith('.json')) rewrite(file, (text) => JSON.stringify(JSON.parse(text)));
    if (name.endsWith('.html')) rewrite(file, flush);
    // A command's help is shown as it is written.
    if (name.endsWith('.js') && !name.endsWith('cli.js')) rewrite(file, withTabs);
  }
}

function rewrite(file, shorten) {
  writeFileSync(file, shorten(readFileSync(file, 'utf8')));
}

/** Without indentation, but for what is shown as it is written. */
function flush(text) {
  return text.replaceAll(/<pre>.*?<\/pre>|^\s+/gms, (found) => (found.startsWith('<') ? found : ''));
}

function withTabs(text) {
  return text.replaceAll(/^(?: {4})+/gm, (blanks) => '\t'.repeat(blanks.length / 4));
}
