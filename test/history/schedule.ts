import type { Random } from '../support/random.js';
import { manners } from './asked-sketch.js';

/** Something that happens at a moment of a history, as {@link History} reads it: a word, and numbers or words. */
export interface Happening {
  readonly atMs: number;
  readonly what: string;
}

/** How long faults and traffic go on; the short times of the tests are about a thirtieth of the defaults. */
const lastsMs = 1_500;

/** What one seed makes happen: messages most often, one of the faults now and then, and now and then the end of one. */
export function scheduleOf(random: Random): Happening[] {
  const busy = random.integer(20, 120);
  const faults = random.integer(1, 8);
  const list = [
    ...Array(busy).fill(anyTraffic),
    ...Array(faults).fill(anyFault),
    ...Array(faults).fill(anyCure),
  ];
  return list
    .map((any: (random: Random) => string) => ({ atMs: random.integer(0, lastsMs), what: any(random) }))
    .sort((one, other) => one.atMs - other.atMs);
}

function anyTraffic(random: Random): string {
  const sender = random.integer(0, 6);
  if (random.isTrue(0.3)) return `ask ${sender} ${random.pick(manners)}`;
  if (random.isTrue(0.05)) return `burst ${sender} ${random.integer(10, 90)}`;
  const bytes = random.isTrue(0.8) ? random.integer(1, 300) : random.pick([2_000, 5_000, 15_300, 15_400]);
  return `send ${sender} ${bytes} ${random.integer(0, 2)}`;
}

function anyFault(random: Random): string {
  const way = random.pick(['toBoard', 'toClient', 'both']);
  return random.pick([
    `latency ${random.integer(1, 200)} ${way}`,
    `jitter ${random.integer(1, 100)} ${way}`,
    `bandwidth ${random.integer(2_000, 50_000)} ${way}`,
    `slicer ${random.integer(1, 50)} ${way}`,
    `blackhole ${way}`,
    `limit ${random.integer(0, 5_000)} ${random.pick(['fin', 'reset'])} ${random.pick(['toBoard', 'toClient'])}`,
    // Towards the board it would be another message that arrives; TCP's checksum keeps that from happening.
    `corrupt ${random.integer(0, 1_000)}`,
    'acceptStall',
    'reset',
    'fin',
    'freeze',
    `stall ${random.integer(50, 800)}`,
    'restart',
    'off',
    'disconnect',
    'pause',
    `deploy ${random.integer(0, 6)}`,
  ]);
}

function anyCure(random: Random): string {
  return random.pick(['heal', 'heal', 'thaw', 'on', 'resume']);
}
