import { createHash } from 'node:crypto';
import { testCard } from '../../src/virtual-board/sketches/picture.js';
import type { Behaviour } from './behaviour.js';

const hint = 'Say "picture" to get one.';

/** A binary message as a transcript has it. */
export function binary(bytes: Buffer): string {
  return `${bytes.length} bytes ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
}

/** What the picture sketch does. */
export const picture: readonly Behaviour[] = [
  {
    does: 'sends a picture to whoever asks, each a little different, and logs it',
    onWire: async (wire) => {
      await wire.connect();
      await wire.connect();
      await wire.say(0, 'picture');
      await wire.say(1, 'picture');
      await wire.leave(0);
      await wire.logged('Client 0 disconnected');
    },
    expected: [
      `0: ${binary(testCard(0))}`,
      '0: 1000',
      `1: ${binary(testCard(1))}`,
      'serial: Client 0 connected from 127.0.0.1',
      'serial: Client 1 connected from 127.0.0.1',
      'serial: Picture for client 0: 9270 bytes',
      'serial: Picture for client 1: 9270 bytes',
      'serial: Client 0 disconnected',
    ],
  },
  {
    does: 'begins anew after sixteen pictures',
    onWire: async (wire) => {
      await wire.connect();
      for (let count = 0; count < 17; count++) await wire.say(0, 'picture');
    },
    expected: [
      ...Array.from({ length: 17 }, (_, count) => `0: ${binary(testCard(count % 16))}`),
      'serial: Client 0 connected from 127.0.0.1',
      ...Array<string>(17).fill('serial: Picture for client 0: 9270 bytes'),
    ],
  },
  {
    does: 'says what it wants to hear to every other text, and nothing to binaries and fragments',
    onHarness: async (harness) => {
      await harness.connect(0);
      for (const text of ['', 'Picture', 'picture ', 'pictur', '{"topic":"picture","payload":true}'])
        await harness.text(0, text);
      for (const type of ['BIN', 'FRAGMENT_TEXT_START', 'FRAGMENT_FIN', 'PING', 'PONG'] as const)
        await harness.event(0, `WStype_${type}`, 'picture');
    },
    expected: [
      'heartbeat 15000 3000 2',
      'serial: Client 0 connected from 10.0.0.0',
      ...Array<string>(5).fill(`0: ${hint}`),
    ],
  },
];
