import { decode } from '../message/decode.js';
import { fieldsOf } from '../message/fields.js';
import { plainNumberOf } from '../message/plain-message.js';
import type { LastValue, LastValues } from './last-values.js';

/** The numbers of a topic over the last ten minutes. */
export interface Trend {
  /** How long one value stands for, in milliseconds. */
  readonly stepMs: number;
  /** The last value of each step, oldest first, at most 120; null where none came. The last one is now's. */
  readonly values: readonly (number | null)[];
}

const stepMs = 5_000;
const steps = 120;
const mostTopics = 64;
/** Larger messages are no reading. */
const mostBytes = 4_096;

interface Line {
  readonly values: Float32Array;
  newest: number;
}

/**
 * Small lines of the last ten minutes for the numbers that one board sends: 64 topics of 120 values at most, some 50 kB. Where
 * there are more topics, those of which nothing came for ten minutes give way. Times are monotonic, in milliseconds.
 *
 * A message costs a comparison: only the first one of a step has the last values of the step before looked at.
 */
export class Trends {
  private readonly lines = new Map<string, Line>();
  private sampledAt = Number.NEGATIVE_INFINITY;
  private nextStepAt = Number.NEGATIVE_INFINITY;

  /** A message has come, which is not among the last values yet. */
  observe(values: Pick<LastValues, 'heardSince'>, now: number): void {
    if (now >= this.nextStepAt) this.sample(values, now);
  }

  /** Takes in what came since the last time. */
  sample(values: Pick<LastValues, 'heardSince'>, now: number): void {
    for (const value of values.heardSince(this.sampledAt))
      for (const [topic, number] of numbersOf(value)) this.add(topic, number, value.at);
    this.sampledAt = now;
    this.nextStepAt = stepMs * (Math.floor(now / stepMs) + 1);
  }

  /** Adds a number; what is not finite, and what a 32-bit float cannot hold, is left out. O(1) but for a new topic. */
  add(topic: string, number: number, now: number): void {
    const value = Math.fround(number);
    if (!Number.isFinite(value)) return;
    const step = Math.floor(now / stepMs);
    const line = this.lines.get(topic) ?? this.open(topic, step);
    if (line === undefined || step <= line.newest - steps) return;
    for (let each = Math.max(line.newest + 1, step - steps + 1); each <= step; each += 1)
      line.values[placeOf(each)] = Number.NaN;
    line.newest = Math.max(line.newest, step);
    line.values[placeOf(step)] = value;
  }

  /** The topics that have a line now. */
  topics(now: number): string[] {
    const oldest = Math.floor(now / stepMs) - steps;
    return [...this.lines].filter(([, { newest }]) => newest > oldest).map(([topic]) => topic);
  }

  /** The line of a topic, from its first value on; undefined where no number came in ten minutes. */
  trend(topic: string, now: number): Trend | undefined {
    const line = this.lines.get(topic);
    const last = Math.max(Math.floor(now / stepMs), line?.newest ?? 0);
    if (line === undefined || line.newest <= last - steps) return undefined;
    const values = Array.from({ length: steps }, (_nothing, at) => {
      const step = last - steps + 1 + at;
      const value = line.values[placeOf(step)] ?? Number.NaN;
      return step > line.newest || step <= line.newest - steps || Number.isNaN(value) ? null : value;
    });
    return { stepMs, values: values.slice(values.findIndex((value) => value !== null)) };
  }

  private open(topic: string, step: number): Line | undefined {
    if (this.lines.size >= mostTopics && !this.evictUnheard(step - steps)) return undefined;
    const line = { values: new Float32Array(steps).fill(Number.NaN), newest: step - 1 };
    this.lines.set(topic, line);
    return line;
  }

  /** Removes the topics of which nothing came since a step. */
  private evictUnheard(before: number): boolean {
    for (const [topic, { newest }] of this.lines) if (newest <= before) this.lines.delete(topic);
    return this.lines.size < mostTopics;
  }
}

/** The numbers in a message by their topics: of a topic message, or of the fields of an object. */
export function numbersOf({ data, isBinary, topic }: LastValue): [topic: string, number: number][] {
  if (isBinary || data.length > mostBytes) return [];
  const number = plainNumberOf(data);
  if (number !== undefined) return topic !== undefined && Number.isFinite(number) ? [[topic, number]] : [];
  return fieldsOf(decode(data, false, 'json')).messages.flatMap(({ payload, topic }) =>
    topic !== undefined && typeof payload === 'number' && Number.isFinite(payload) ? [[topic, payload]] : [],
  );
}

function placeOf(step: number): number {
  return ((step % steps) + steps) % steps;
}
