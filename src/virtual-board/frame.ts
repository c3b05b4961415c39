/** Opcodes of RFC 6455, section 5.2. */
export const Opcode = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

/** One frame, without its mask. */
export interface Frame {
  fin: boolean;
  opcode: number;
  payload: Buffer;
}

/** What the beginning of a byte stream is. `size`: bytes of it that are used up. */
export type Decoded =
  | { is: 'frame'; frame: Frame; size: number }
  | { is: 'incomplete' }
  | { is: 'too long'; size: number };

interface Header {
  length: number;
  /** Bytes before the mask or, without one, before the payload. */
  size: number;
}

/**
 * Reads as the library does: reserved bits, a missing mask and needlessly long lengths pass, and a length above
 * `maxPayloadBytes` is refused as soon as it is known.
 */
export function decodeFrame(bytes: Buffer, maxPayloadBytes: number): Decoded {
  const header = decodeHeader(bytes);
  if (!header) return { is: 'incomplete' };
  if (header.length > maxPayloadBytes) return { is: 'too long', size: header.size };
  const masked = (bytes[1]! & 0x80) !== 0;
  const start = header.size + (masked ? 4 : 0);
  const size = start + header.length;
  if (bytes.length < size) return { is: 'incomplete' };
  const payload = Buffer.from(bytes.subarray(start, size));
  if (masked) unmask(payload, bytes.subarray(header.size, start));
  return { is: 'frame', frame: { fin: (bytes[0]! & 0x80) !== 0, opcode: bytes[0]! & 0x0f, payload }, size };
}

/** A server's frame: never masked, never split. As in the library, 65,535 bytes already take the 64-bit length. */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([encodeHeader(0x80 | opcode, payload.length), payload]);
}

function decodeHeader(bytes: Buffer): Header | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  if (short < 126) return { length: short, size: 2 };
  const size = short === 126 ? 4 : 10;
  if (bytes.length < size) return undefined;
  return { length: short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)), size };
}

function encodeHeader(first: number, length: number): Buffer {
  if (length < 126) return Buffer.from([first, length]);
  if (length < 65_535) return Buffer.from([first, 126, length >> 8, length & 0xff]);
  const header = Buffer.alloc(10);
  header.writeUInt16BE((first << 8) | 127, 0);
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

function unmask(payload: Buffer, mask: Buffer): void {
  for (let at = 0; at < payload.length; at++) payload[at]! ^= mask[at % 4]!;
}
