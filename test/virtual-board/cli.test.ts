import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { WebSocket } from 'ws';
import { MdnsPeer } from '../support/mdns-peer.js';
import { closed, messages, useBench } from './bench.js';

const CLI = join(__dirname, '../../src/virtual-board/cli.js');

type Program = ChildProcessByStdio<null, Readable, Readable>;

describe('the virtual board’s command', () => {
  const { start } = useBench();
  const programs: Program[] = [];

  afterEach(() => {
    for (const program of programs.splice(0)) program.kill('SIGKILL');
  });

  function run(...options: string[]): Program {
    const program = spawn(process.execPath, [CLI, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    programs.push(program);
    return program;
  }

  /** What the program wrote to one of its streams until it ended, and its exit code. */
  async function outcome(program: Program, stream: 'stdout' | 'stderr') {
    let text = '';
    program[stream].on('data', (chunk) => {
      text += chunk;
    });
    const [code] = await once(program, 'close');
    return { code, text };
  }

  it('runs a board until it is told to end', async () => {
    const program = run(
      '--port',
      '0',
      '--sketch',
      'echo',
      '--user',
      'me',
      '--password',
      'secret',
      '--slots',
      '1',
    );
    const [line] = await once(program.stdout, 'data');
    const [, url] = String(line).match(
      /^\d\d:\d\d:\d\d {2}Virtual board \(echo\) at (ws:\S+\d)\. Ctrl-C ends it\.\n$/,
    )!;
    const log = outcome(program, 'stdout');
    const client = new WebSocket(url!, { auth: 'me:secret' } as object);
    await once(client, 'open');
    client.send('\x1b[2Jhello');
    await messages(client, 1);
    const ended = closed(client);
    program.kill('SIGTERM');
    strictEqual((await ended).code, 1000);
    const { code, text } = await log;
    strictEqual(code, 0);
    match(text, /^\d\d:\d\d:\d\d {2}Client 0 connected from 127\.0\.0\.1$/m);
    match(text, /^\d\d:\d\d:\d\d {2}Message from client 0: ·\[2Jhello$/m);
  });

  it('announces the board under the name it is given', async () => {
    const name = `test-${randomBytes(6).toString('hex')}`;
    const peer = await MdnsPeer.open(name);
    try {
      run('--port', '0', '--announce', name);
      const { authorities } = await peer.until(() =>
        peer.probes.find(({ questions }) => questions[0]?.name === `${name}.local`),
      );
      deepStrictEqual(
        authorities.map(({ data }) => data),
        ['127.0.0.1'],
      );
    } finally {
      await peer.close();
    }
  });

  it('says in a sentence that the port is taken', async () => {
    const { port } = await start();
    const { code, text } = await outcome(run('--port', String(port)), 'stderr');
    strictEqual(code, 1);
    strictEqual(text, `Port ${port} is taken by another program. Choose another one with --port.\n`);
  });

  for (const [options, sentence] of [
    [['--port', '70000'], '--port takes a whole number from 0 to 65535, not "70000".'],
    [['--slots', 'five'], '--slots takes a whole number from 1 to 255, not "five".'],
    [['--sketch', 'toString'], 'There is no sketch "toString": choose telemetry, echo or picture.'],
    [['--process', '/no/program'], 'There is no program "/no/program".'],
    [
      ['--announce', 'kitchen.local'],
      '--announce takes a name of 1 to 63 letters, digits, - and _, without .local, not "kitchen.local".',
    ],
    [
      ['--announce', ''],
      '--announce takes a name of 1 to 63 letters, digits, - and _, without .local, not "".',
    ],
    [['--user', 'me'], '--user and --password go together.'],
    [['--host', '192.0.2.1', '--port', '0'], 'This computer has no address 192.0.2.1.'],
  ] as const) {
    it(`answers ${options.join(' ')} with a sentence`, async () => {
      const { code, text } = await outcome(run(...options), 'stderr');
      strictEqual(code, 1);
      strictEqual(text, `${sentence}\n`);
    });
  }

  it('refuses an option it does not know, and says where the others are', async () => {
    const { code, text } = await outcome(run('--prot', '81'), 'stderr');
    strictEqual(code, 1);
    match(text, /^Unknown option '--prot'.*\. --help lists the options\.\n$/);
  });

  it('has help and a version', async () => {
    match((await outcome(run('--help'), 'stdout')).text, /--sketch telemetry\|echo\|picture/);
    match((await outcome(run('--version'), 'stdout')).text, /^\d+\.\d+\.\d+/);
  });
});
