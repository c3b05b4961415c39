import { decode } from '../message/decode.js';
import { plainText } from '../message/plain-text.js';
import type { Description, TopicDescription } from './description.js';
import type { LastValue } from './last-values.js';

/** What the editor lists of one topic. */
export interface KnownTopic extends Partial<TopicDescription> {
  readonly topic: string;
  /** The last value as JSON, at most 64 characters. */
  readonly value?: string;
  /** How long ago it came, in milliseconds. */
  readonly ageMs?: number;
}

/** More topics than a person looks through. */
export const mostTopics = 256;
const longestValue = 64;

/**
 * The topics of a board for a list: those of its hello, in their order, then others that it has sent.
 *
 * @param heard topics that in nodes have read in its messages, fields of objects included
 * @param now monotonic, in milliseconds
 */
export function knownTopics(
  description: Description | undefined,
  values: readonly LastValue[],
  heard: readonly string[],
  now: number,
): KnownTopic[] {
  const lastOf = new Map(values.map((value) => [value.topic, value]));
  const described = new Map(description?.topics.map((each) => [each.topic, each]));
  const others = values.flatMap(({ topic }) => topic ?? []);
  const topics = new Set([...described.keys(), ...others, ...heard]);
  return [...topics].slice(0, mostTopics).map((topic) => {
    const value = lastOf.get(topic);
    return {
      topic,
      ...described.get(topic),
      ...(value && { value: shown(value), ageMs: Math.round(now - value.at) }),
    };
  });
}

function shown({ data }: LastValue): string {
  const { payload } = decode(data, false, 'json');
  return plainText(JSON.stringify(payload) ?? '', longestValue);
}
