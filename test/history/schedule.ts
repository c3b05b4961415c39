import type { Luck } from '../support/luck.js';

/** Something that happens at a moment of a history, as {@link History} reads it: a word, and numbers or words. */
export interface Happening {
  readonly atMs: number;
  readonly what: string;
}

/** How long faults and traffic go on; the short times of the tests are about a thirtieth of the defaults. */
const lastsMs = 1_500;

/** What one seed makes happen: messages most often, one of the faults now and then, and now and then the end of one. */
export function scheduleOf(luck: Luck): Happening[] {
  const busy = luck.integer(20, 120);
  const faults = luck.integer(1, 8);
  const list = [
    ...Array(busy).fill(anyTraffic),
    ...Array(faults).fill(anyFault),
    ...Array(faults).fill(anyCure),
  ];
  return list
    .map((any: (luck: Luck) => string) => ({ atMs: luck.integer(0, lastsMs), what: any(luck) }))
    .sort((one, other) => one.atMs - other.atMs);
}

function anyTraffic(luck: Luck): string {
  const sender = luck.integer(0, 6);
  if (luck.isTrue(0.05)) return `burst ${sender} ${luck.integer(10, 90)}`;
  const bytes = luck.isTrue(0.8) ? luck.integer(1, 300) : luck.pick([2_000, 5_000, 15_300, 15_400]);
  return `send ${sender} ${bytes} ${luck.integer(0, 2)}`;
}

function anyFault(luck: Luck): string {
  const way = luck.pick(['toBoard', 'toClient', 'both']);
  return luck.pick([
    `latency ${luck.integer(1, 200)} ${way}`,
    `jitter ${luck.integer(1, 100)} ${way}`,
    `bandwidth ${luck.integer(2_000, 50_000)} ${way}`,
    `slicer ${luck.integer(1, 50)} ${way}`,
    `blackhole ${way}`,
    `limit ${luck.integer(0, 5_000)} ${luck.pick(['fin', 'reset'])} ${luck.pick(['toBoard', 'toClient'])}`,
    // Towards the board it would be another message that arrives; TCP's checksum keeps that from happening.
    `corrupt ${luck.integer(0, 1_000)}`,
    'acceptStall',
    'reset',
    'fin',
    'freeze',
    `stall ${luck.integer(50, 800)}`,
    'restart',
    'off',
    'disconnect',
    'hold',
    `deploy ${luck.integer(0, 6)}`,
  ]);
}

function anyCure(luck: Luck): string {
  return luck.pick(['heal', 'heal', 'thaw', 'on', 'release']);
}
