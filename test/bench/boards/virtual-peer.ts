import { VirtualBoard } from '../../../src/virtual-board/virtual-board.js';
import type { Link, Peer } from './link.js';

/** Virtual boards with the telemetry sketch, as people try flows with. They say what their sketch says, and nothing else. */
export class VirtualPeer implements Peer {
  readonly links: ReadonlySet<Link> = new Set();

  private constructor(private readonly boards: readonly VirtualBoard[]) {}

  static async listen(firstPort: number, count: number): Promise<VirtualPeer> {
    const boards = Array.from(
      { length: count },
      (_nothing, index) => new VirtualBoard({ sketch: 'telemetry', port: firstPort + index }),
    );
    for (const board of boards) await board.listen();
    return new VirtualPeer(boards);
  }

  get linked(): number {
    return this.boards.filter(({ slotsInUse }) => slotsInUse > 0).length;
  }

  onLink(callBack: () => void): void {
    for (const board of this.boards) board.on('slots', () => callBack());
  }
}
