import type { Socket } from 'node:net';
import type { Luck } from '../support/luck.js';
import { onRequest } from '../support/peer.js';
import { anyAnswer, anyFrame } from './mutations.js';

/** What an evil board does that sends anything at all, a little more broken to some clients than to others. */
export class FuzzingBoard {
  /** How many frames clients were there to see. */
  frames = 0;

  constructor(private readonly luck: Luck) {}

  meet(socket: Socket): void {
    const brokenness = this.luck.pick([0, 0.01, 0.1, 0.5]);
    socket.on('data', () => {});
    onRequest(socket, (request) => {
      socket.write(anyAnswer(request, this.luck));
      void this.babble(socket, brokenness);
    });
  }

  private async babble(socket: Socket, brokenness: number): Promise<void> {
    for (let piece = 0; piece < 20 && !socket.destroyed; piece += 1) {
      const frames = Array.from({ length: this.luck.integer(1, 10) }, () => anyFrame(this.luck, brokenness));
      this.frames += frames.length;
      socket.write(Buffer.concat(frames));
      await new Promise(setImmediate);
    }
    if (this.luck.isTrue(0.5)) socket.end();
    else socket.destroy();
  }
}
