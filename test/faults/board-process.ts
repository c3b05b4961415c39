import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { networkOf, ownNetwork } from './own-network.js';

const virtualBoard = [join(__dirname, '../../src/virtual-board/cli.js'), '--sketch', 'echo', '--port', '0'];

/** Takes one waiting connection, then its process stands still: of further SYNs Linux takes no notice. */
const deaf = [
  '-e',
  `const server = require('node:net').createServer().listen({ backlog: 1, host: '127.0.0.1', port: 0 }, () => {
    console.log('ws://127.0.0.1:' + server.address().port);
    process.kill(process.pid, 'SIGSTOP');
  });`,
];

/** A board in a process of its own: one that can stand still while its kernel goes on. */
export class BoardProcess {
  port = 0;
  /** What fills the line of a board that takes no more connections. */
  private readonly waiting: Socket[] = [];

  private constructor(private readonly child: ChildProcess) {}

  /** A virtual board with the echo sketch. */
  static listening(): Promise<BoardProcess> {
    return BoardProcess.running(virtualBoard);
  }

  /** The same with a network of its own, in which there is nothing but it: needs root. */
  static inOwnNetwork(): Promise<BoardProcess> {
    return BoardProcess.running(virtualBoard, ownNetwork('ip link set lo up'));
  }

  /** A port whose packets vanish, as behind a firewall, or an access point that keeps its stations apart. */
  static async thatTakesNoSyn(): Promise<BoardProcess> {
    const board = await BoardProcess.running(deaf);
    // One more than the backlog is taken.
    for (let count = 0; count < 2; count += 1) {
      const socket = connect(board.port, '127.0.0.1');
      await once(socket, 'connect');
      board.waiting.push(socket);
    }
    return board;
  }

  private static async running(
    args: readonly string[],
    within: readonly string[] = [],
  ): Promise<BoardProcess> {
    const [program = '', ...words] = [...within, process.execPath, ...args];
    const board = new BoardProcess(spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] }));
    for await (const line of createInterface(board.child.stdout!)) {
      board.port = Number(/ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? 0);
      if (board.port > 0) break;
    }
    return board;
  }

  /** The words before a command that let it share this board's network. */
  get network(): string[] {
    return networkOf(this.child.pid!);
  }

  /** Takes the only link of its own network down, or up again. */
  setLink(to: 'down' | 'up'): void {
    const [program = '', ...args] = [...this.network, 'ip', 'link', 'set', 'lo', to];
    execFileSync(program, args);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name);
  }

  async close(): Promise<void> {
    for (const socket of this.waiting) socket.destroy();
    const end = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await end;
  }
}
