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
  readonly userDir = mkdtempSync(join(tmpdir(), 'esp8266-ws-demo-'));
  private process: ChildProcess | undefined;

  /** Starts on a free port, and returns what is printed up to the line that tells how to stop. */
  async start(): Promise<string> {
    let output = '';
    for await (const chunk of this.spawn(await freePort()).stdout!) {
      output += chunk;
      if (output.includes('Ctrl-C')) break;
    }
    return output;
  }

  /** Changes what {@link start} made of the examples, and lets their boards use free ports. */
  async change(change: (flow: Item[]) => Item[]): Promise<void> {
    const file = join(this.userDir, 'flows.json');
    const flow = change(JSON.parse(readFileSync(file, 'utf8')));
    writeFileSync(file, JSON.stringify(await onFreePorts(flow)));
  }

  spawn(port: number): ChildProcess {
    const env = { ...process.env, DEMO_DIR: this.userDir, PORT: String(port) };
    this.process = spawn(process.execPath, [script], { env });
    return this.process;
  }

  /** Asks it to end, and returns its exit code. */
  async stop(): Promise<number> {
    this.process?.kill('SIGTERM');
    const [code] = await once(this.process!, 'exit');
    return code;
  }

  /** Leaves nothing running and nothing on the disk. */
  remove(): void {
    this.process?.kill('SIGKILL');
    rmSync(this.userDir, { recursive: true });
  }
}

/** The addresses in what the demo prints: the dashboard, the flows. */
export function addressesIn(output: string): string[] {
  return output.match(/http:\S+/g) ?? [];
}
