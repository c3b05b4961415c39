// Puts what tsc leaves behind (dialogs, help, icons, catalogues) beside the compiled nodes. People install this on a Pi, so
// pages and words go without the indentation that they are written with: it is a tenth of them.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

cpSync('nodes', 'dist/nodes', { recursive: true, filter: (path) => !path.endsWith('.ts') });

for (const name of readdirSync('dist/nodes', { recursive: true })) {
  const file = join('dist/nodes', name);
  if (name.endsWith('.json')) rewrite(file, (text) => JSON.stringify(JSON.parse(text)));
  if (name.endsWith('.html')) rewrite(file, flush);
}

/** Without indentation, but for what is shown as it is written. */
function flush(text) {
  return text.replaceAll(/<pre>.*?<\/pre>|^\s+/gms, (found) => (found.startsWith('<') ? found : ''));
}

function rewrite(file, shorten) {
  writeFileSync(file, shorten(readFileSync(file, 'utf8')));
}
