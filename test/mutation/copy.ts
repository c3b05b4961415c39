import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Longer than any of the tests named takes; one that hangs without its guard has missed it, too. */
const longestMs = 60_000;

interface Failure {
  readonly fullTitle: string;
}

/** What stands before and behind a text that a file has once. @throws {Error} where it has not */
export function around(text: string, source: string, file: string): string[] {
  const parts = source.split(text);
  if (parts.length === 2) return parts;
  throw new Error(
    `${file} has ${parts.length - 1} times, not once: ${text}\nPut test/mutation/guards.ts right.`,
  );
}

/** A copy of this package, with its compiled tests, in which something may be broken. */
export class Copy {
  private constructor(readonly folder: string) {}

  static async of(root: string): Promise<Copy> {
    const copy = new Copy(mkdtempSync(join(tmpdir(), 'esp8266-ws-guards-')));
    for (const part of ['dist', 'examples', 'nodes', 'package.json', 'src', 'tsconfig.json'])
      cpSync(join(root, part), join(copy.folder, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy.folder, 'node_modules'));
    return copy;
  }

  /** Replaces what stands in a file once, and compiles it. @returns how to take that back */
  async replace(file: string, text: string, by: string): Promise<() => void> {
    const path = join(this.folder, file);
    const compiled = join(this.folder, 'dist', file.replace(/ts$/, 'js'));
    const [source, before] = [path, compiled].map((name) => readFileSync(name, 'utf8')) as [string, string];
    writeFileSync(path, around(text, source, file).join(by));
    await this.compile();
    if (readFileSync(compiled, 'utf8') === before)
      throw new Error(`${file} compiles to the same without: ${text}`);
    return () => {
      writeFileSync(path, source);
      writeFileSync(compiled, before);
    };
  }

  /** Runs a file of tests, or some of it. @returns the names of those that fail */
  async redTests(tests: string): Promise<string[]> {
    const [file = '', ...words] = tests.split(' ');
    const report = join(this.folder, 'report.json');
    const options = [
      '--no-config',
      '--timeout',
      '20000',
      '--reporter',
      'json',
      '--reporter-option',
      `output=${report}`,
    ];
    const pick = words.length > 0 ? ['--fgrep', words.join(' ')] : [];
    writeFileSync(report, '{"stats":{"tests":-1},"failures":[]}');
    const mocha = join('node_modules', 'mocha', 'bin', 'mocha.js');
    const end = await run(process.execPath, [mocha, ...options, ...pick, join('dist', 'test', file)], {
      cwd: this.folder,
      timeout: longestMs,
    }).catch((error: { readonly killed?: boolean }) => error);
    const { failures, stats } = JSON.parse(readFileSync(report, 'utf8')) as {
      readonly failures: readonly Failure[];
      readonly stats: { readonly tests: number };
    };
    if (failures.length > 0) return failures.map(({ fullTitle }) => fullTitle);
    if ('killed' in end && end.killed) return [`${tests}: does not end`];
    if (end instanceof Error || stats.tests < 0) return [`${tests}: the process breaks down`];
    if (stats.tests === 0) throw new Error(`There is no such test: ${tests}`);
    return [];
  }

  private async compile(): Promise<void> {
    const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
    const options = ['-p', '.', '--noCheck', '--composite', 'false', '--incremental', 'false'];
    await run(process.execPath, [tsc, ...options], { cwd: this.folder });
  }
}
