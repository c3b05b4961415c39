import { maxTopicLength } from './topic.js';
import { passes } from './topic-filter.js';

/**
 * Topics that do not pass a filter, those first that somebody may have meant: in other capitals, with up to two other
 * characters, with a level more or less.
 */
export function nearestFirst(filter: string, topics: readonly string[]): string[] {
  const wanted = filter.toLowerCase().slice(0, maxTopicLength);
  const ranked = topics.map((topic) => ({ topic, rank: rankOf(wanted, topic.toLowerCase()) }));
  return ranked.sort((one, other) => one.rank - other.rank).map(({ topic }) => topic);
}

function rankOf(filter: string, topic: string): number {
  if (passes(filter, topic)) return 0;
  if (distance(filter, topic) <= farthest) return 1;
  return lacksLevel(filter, topic) ? 2 : 3;
}

function lacksLevel(filter: string, topic: string): boolean {
  const [, withoutFirst = ''] = /^[^/]*\/(.*)$/.exec(topic) ?? [];
  const [, withoutLast = ''] = /^(.*)\/[^/]*$/.exec(topic) ?? [];
  const isMoreIn = [withoutFirst, withoutLast].some((part) => part !== '' && passes(filter, part));
  return isMoreIn || filter.endsWith(`/${topic}`) || filter.startsWith(`${topic}/`);
}

/** Up to so many characters of a typo. */
const farthest = 2;

/** Levenshtein's distance of two texts; more than {@link farthest} is not told apart. */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > farthest) return farthest + 1;
  let row = Array.from({ length: other.length + 1 }, (_all, at) => at);
  for (const [at, character] of [...one].entries()) {
    const next = [at + 1];
    for (let column = 0; column < other.length; column += 1) {
      const replaced = row[column]! + (character === other[column] ? 0 : 1);
      next.push(Math.min(replaced, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
