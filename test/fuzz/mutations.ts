import { serverFrame, switchingTo } from '../support/peer.js';
import type { Random } from '../support/random.js';
import { closeFrame } from '../support/wire.js';

const texts = [
  '',
  'null',
  '{"topic":"temperature","payload":21.5}',
  '{"topic":"$hello","payload":{"boot":1}}',
  '{"topic":"uptime","payload":12}',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}',
  '['.repeat(10_000),
  '{"a":'.repeat(500),
  '"\\ud800"',
  '1e999',
  '12345678901234567890',
  '\u0000\u001b[31m',
];

/**
 * One frame of a board, or what is left of it.
 *
 * @param brokenness how likely it is that it breaks a rule, from 0 to 1
 */
export function anyFrame(random: Random, brokenness: number): Buffer {
  const isOdd = random.isTrue(brokenness);
  const opcode = isOdd ? random.integer(0, 15) : random.pick([1, 1, 1, 2, 9, 10]);
  const payload = payloadFor(opcode, random);
  if (!isOdd) return serverFrame(0x80 | opcode, payload);
  const frame = frameOf((random.isTrue(0.5) ? 0x80 : 0) | opcode, payload, random);
  return random.isTrue(0.5) ? mutated(frame, random) : frame;
}

/** An answer to a request to upgrade, right or not quite. */
export function anyAnswer(request: string, random: Random): Buffer {
  const right = Buffer.from(switchingTo(request));
  if (random.isTrue(0.3)) return right;
  const lines = right.toString('latin1').split('\r\n');
  const at = random.integer(0, lines.length - 1);
  const spoiled = random.pick([
    () => lines.toSpliced(at, 1),
    () => lines.toSpliced(at, 0, lines[at]!),
    () => lines.with(0, `HTTP/1.1 ${random.pick([101, 200, 301, 400, 401, 426, 500, 999])} x`),
    () => lines.toSpliced(1, 0, 'Sec-WebSocket-Extensions: permessage-deflate'),
    () => lines.toSpliced(1, 0, 'Sec-WebSocket-Protocol: mqtt'),
    () => lines.toSpliced(1, 0, `X: ${'x'.repeat(random.integer(1, 20_000))}`),
    () => lines,
  ])();
  const bytes = Buffer.from(spoiled.join('\r\n'), 'latin1');
  return random.isTrue(0.6) ? mutated(bytes, random) : bytes;
}

/** Some bytes flipped, cut off, doubled, or put in. */
function mutated(bytes: Buffer, random: Random): Buffer {
  const at = random.integer(0, Math.max(0, bytes.length - 1));
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  return random.pick([
    () => before,
    () => after,
    () => Buffer.concat([before, random.bytes(random.integer(1, 8)), after]),
    () => Buffer.concat([before, after, after]),
    () => Buffer.concat([before, random.bytes(1), after.subarray(1)]),
  ])();
}

function payloadFor(opcode: number, random: Random): Buffer {
  if (opcode === 8) return closePayload(random);
  if (opcode === 10) return Buffer.concat([Buffer.from('nrws'), random.bytes(6)]);
  if (opcode === 9) return random.bytes(random.integer(0, 125));
  return random.isTrue(0.5) ? Buffer.from(random.pick(texts)) : random.bytes(random.integer(0, 300));
}

function closePayload(random: Random): Buffer {
  const code = random.pick([1000, 1001, 1002, 1005, 1006, 1009, 1011, 1015, 0, 4001, 65_535]);
  return random.isTrue(0.2)
    ? random.bytes(1)
    : closeFrame(code, random.bytes(random.integer(0, 123))).subarray(2);
}

/** Now and then masked or compressed, of a length said in a longer way than need be, or of one that is not its own. */
function frameOf(first: number, payload: Buffer, random: Random): Buffer {
  const length = random.isTrue(0.1) ? random.pick([2 ** 20, 2 ** 31, 2 ** 40, 2 ** 53 + 2]) : payload.length;
  const isLong = length > 65_535 || random.isTrue(0.1);
  const head = Buffer.alloc(isLong ? 10 : length < 126 ? 2 : 4);
  head[0] = first | (random.isTrue(0.1) ? 0x40 : 0);
  head[1] = isLong ? 127 : length < 126 ? length : 126;
  if (isLong) head.writeBigUInt64BE(BigInt(length), 2);
  else if (length >= 126) head.writeUInt16BE(length, 2);
  if (random.isTrue(0.1)) head[1] = head[1]! | 0x80;
  return Buffer.concat([head, payload]);
}
