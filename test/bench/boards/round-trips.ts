import { percentile } from '../numbers.js';
import type { Link } from './link.js';
import { onTicks } from './readings.js';

export interface RoundTrips {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly missing: number;
}

/** What is still on its way this long after the last one was said is missing. */
const patienceMs = 2_000;

/** Says numbered readings, and times how long the flow takes to send each back. */
export async function timeRoundTrips(link: Link, perSecond: number, seconds: number): Promise<RoundTrips> {
  const total = perSecond * seconds;
  const saidAt: number[] = [];
  const tripsMs: number[] = [];
  let allBack = () => {};
  const hear = (text: string) => {
    tripsMs.push(performance.now() - saidAt[JSON.parse(text).payload.at]!);
    if (tripsMs.length === total) allBack();
  };
  const back = new Promise<void>((resolve) => {
    allBack = resolve;
  });
  link.on('text', hear);
  await onTicks(total, perSecond, (number) => {
    saidAt.push(performance.now());
    link.socket.write(link.frame(numbered(number)));
  });
  await Promise.race([back, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())]);
  link.off('text', hear);
  return {
    p50Ms: percentile(tripsMs, 0.5),
    p99Ms: percentile(tripsMs, 0.99),
    missing: total - tripsMs.length,
  };
}

function numbered(number: number): string {
  return `{"topic":"temperature","payload":{"value":21.4,"at":${number},"note":"${'x'.repeat(40)}"}}`;
}
