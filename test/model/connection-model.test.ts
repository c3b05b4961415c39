import { equal } from 'node:assert/strict';
import { checkModel } from './check-model.js';
import { Play } from './play.js';

/** What the model has found, or what it must never find: the commands, and what they show. */
const regressions: readonly [rule: string, commands: string][] = [
  ['confirms what a board has taken, and is gone after its end', 'join 0; wait 100; send 0 10 0; wait 100'],
  [
    'stays ended, whatever a node that is gone is told to do',
    'join 0; wait 100; close; pause; resume; wait 3000',
  ],
  [
    'counts attempts from the start after a link that was stable by a pong which nobody waited for',
    'largest 200; join 0; loop 0; latency 0; hangUp 1000; wait 5001; echo 0; hangUp 1000; stall 20000',
  ],
  [
    'gives what comes after a standstill no more time than anything else',
    'join 1; pause; stall 20000; send 1 1 0; wait 25582; send 1 1 0; wait 19422',
  ],
  [
    'lets nothing of a link that it gave up reach the board after what came later',
    'latency 50; join 0; wait 3000; join 5; swallow; send 0 1 0; pause; wait 3000; send 5 1000 0',
  ],
  [
    'cannot call back what a frozen board had taken when the reset of its link got lost, and calls it unknown',
    'join 0; wait 10; burst 0 9; swallow; join 6; freeze; wait 40000; burst 6 2; wait 20000',
  ],
  [
    'keeps a node that goes waiting no longer than its grace, though the process stands still',
    'join 0; join 1; wait 100; freeze; send 0 10 0; wait 10; leave 0; stall 3000; wait 1500; thaw',
  ],
  [
    'ends a message that may be sent again, though its board talks and never answers a ping',
    'join 4; wait 100; send 4 10 0; freeze; wait 40000; thaw; wait 100; send 4 10 0; swallow; wait 70000',
  ],
  [
    'takes no sign of life of before for an answer to the ping that it sends a board which is heard',
    'join 0; wait 3000; speak 1; wait 100; swallow; stall 36000; announce; wait 11100',
  ],
  [
    'does not put off its verdict on a board that is heard while a ping is unanswered',
    'largest 200; join 0; wait 11; stall 37050; freeze; wait 2950; announce; wait 8071',
  ],
];

describe('The model of a connection', () => {
  for (const [rule, commands] of regressions) it(rule, () => Play.run(commands.split('; ')));

  it('believes a pong that has come already before it believes the clock', async () => {
    const commands = 'join 0; wait 100; loop 7300; send 0 10 0; wait 14000; stall 1500; wait 1000';
    const [end] = await Play.run(commands.split('; '));
    equal(end, 'ok');
  });

  it('keeps the invariants whatever happens, 500 times', async function () {
    this.timeout(600_000); // it only computes
    await checkModel(500);
  });
});
