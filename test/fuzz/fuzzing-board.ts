import type { Socket } from 'node:net';
import { onRequest } from '../support/peer.js';
import type { Random } from '../support/random.js';
import { anyAnswer, anyFrame } from './mutations.js';

/** What an evil board does that sends anything at all, a little more broken to some clients than to others. */
export class FuzzingBoard {
  /** How many frames clients were there to see. */
  frames = 0;

  constructor(private readonly random: Random) {}

  meet(socket: Socket): void {
    const brokenness = this.random.pick([0, 0.01, 0.1, 0.5]);
    socket.on('data', () => {});
    onRequest(socket, (request) => {
      socket.write(anyAnswer(request, this.random));
      void this.babble(socket, brokenness);
    });
  }

  private async babble(socket: Socket, brokenness: number): Promise<void> {
    for (let piece = 0; piece < 20 && !socket.destroyed; piece += 1) {
      const frames = Array.from({ length: this.random.integer(1, 10) }, () =>
        anyFrame(this.random, brokenness),
      );
      this.frames += frames.length;
      socket.write(Buffer.concat(frames));
      await new Promise(setImmediate);
    }
    if (this.random.isTrue(0.5)) socket.end();
    else socket.destroy();
  }
}
