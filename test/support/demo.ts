import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePorts } from './examples.js';
import { freePort } from './free-port.js';
import type { Item } from './node-red.js';

const script = join(__dirname, '../../../scripts/demo.mjs');

/** The demo, as `npm start` runs it, but with a user directory that {@link remove} deletes. */
export class Demo {
  private process: ChildProcess | undefined;

  constructor(readonly userDir = mkdtempSync(join(tmpdir(), 'esp8266-ws-demo-'))) {}

  /** Starts on a free port, and returns what is printed up to the line that tells how to stop. */
  async start(): Promise<string> {
    let output = '';
    for await (const chunk of this.spawn(await freePort()).stdout!) {
      output += chunk;
      if (output.includes('Ctrl-C')) break;
    }
    return output;
  }

  /** Has it start with this flow instead of the examples. */
  use(flow: readonly Item[]): void {
    writeFileSync(this.flowFile, JSON.stringify(flow));
  }

  /** Changes what {@link start} made of the examples, and lets their boards use free ports. */
  async change(change: (flow: Item[]) => Item[]): Promise<void> {
    this.use(await onFreePorts(change(JSON.parse(readFileSync(this.flowFile, 'utf8')))));
  }

  /** Reads on in what it reports, up to this text. */
  async reports(text: string): Promise<void> {
    let output = '';
    while (!output.includes(text)) output += (await once(this.process!.stderr!, 'data'))[0];
  }

  spawn(port: number, ...args: string[]): ChildProcess {
    const env = { ...process.env, DEMO_DIR: this.userDir, PORT: String(port) };
    this.process = spawn(process.execPath, [script, ...args], { env });
    return this.process;
  }

  /** Asks it to end, and returns its exit code. */
  async stop(): Promise<number> {
    this.process?.kill('SIGTERM');
    const [code] = await once(this.process!, 'exit');
    return code;
  }

  private get flowFile(): string {
    return join(this.userDir, 'flows.json');
  }

  /** Leaves nothing running and nothing on the disk. */
  async remove(): Promise<void> {
    if (this.process?.kill('SIGKILL')) await once(this.process, 'exit');
    rmSync(this.userDir, { recursive: true });
  }
}

/** The addresses in what the demo prints: the dashboard, the flows. */
export function addressesIn(output: string): string[] {
  return output.match(/http:\S+/g) ?? [];
}
