// Takes out one guard after another, in a copy, and runs the tests that should miss it. With --write, its table goes into
// test/README.md. Ends with 1 where a guard is missed by no test, or is not where guards.ts looks for it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Copy } from './copy.js';
import { type Guard, guards } from './guards.js';

const root = join(__dirname, '../../..');
const page = join(root, 'test/README.md');
const marks = ['<!-- guards -->\n', '<!-- end of guards -->'] as const;

/** A guard, and the tests that were red without it; an empty list where none was. */
type Result = readonly [guard: Guard, red: readonly string[]];

async function main(): Promise<void> {
  const copies = await Promise.all(
    Array.from({ length: Math.min(2, availableParallelism()) }, () => Copy.of(root)),
  );
  try {
    await Promise.all(copies.map((copy, at) => checkUnchanged(copy, at, copies.length)));
    const results = await Promise.all(copies.map((copy, at) => tryGuards(copy, at, copies.length)));
    finish(guards.map((guard) => results.flat().find(([tried]) => tried === guard)!));
  } finally {
    for (const { folder } of copies) rmSync(folder, { recursive: true });
  }
}

/** A test that is red anyway would miss nothing. Each copy checks a share of them. */
async function checkUnchanged(copy: Copy, first: number, step: number): Promise<void> {
  const all = [...new Set(guards.flatMap((guard) => guard.tests))];
  for (const tests of all.filter((_, at) => at % step === first)) {
    let red = await copy.redTests(tests);
    // Once more: some hold a promise about time, and the machine may have been busy.
    if (red.length > 0) red = await copy.redTests(tests);
    if (red.length > 0) throw new Error(`Red with all guards in place: ${red.join(', ')}`);
  }
}

async function tryGuards(copy: Copy, first: number, step: number): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = first; at < guards.length; at += step) {
    const guard = guards[at]!;
    const red = await without(copy, guard);
    console.log(
      red.length > 0 ? `red    ${guard.name}: ${red[0]}` : `GREEN  ${guard.name}: nobody misses it`,
    );
    results.push([guard, red]);
  }
  return results;
}

/** Which tests miss the guard: those of the first file that has some. */
async function without(copy: Copy, guard: Guard): Promise<readonly string[]> {
  const restore = await copy.replace(guard.file, guard.guard, guard.without);
  try {
    for (const tests of guard.tests) {
      const red = await copy.redTests(tests);
      if (red.length > 0) return red;
    }
    return [];
  } finally {
    restore();
  }
}

function finish(results: readonly Result[]): void {
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(marks[0]);
  const [table = '', after = ''] = rest.split(marks[1]);
  if (process.argv.includes('--write'))
    writeFileSync(page, [before, marks[0], tableOf(results), marks[1], after].join(''));
  else if (!results.every(([{ name }]) => table.includes(`| ${name} |`)))
    fail('The table in test/README.md lacks some: npm run mutate -- --write');
  const missed = results.filter(([, red]) => red.length > 0).length;
  console.log(`${missed} of ${results.length} guards are missed by a test`);
  if (missed < results.length) fail('Write the tests that miss the others');
}

function tableOf(results: readonly Result[]): string {
  const rows = results.map(([{ file, name }, [first = 'none', ...more]]) => {
    return `| ${name} | \`${file}\` | ${first}${more.length > 0 ? `, and ${more.length} more` : ''} |\n`;
  });
  return ['| The guard | in | red without it |\n', '|---|---|---|\n', ...rows].join('');
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

void main();
