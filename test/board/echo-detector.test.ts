import { equal } from 'node:assert/strict';
import { EchoDetector } from '../../src/board/echo-detector.js';

describe('A loop through an echoing board', () => {
  const text = (at: number) => `message ${at}`;

  // what comes back, message by message, to what was sent
  for (const [what, answerTo, isLoop] of [
    ['is seen where each message comes back', (at) => text(at), true],
    ['is seen where each comes back 80 messages later', (at) => text(at - 80), true],
    ['is not seen in answers of other words', (at) => `done ${at}`, false],
    [
      'is not seen where half of what comes are answers',
      (at) => (at % 2 === 0 ? text(at) : `value ${at}`),
      false,
    ],
    ['is not seen in what was sent long ago', (at) => text(at - 1_000), false],
    ['is not seen where only the length is the same', (at) => text(at).toUpperCase(), false],
  ] as [string, (at: number) => string, boolean][]) {
    it(what, () => {
      const echoes = new EchoDetector();
      for (let at = 0; at < 500; at += 1) {
        echoes.sent(text(at));
        echoes.received(Buffer.from(answerTo(at)));
      }
      equal(echoes.isLoop, isLoop);
    });
  }

  it('is not seen where nothing was sent, nor in a few echoes', () => {
    const echoes = new EchoDetector();
    for (let at = 0; at < 500; at += 1) echoes.received(Buffer.from(''));
    equal(echoes.isLoop, false);
    echoes.sent('x');
    for (let at = 0; at < 50; at += 1) echoes.received(Buffer.from('x'));
    equal(echoes.isLoop, false);
  });

  it('is seen in binary, and in texts of many bytes a character, by their first bytes and their length', () => {
    for (const data of [Buffer.alloc(10_000, 7), '°'.repeat(1_000)]) {
      const echoes = new EchoDetector();
      for (let at = 0; at < 500; at += 1) {
        echoes.sent(data);
        echoes.received(Buffer.from(data));
      }
      equal(echoes.isLoop, true);
    }
  });
});
