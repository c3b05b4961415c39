import type { RemoteInfo } from 'node:dgram';
import { decode } from 'dns-packet';
import { type BoardRecord, readRecords } from './records.js';

/** Where mDNS is (RFC 6762). */
export const group = '224.0.0.251';
export const port = 5353;

/** Whether a packet only asks, as most do, or is none: without reading more of it than its head (RFC 1035, section 4.1.1). */
export function isPlainQuestion(bytes: Buffer): boolean {
  if (bytes.length < 12) return true;
  const isResponse = bytes.readUInt16BE(2) >= 0x8000;
  return !isResponse && bytes.readUInt16BE(8) === 0;
}

/** What a packet says of boards, and whether it is a question or an answer. Never throws, whatever the bytes. */
export function readPacket(bytes: Buffer, sender: RemoteInfo): { type: string; records: BoardRecord[] } {
  try {
    const packet = decode(bytes);
    const type = packet.type ?? '';
    // RFC 6762, section 6: what does not come from port 5353 is no answer.
    if (type === 'response' && sender.port !== port) return { type, records: [] };
    return { type, records: readRecords(packet) };
  } catch {
    // Whatever it is, it says nothing.
    return { type: '', records: [] };
  }
}
