/** So long messages with other topics must come before a filter counts as wrong, in milliseconds. */
const patienceMs = 60_000;

/** Notices a topic filter that no message passes although the board sends topics. Times are monotonic, in milliseconds. */
export class FilterWatch {
  /** When the first topic came that did not pass. */
  private since: number | undefined;
  /** Whether no message can bring a warning any more. */
  isOver = false;

  /** Whether to warn now: once, and never after a message has passed. What has no topic says nothing of the filter. */
  observe(topic: string | undefined, passes: boolean, now: number): boolean {
    if (this.isOver || (topic === undefined && !passes)) return false;
    if (passes) {
      this.isOver = true;
      return false;
    }
    this.since ??= now;
    this.isOver = now - this.since >= patienceMs;
    return this.isOver;
  }
}
