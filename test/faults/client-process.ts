import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Report } from '../../src/link/report.js';
import { shortTimes } from '../support/settings.js';

/** Where `performance.now()` is 0 here, by the clock that all processes of a computer share. */
const ownStartMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

interface Line {
  /** When the process noted it, as `performance.now()` counts here. */
  readonly at: number;
  readonly report?: Report;
  readonly message?: number;
  readonly text?: string;
  readonly end?: string;
  readonly tookMs?: number;
  readonly descriptors?: number;
  readonly bytes?: number;
  readonly residentBytes?: number;
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the command, such as those of own-network.ts. */
  readonly within?: readonly string[];
}

/** A connection in a process of its own: one that can be stopped, and have another network than this one. */
export class ClientProcess {
  readonly lines: Line[] = [];
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();

  /** @param saved settings, beside short times, as the editor saves them */
  constructor(saved: Readonly<Record<string, unknown>>, { env = {}, within = [] }: Surroundings = {}) {
    const settings = JSON.stringify({ host: '127.0.0.1', ...shortTimes, ...saved });
    const [program = '', ...args] = [...within, process.execPath, join(__dirname, 'client.js'), settings];
    this.child = spawn(program, args, { env: { ...process.env, ...env } });
    this.child.stderr!.pipe(process.stderr);
    createInterface(this.child.stdout!).on('line', (line) => {
      const { monotonicMs, ...said } = JSON.parse(line);
      this.lines.push({ ...said, at: monotonicMs - ownStartMs });
      for (const check of this.waiting) check();
    });
  }

  get reports(): Report[] {
    return this.lines.flatMap(({ report }) => report ?? []);
  }

  /** What it reported before a line of its own. */
  reportsUntil(line: Line): Report[] {
    return this.lines.slice(0, this.lines.indexOf(line)).flatMap(({ report }) => report ?? []);
  }

  /** Sends a text, and tells how it ended. */
  async send(text: string): Promise<string | undefined> {
    return (await this.sent(text)).end;
  }

  /** Sends a text, and tells how it ended, and after what time. */
  sent(text: string): Promise<Line> {
    this.child.stdin!.write(`${text}\n`);
    return this.line((line) => line.text === text);
  }

  /** What the process holds: file descriptors, memory without garbage, and all of its memory. */
  async held(): Promise<{ descriptors: number; bytes: number; residentBytes: number }> {
    const { length } = this.lines;
    this.child.stdin!.write('\n');
    const isNew = (line: Line) => line.descriptors !== undefined && this.lines.indexOf(line) >= length;
    const { descriptors = 0, bytes = 0, residentBytes = 0 } = await this.line(isNew);
    return { descriptors, bytes, residentBytes };
  }

  /** The `nth` line, from 1 on, with a report that is meant. */
  report(isMeant: (report: Report) => boolean, nth = 1): Promise<Line> {
    return this.line(({ report }) => report !== undefined && isMeant(report), nth);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name);
  }

  async close(): Promise<void> {
    const isRunning = this.child.exitCode === null && this.child.signalCode === null;
    const end = isRunning ? once(this.child, 'exit') : undefined;
    this.child.kill('SIGKILL');
    await end;
  }

  private async line(isMeant: (line: Line) => boolean, nth = 1): Promise<Line> {
    await new Promise<void>((resolve) => {
      const check = () => {
        if (this.lines.filter(isMeant).length < nth) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
    return this.lines.filter(isMeant)[nth - 1]!;
  }
}
