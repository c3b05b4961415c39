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

/** How a topic message begins, as sketches write it: then it need not be parsed. */
const start = Buffer.from('{"topic":"');
const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);

/**
 * The newest message of each topic of one board, of its present connection: 256 topics and 64 KiB at most. What was heard longest
 * ago gives way, counted.
 */
export class LastValues {
  /** Values that gave way to others. */
  evicted = 0;
  private readonly values = new Map<string | undefined, LastValue>();
  private bytes = 0;

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
    this.remove(topic);
    const costs = data.length + overheadBytes;
    if (costs > mostBytes) {
      this.evicted += 1;
      return topic;
    }
    // A copy: what was read from the socket is part of something larger.
    this.values.set(topic, { topic, data: Buffer.from(data), isBinary, at });
    this.bytes += costs;
    while (this.values.size > mostTopics || this.bytes > mostBytes) this.evictOldest();
    return topic;
  }

  /** Oldest first. */
  get list(): readonly LastValue[] {
    return [...this.values.values()];
  }

  /** A new connection: what came over the last one may not hold any more. */
  clear(): void {
    this.values.clear();
    this.bytes = 0;
  }

  private evictOldest(): void {
    const [oldest] = this.values.keys();
    this.remove(oldest);
    this.evicted += 1;
  }

  private remove(topic: string | undefined): void {
    const known = this.values.get(topic);
    if (known === undefined) return;
    this.values.delete(topic);
    this.bytes -= known.data.length + overheadBytes;
  }
}

/** The topic of a message that begins as most do, without escapes; undefined for any other. */
function plainTopicOf(data: Buffer): string | undefined {
  if (data.length <= start.length || data.compare(start, 0, start.length, 0, start.length) !== 0)
    return undefined;
  const end = data.indexOf(quote, start.length);
  if (end <= start.length || end - start.length > 256) return undefined;
  const topic = data.subarray(start.length, end);
  return topic.includes(backslash) ? undefined : topic.toString('utf8');
}
