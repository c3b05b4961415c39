import { deepEqual } from 'node:assert/strict';
import { type Gate, openGate } from '../../src/link/dial-gate.js';
import { Socket, type SocketEvents } from '../../src/link/socket.js';
import { Peer, shakeHands } from '../support/peer.js';
import { shortSettings } from '../support/settings.js';

type Told = 'activity' | 'closed' | 'connected' | 'message' | 'opened' | 'pong';

/** A socket, and what it reports. */
class Heard {
  readonly told: Told[] = [];
  readonly socket: Socket;
  private readonly waiting = new Map<Told, () => void>();

  constructor(port: number, gate: Gate = openGate) {
    const note = (what: Told) => () => {
      this.told.push(what);
      this.waiting.get(what)?.();
    };
    const events: SocketEvents = {
      connected: note('connected'),
      opened: note('opened'),
      activity: note('activity'),
      pong: note('pong'),
      message: note('message'),
      closed: note('closed'),
      readingPaused() {},
      isBehind: () => false,
    };
    this.socket = new Socket(shortSettings(port), {}, gate, events);
  }

  async until(what: Told): Promise<void> {
    if (!this.told.includes(what)) await new Promise<void>((resolve) => this.waiting.set(what, resolve));
  }
}

/** A text frame with the word `moist`, unmasked as from a server. */
const text = Buffer.from([0x81, 5, ...Buffer.from('moist')]);

describe('A socket that is muted', () => {
  const closedGate: Gate = () => () => {};
  const ways: readonly {
    says: string;
    peer?: ConstructorParameters<typeof Peer>[0];
    gate?: Gate;
    until?: Told;
    end?: (heard: Heard, peer: Peer) => void;
    told: readonly Told[];
  }[] = [
    { says: 'an attempt that is refused', told: ['closed'] },
    {
      says: 'an attempt that is given up before its turn',
      gate: closedGate,
      end: ({ socket }) => socket.terminate(),
      told: ['closed'],
    },
    {
      says: 'a handshake that is given up',
      peer: () => {},
      until: 'connected',
      end: ({ socket }) => socket.terminate(),
      told: ['connected', 'closed'],
    },
    {
      says: 'a message and the end of a connection',
      peer: (socket) => shakeHands(socket, () => {}),
      until: 'opened',
      end: (_heard, { sockets }) => sockets.at(-1)!.end(text),
      told: ['connected', 'opened', 'activity', 'message', 'closed'],
    },
  ];
  for (const { end, gate, peer: onConnection, says, told, until } of ways) {
    it(`does not tell of ${says}`, async () => {
      const peer = new Peer(onConnection ?? (() => {}));
      const port = await peer.listen();
      if (onConnection === undefined) await peer.close();
      const muted = new Heard(port, gate);
      if (until !== undefined) await muted.until(until);
      const before = [...muted.told];
      muted.socket.mute();
      end?.(muted, peer);
      // Its end comes before that of another one which goes the same way after it.
      const heard = new Heard(port, gate);
      if (until !== undefined) await heard.until(until);
      end?.(heard, peer);
      await heard.until('closed');
      deepEqual([muted.told, heard.told], [before, told]);
      await peer.close().catch(() => {});
    });
  }
});
