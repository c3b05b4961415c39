import fc from 'fast-check';
import { deliveries } from './senders.js';

/** What may happen, as {@link Play} reads it: a word, and numbers. Most often time passes, or a message is sent. */
export function anyCommand(): fc.Arbitrary<string> {
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
  const alone = fc.constantFrom(
    'turn',
    'pause',
    'resume',
    'freeze',
    'thaw',
    'starve',
    'powerOff',
    'powerOn',
    'announce',
  );
  const network = fc.constantFrom('deafen', 'listen', 'swallow', 'heal');
  return fc.oneof(
    { weight: 60, arbitrary: command('wait', ms) },
    { weight: 20, arbitrary: command('stall', ms) },
    { weight: 60, arbitrary: command('send', place, bytes, fc.nat(2)) },
    { weight: 20, arbitrary: command('burst', place, fc.integer({ min: 2, max: 90 })) },
    { weight: 30, arbitrary: command('join', place) },
    { weight: 10, arbitrary: command('leave', place) },
    { weight: 10, arbitrary: command('remove', place) },
    { weight: 40, arbitrary: alone },
    { weight: 30, arbitrary: network },
    { weight: 10, arbitrary: command('loop', fc.constantFrom(0, 1, 30, 500, 2_000, 6_000)) },
    { weight: 10, arbitrary: command('latency', fc.constantFrom(0, 2, 50, 800)) },
    { weight: 20, arbitrary: command('hangUp', fc.constantFrom(1000, 1001, 1002, 1006, 1011)) },
    { weight: 10, arbitrary: command('speak', fc.integer({ min: 1, max: 5 })) },
    { weight: 10, arbitrary: command('echo', fc.nat(5)) },
    { weight: 10, arbitrary: command('haunt', fc.nat(2)) },
    { weight: 1, arbitrary: fc.constant('close') },
  );
}

function command(verb: string, ...numbers: fc.Arbitrary<number>[]): fc.Arbitrary<string> {
  return fc.tuple(...numbers).map((values) => [verb, ...values].join(' '));
}
