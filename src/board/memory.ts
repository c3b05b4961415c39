import { decode } from '../message/decode.js';
import { type Description, readDescription } from './description.js';
import { type LastValue, LastValues } from './last-values.js';

/** Which last values a node is told when it starts. */
export type Retain = 'none' | (typeof retainChoices)[number];

export const retainChoices = ['states', 'all'] as const;

const topicKey = Buffer.from('"topic"');

/** What a board has said of itself and its values, over its present connection. */
export class BoardMemory {
  private readonly values = new LastValues();
  private hello: Description | undefined;
  private earlier: Description | undefined;
  /** When the last message came, over whichever connection; monotonic, in milliseconds. */
  heardAt: number | undefined;

  /** @param onHello called when the board has introduced itself */
  constructor(private readonly onHello: (description: Description) => void) {}

  /** Of the present connection; undefined where the board has not introduced itself. */
  get description(): Description | undefined {
    return this.hello;
  }

  /** The same, or else of an earlier connection: for a list, but never for what is told to flows. */
  get lastDescription(): Description | undefined {
    return this.hello ?? this.earlier;
  }

  /** What the board said of itself before this process was started. */
  recall(earlier: Description): void {
    this.earlier ??= earlier;
  }

  /** Values that gave way to others, since the beginning. */
  get evicted(): number {
    return this.values.evicted;
  }

  /** A connection has opened, or is lost: what was heard before may not hold any more. */
  clear(): void {
    this.values.clear();
    this.earlier = this.lastDescription;
    this.hello = undefined;
  }

  /** Takes in a message from the board. Cheap, except for a hello. */
  observe(data: Buffer, isBinary: boolean, now: number): void {
    this.heardAt = now;
    const topic = this.values.keep(data, isBinary, now, topicOf);
    if (topic !== '$hello') return;
    this.hello = readDescription(decode(data, false, 'json').payload);
    this.onHello(this.hello);
  }

  /**
   * What a node that starts is told at once: with `states` the topics of the hello that are no events, with `all` also what a board
   * sends that does not introduce itself. An event that the hello calls one is never told again.
   */
  retained(which: Retain): readonly LastValue[] {
    if (which === 'none') return [];
    const described = new Map(this.hello?.topics.map((each) => [each.topic, each]));
    return this.values.list.filter(({ topic }) => {
      const description = topic === undefined ? undefined : described.get(topic);
      return description === undefined ? which === 'all' : !description.event;
    });
  }

  /** See {@link LastValues.heardSince}. */
  heardSince(since: number): readonly LastValue[] {
    return this.values.heardSince(since);
  }

  /** The newest message of each topic, oldest first. */
  get lastValues(): readonly LastValue[] {
    return this.values.list;
  }
}

/** Of a message that does not begin as most topic messages do. */
function topicOf(data: Buffer): string | undefined {
  return data.includes(topicKey) ? decode(data, false, 'json').topic : undefined;
}
