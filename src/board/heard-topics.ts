/** So many are remembered: a board may make up a new one with each message. */
const mostTopics = 64;

/** The topics that a board has sent, the newest ones where there are too many. They come from the board: not to be trusted. */
export class HeardTopics {
  private readonly topics = new Set<string>();

  /** In the order in which they first came; each has at most 256 characters, as any topic. */
  get list(): string[] {
    return [...this.topics];
  }

  hear(topic: string): void {
    if (this.topics.has(topic)) return;
    const [oldest] = this.topics;
    if (oldest !== undefined && this.topics.size >= mostTopics) this.topics.delete(oldest);
    this.topics.add(topic);
  }
}
