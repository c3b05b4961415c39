import { equal, ok } from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Fixture, lostMs, slackMs } from './fixture.js';
import { needsOwnNetwork, networkOf, ownNetwork } from './own-network.js';

interface Line {
  readonly deaf?: string;
  readonly done?: string;
  readonly followed?: string;
  readonly found?: string;
  readonly heard?: string;
  readonly ms?: number;
}

/** `listening.ts` in a network of its own. */
class Listening {
  readonly lines: Line[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly child: ChildProcess) {
    createInterface(child.stdout!).on('line', (line) => {
      this.lines.push(JSON.parse(line));
      for (const check of this.waiting) check();
    });
  }

  static inOwnNetwork(setUp: string): Listening {
    const [program = '', ...args] = [...ownNetwork(setUp), process.execPath, join(__dirname, 'listening.js')];
    return new Listening(spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Runs a command in its network. */
  run(command: string): void {
    const [program = '', ...args] = [...networkOf(this.pid), ...command.split(' ')];
    execFileSync(program, args);
  }

  /** Gives a word and waits until it is done. */
  async tell(word: string): Promise<void> {
    this.child.stdin!.write(`${word}\n`);
    await this.line(({ done }) => done === word);
  }

  async line(isMeant: (line: Line) => boolean, after = 0): Promise<Line> {
    const find = () => this.lines.slice(after).find(isMeant);
    while (find() === undefined) {
      await new Promise<void>((resolve) => {
        const check = () => {
          this.waiting.delete(check);
          resolve();
        };
        this.waiting.add(check);
      });
    }
    return find()!;
  }

  async close(): Promise<void> {
    const end = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await end;
  }
}

describe('A network in which boards are hard to find', () => {
  const fixture = new Fixture();

  it('F4: has a program that keeps port 5353 to itself: said once, and names are found all the same', async function () {
    needsOwnNetwork(this);
    const computer = fixture.keep(Listening.inOwnNetwork('ip link set lo up multicast on'));
    await computer.tell('take kitchen.local');
    await computer.tell('watch attic.local');
    await computer.line(({ deaf }) => deaf?.includes('EADDRINUSE') === true);
    await computer.tell('find kitchen.local');
    const { found, ms = 0 } = await computer.line((line) => line.found !== undefined);
    equal(found, '127.0.0.1');
    ok(ms < 1_000 + slackMs + lostMs(), `${ms}`);
    await computer.tell('watch cellar.local');
    equal(computer.lines.filter(({ deaf }) => deaf !== undefined).length, 1);
  });

  it('F4: has no interface at all: a name is not found, and nothing falls over', async function () {
    needsOwnNetwork(this);
    const computer = fixture.keep(Listening.inOwnNetwork(':'));
    await computer.tell('watch kitchen.local');
    await computer.tell('find kitchen.local');
    const { found } = await computer.line((line) => line.found !== undefined);
    ok(found === 'ENOTFOUND' || found === 'EAI_AGAIN', found);
  });

  it('F4: gets its interface later, loses it and gets it back: boards are heard each time', async function () {
    needsOwnNetwork(this);
    const computer = fixture.keep(Listening.inOwnNetwork('ip link set lo up'));
    const board = fixture.keep(Listening.inOwnNetwork('ip link set lo up'));
    await computer.tell('watch kitchen.local');
    await board.tell('watch nobody.local');
    let heard = 0;
    for (const number of [1, 2]) {
      joinNetworks(computer, board, number);
      await board.tell('announce kitchen.local 10.99.0.2');
      await computer.line(({ heard: name }) => name === 'kitchen.local', heard);
      heard = computer.lines.length;
      computer.run(`ip link del v${number}`);
    }
    await computer.tell('find kitchen.local');
    equal((await computer.line((line) => line.found !== undefined)).found, '10.99.0.2');
  });

  it('F4: gets its interface later: whoever follows all boards learns of one that has long said what it says unasked', async function () {
    needsOwnNetwork(this);
    const computer = fixture.keep(Listening.inOwnNetwork('ip link set lo up'));
    const board = fixture.keep(Listening.inOwnNetwork('ip link set lo up'));
    await computer.tell('follow');
    joinNetworks(computer, board, 1);
    await board.tell('answer kitchen.local 10.99.0.2');
    await computer.line(({ followed }) => followed === 'kitchen.local');
  });
});

/** A cable between two computers. */
function joinNetworks(computer: Listening, board: Listening, number: number): void {
  computer.run(`ip link add v${number} type veth peer name w${number} netns ${board.pid}`);
  for (const [place, name, address] of [
    [computer, `v${number}`, '10.99.0.1'],
    [board, `w${number}`, '10.99.0.2'],
  ] as const) {
    place.run(`ip addr add ${address}/24 dev ${name}`);
    place.run(`ip link set ${name} up`);
  }
}
