import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { freePort } from '../support/free-port.js';
import type { Random } from '../support/random.js';

/** A board that is never well for long, and floods its clients now and then. */
export class FlappingBoard {
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly port: number,
    private readonly board: VirtualBoard,
    private readonly random: Random,
  ) {}

  static async listening(random: Random): Promise<FlappingBoard> {
    const port = await freePort();
    const board = new VirtualBoard({ sketch: 'echo', port, sendTimeoutMs: 300, tcpTimeoutMs: 300 });
    await board.listen();
    return new FlappingBoard(port, board, random);
  }

  /** Flaps until {@link calm}. */
  flap(): void {
    this.timer = setTimeout(
      () => {
        void this.misbehave();
        this.flap();
      },
      this.random.integer(200, 2_000),
    );
  }

  /** Well again. */
  async calm(): Promise<void> {
    clearTimeout(this.timer);
    this.board.thaw();
    await this.board.close();
    await this.board.listen();
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.board.close();
  }

  private async misbehave(): Promise<void> {
    const { board, random } = this;
    switch (random.pick(['off', 'freeze', 'reset', 'disconnect', 'stall', 'flood'])) {
      case 'off':
        await board.close();
        return board.listen().then(() => {});
      case 'freeze':
        board.freeze();
        setTimeout(() => board.thaw(), random.integer(100, 3_000));
        return;
      case 'reset':
        return board.reset();
      case 'disconnect':
        return board.disconnect();
      case 'stall':
        return board.stall(random.integer(100, 1_500));
      default:
        for (let count = 0; count < 5_000; count += 1) board.broadcast('flood');
    }
  }
}
