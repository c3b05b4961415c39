import { plainTopicOf } from '../message/plain-message.js';

/** The last message of one topic; without a topic, of all messages that have none. */
export interface LastValue {
  readonly topic: string | undefined;
  readonly data: Buffer;
  readonly isBinary: boolean;
  /** When it came; monotonic, in milliseconds. */
  readonly at: number;
}

/** More topics than a board sends; a liar gets no more memory than this. */
const mostTopics = 256;
const mostBytes = 65_536;
/** What a value costs beside its bytes, as far as it can be told. */
const overheadBytes = 64;

/** Room for a value is made in steps of so many bytes, so that a digit more needs no other one. */
const roomBytes = 64;
/** A value that has become this much shorter gives its room back: what is kept counts with its room. */
const mostSpareBytes = 256;

/** A value as it is kept: in the same place as the one before, since a new one for each message costs more than all else. */
interface Kept {
  readonly topic: string | undefined;
  readonly room: Buffer;
  length: number;
  isBinary: boolean;
  at: number;
  /** Counts on with each message: the smallest was heard longest ago. */
  turn: number;
}

/**
 * The newest message of each topic of one board, of its present connection: 256 topics and 64 KiB at most. What was heard longest
 * ago gives way, counted.
 */
export class LastValues {
  /** Values that gave way to others. */
  evicted = 0;
  private readonly values = new Map<string | undefined, Kept>();
  private bytes = 0;
  private turn = 0;

  /**
   * Takes a message in. Cheap: it is called for each one.
   *
   * @param topicOf reads the topic of a message that does not begin as most do
   * @returns its topic
   */
  keep(
    data: Buffer,
    isBinary: boolean,
    at: number,
    topicOf: (data: Buffer) => string | undefined,
  ): string | undefined {
    const topic = isBinary ? undefined : (plainTopicOf(data) ?? topicOf(data));
    // What belongs to the protocol is no value.
    if (topic?.startsWith('$')) return topic;
    if (data.length + overheadBytes > mostBytes) {
      this.remove(topic);
      this.evicted += 1;
      return topic;
    }
    const kept = this.placeFor(topic, data.length);
    // A copy: what was read from the socket is part of something larger.
    kept.room.set(data);
    kept.length = data.length;
    kept.isBinary = isBinary;
    kept.at = at;
    kept.turn = this.turn++;
    while (this.values.size > mostTopics || this.bytes > mostBytes) this.evictOldest();
    return topic;
  }

  /** Oldest first; later messages do not change them. */
  get list(): readonly LastValue[] {
    return this.heardSince(Number.NEGATIVE_INFINITY).map((value) => ({
      ...value,
      data: Buffer.from(value.data),
    }));
  }

  /** Those that came at this moment or later, oldest first. Not to be kept: later messages change them. */
  heardSince(since: number): readonly LastValue[] {
    const heard: Kept[] = [];
    for (const kept of this.values.values()) if (kept.at >= since) heard.push(kept);
    return heard
      .sort((one, other) => one.turn - other.turn)
      .map(({ at, isBinary, length, room, topic }) => ({
        topic,
        data: room.subarray(0, length),
        isBinary,
        at,
      }));
  }

  /** A new connection: what came over the last one may not hold any more. */
  clear(): void {
    this.values.clear();
    this.bytes = 0;
  }

  /** Where the value of a topic goes: where the last one is, if it fits and wastes little. */
  private placeFor(topic: string | undefined, length: number): Kept {
    const known = this.values.get(topic);
    const spare = (known?.room.length ?? 0) - length;
    if (known !== undefined && spare >= 0 && spare <= mostSpareBytes) return known;
    this.remove(topic);
    const bytes = roomBytes * Math.ceil(length / roomBytes);
    const fresh = { topic, room: Buffer.allocUnsafeSlow(bytes), length, isBinary: false, at: 0, turn: 0 };
    this.values.set(topic, fresh);
    this.bytes += bytes + overheadBytes;
    return fresh;
  }

  private evictOldest(): void {
    let oldest: Kept | undefined;
    for (const kept of this.values.values())
      if (oldest === undefined || kept.turn < oldest.turn) oldest = kept;
    this.remove(oldest?.topic);
    this.evicted += 1;
  }

  private remove(topic: string | undefined): void {
    const known = this.values.get(topic);
    if (known === undefined) return;
    this.values.delete(topic);
    this.bytes -= known.room.length + overheadBytes;
  }
}
