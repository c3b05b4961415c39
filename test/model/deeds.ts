import fc from 'fast-check';
import { deliveries } from './senders.js';

/** What may happen, as {@link Play} reads it: a word, and numbers. Most often time passes, or a message is sent. */
export function anyDeed(): fc.Arbitrary<string> {
  const place = fc.nat(deliveries.length - 1);
  const bytes = fc.oneof(
    fc.integer({ min: 1, max: 300 }),
    fc.constantFrom(1_000, 2_048, 5_000, 15_360, 15_361),
  );
  const ms = fc.oneof(
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 50, max: 3_000 }),
    fc.integer({ min: 3_000, max: 20_000 }),
    fc.integer({ min: 20_000, max: 70_000 }),
  );
  const alone = fc.constantFrom('turn', 'hold', 'release', 'freeze', 'thaw', 'starve', 'powerOff', 'powerOn');
  const network = fc.constantFrom('deafen', 'listen', 'swallow', 'heal');
  return fc.oneof(
    { weight: 60, arbitrary: deed('wait', ms) },
    { weight: 20, arbitrary: deed('stall', ms) },
    { weight: 60, arbitrary: deed('send', place, bytes, fc.nat(2)) },
    { weight: 20, arbitrary: deed('burst', place, fc.integer({ min: 2, max: 90 })) },
    { weight: 30, arbitrary: deed('join', place) },
    { weight: 10, arbitrary: deed('leave', place) },
    { weight: 10, arbitrary: deed('remove', place) },
    { weight: 40, arbitrary: alone },
    { weight: 30, arbitrary: network },
    { weight: 10, arbitrary: deed('loop', fc.constantFrom(0, 1, 30, 500, 2_000, 6_000)) },
    { weight: 10, arbitrary: deed('latency', fc.constantFrom(0, 2, 50, 800)) },
    { weight: 20, arbitrary: deed('hangUp', fc.constantFrom(1000, 1001, 1002, 1006, 1011)) },
    { weight: 10, arbitrary: deed('speak', fc.integer({ min: 1, max: 5 })) },
    { weight: 10, arbitrary: deed('echo', fc.nat(5)) },
    { weight: 10, arbitrary: deed('haunt', fc.nat(2)) },
    { weight: 1, arbitrary: fc.constant('close') },
  );
}

function deed(verb: string, ...numbers: fc.Arbitrary<number>[]): fc.Arbitrary<string> {
  return fc.tuple(...numbers).map((values) => [verb, ...values].join(' '));
}
