/** What may be on its way at once: 64 messages that wait and 16 in flight, and some more. */
const remembered = 128;
/** So many bytes of a message count, and its length. */
const compared = 64;
/** Of how many messages the share of echoes is the mean. */
const meanOf = 64;
/** From this share on it is a loop: a board that repeats some commands stays below. */
const loopShare = 0.9;

/** Notices that what a board sends is what was just sent to it: an in node is wired to an out node of a board that echoes. */
export class EchoDetector {
  /** Made with the first message to the board: many boards are sent nothing, and it is a twelfth of all they take. */
  private hashes: Int32Array | undefined;
  private sentCount = 0;
  private share = 0;

  /** Whether nearly all of the latest messages were echoes. */
  get isLoop(): boolean {
    return this.share >= loopShare;
  }

  sent(data: Buffer | string): void {
    this.hashes ??= new Int32Array(remembered);
    this.hashes[this.sentCount % remembered] = hashOf(data);
    this.sentCount += 1;
  }

  /** Cheap: it is called for each message. */
  received(data: Buffer): void {
    if (this.hashes === undefined) return;
    this.share += (Number(this.hashes.includes(hashOf(data))) - this.share) / meanOf;
  }
}

/** The beginning of a text as bytes: a character has three at most. */
const beginning = Buffer.alloc(3 * compared);

/** FNV-1a of a message's length and beginning, never 0, which stands for nothing. */
function hashOf(data: Buffer | string): number {
  if (typeof data !== 'string') return hashOfBytes(data, data.length, data.length);
  const length = Buffer.byteLength(data);
  return hashOfBytes(beginning, beginning.write(data.slice(0, compared)), length);
}

function hashOfBytes(bytes: Buffer, count: number, length: number): number {
  let hash = 0x811c9dc5 ^ length;
  for (let at = 0; at < Math.min(count, compared); at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash | 1;
}
