import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What one process lets another call: methods whose arguments and results can travel as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments are checked where a method is called, not here.
type Methods = Record<string, (...args: any[]) => unknown>;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** Lets the parent process call these methods. */
export function serve(methods: Methods): void {
  process.on('message', async ({ id, method, args }: Call) => {
    const answer = await Promise.resolve()
      .then(() => methods[method]?.(...args))
      .then(
        (result): Answer => ({ id, result }),
        (error: Error): Answer => ({ id, error: error.stack ?? error.message }),
      );
    process.send?.(answer);
  });
  process.on('disconnect', () => process.exit());
}

/** A process of ours, and what it can be asked. */
export class Remote<M extends Methods> {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private lastId = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (answer: Answer) => {
      this.waiting.get(answer.id)?.(answer);
      this.waiting.delete(answer.id);
    });
    child.on('exit', () => {
      for (const [id, give] of this.waiting) give({ id, error: 'the process has ended' });
    });
  }

  /** @param node the command that the process is, but for script and arguments: Node.js and its options */
  static start<M extends Methods>(
    script: string,
    args: readonly string[],
    [execPath, ...execArgv]: readonly [string, ...string[]] = [process.execPath],
  ) {
    const child = fork(script, args, {
      execPath,
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new Remote<M>(child);
  }

  async call<K extends keyof M & string>(
    method: K,
    ...args: Parameters<M[K]>
  ): Promise<Awaited<ReturnType<M[K]>>> {
    this.lastId += 1;
    const call: Call = { id: this.lastId, method, args };
    const answer = await new Promise<Answer>((resolve) => {
      this.waiting.set(call.id, resolve);
      this.child.send(call);
    });
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error}`);
    return answer.result as Awaited<ReturnType<M[K]>>;
  }

  /** Ends the process without a word, as a power cut ends a board, and waits for its end. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const end = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await end;
  }

  /** Stands still (`SIGSTOP`), or goes on (`SIGCONT`). */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }
}
