import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { decodeFrame, encodeFrame, Opcode } from '../../src/virtual-board/frame.js';
import { clientFrame, frameHead } from '../support/raw-client.js';

const maxBytes = 15_360;

describe('frame codec', () => {
  for (const [length, head] of [
    [0, '8100'],
    [125, '817d'],
    [126, '817e007e'],
    [65_534, '817efffe'],
    [65_535, '817f000000000000ffff'],
    [65_536, '817f0000000000010000'],
  ] as const) {
    it(`writes the head of ${length} bytes as ${head}, unmasked`, () => {
      const frame = encodeFrame(Opcode.text, Buffer.alloc(length));
      strictEqual(frame.subarray(0, frame.length - length).toString('hex'), head);
    });
  }

  it('reads back whatever a client can send in one frame', () => {
    const anyFrame = fc.record({
      fin: fc.boolean(),
      masked: fc.boolean(),
      opcode: fc.integer({ min: 0, max: 15 }),
      payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      rsv1: fc.boolean(),
    });
    fc.assert(
      fc.property(anyFrame, ({ opcode, payload, ...flaws }) => {
        const bytes = clientFrame(opcode, payload, flaws);
        const decoded = decodeFrame(Buffer.concat([bytes, Buffer.from('next')]), maxBytes);
        deepStrictEqual(decoded, {
          is: 'frame',
          frame: { fin: flaws.fin, opcode, payload },
          size: bytes.length,
        });
      }),
    );
  });

  it('calls every beginning of a frame incomplete', () => {
    const payload = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(payload, fc.nat(), (bytes, cut) => {
        const frame = clientFrame(Opcode.binary, bytes);
        strictEqual(decodeFrame(frame.subarray(0, cut % frame.length), maxBytes).is, 'incomplete');
      }),
    );
  });

  it('takes a length written in more bytes than it needs', () => {
    const needless = Buffer.concat([Buffer.from('817f0000000000000002', 'hex'), Buffer.from('ok')]);
    deepStrictEqual(decodeFrame(needless, maxBytes), {
      is: 'frame',
      frame: { fin: true, opcode: Opcode.text, payload: Buffer.from('ok') },
      size: 12,
    });
  });

  for (const length of [15_361, 65_536, 2 ** 32, 2 ** 52]) {
    it(`refuses ${length} bytes by the head alone`, () => {
      const head = frameHead(0x81, length);
      deepStrictEqual(decodeFrame(head, maxBytes), { is: 'too long', size: head.length });
    });
  }

  it('takes 15,360 bytes', () => {
    strictEqual(decodeFrame(clientFrame(Opcode.text, Buffer.alloc(maxBytes)), maxBytes).is, 'frame');
  });
});
