import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a script of this folder prints, run in a process of its own. */
export async function printedBy(script: string, ...args: string[]): Promise<string> {
  return (await run(process.execPath, [join(__dirname, script), ...args])).stdout;
}
