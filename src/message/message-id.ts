import { randomBytes } from 'node:crypto';

/** Two hexadecimal digits for each byte. */
const digits = Array.from({ length: 256 }, (_nothing, byte) => byte.toString(16).padStart(2, '0'));
const idsPerPrefix = 65_536;

/**
 * Ids of messages, of 16 hexadecimal digits as Node-RED makes them: 12 random ones, and four that count. Node-RED throws dice
 * for each digit pair, which is an eighth of what a message costs where a board sends as fast as it can.
 */
export class MessageIds {
  private prefix = '';
  private next = idsPerPrefix;

  /** An id for `msg._msgid` that no other message has. */
  take(): string {
    if (this.next === idsPerPrefix) {
      this.prefix = randomBytes(6).toString('hex');
      this.next = 0;
    }
    const number = this.next++;
    return this.prefix + digits[number >> 8] + digits[number & 0xff];
  }
}
