import { deepEqual, equal } from 'node:assert/strict';
import { FilterWatch } from '../../src/board/filter-watch.js';
import { HeardTopics } from '../../src/board/heard-topics.js';

describe('The topics of a board', () => {
  it('are remembered once each, the newest 64', () => {
    const heard = new HeardTopics();
    for (let count = 0; count < 100; count += 1) for (const topic of ['a', `t${count}`]) heard.hear(topic);
    equal(heard.list.length, 64);
    equal(heard.list.at(-1), 't99');
    equal(new Set(heard.list).size, 64);
  });
});

describe('The watch over a topic filter', () => {
  type Heard = [topic: string | undefined, passes: boolean, seconds: number];

  // what came; which of it made it warn
  for (const [what, heard, warned] of [
    [
      'warns once after a minute of other topics',
      [
        ['a', false, 0],
        ['a', false, 59.9],
        ['a', false, 60],
        ['a', false, 200],
      ],
      [2],
    ],
    [
      'warns of nothing where a message passed first',
      [
        ['b', true, 0],
        ['a', false, 1],
        ['a', false, 100],
      ],
      [],
    ],
    [
      'warns of nothing where a message passed in that minute',
      [
        ['a', false, 0],
        ['b', true, 59],
        ['a', false, 100],
      ],
      [],
    ],
    [
      'counts from the first topic, not from plain text',
      [
        [undefined, false, 0],
        ['a', false, 50],
        ['a', false, 100],
        ['a', false, 110],
      ],
      [3],
    ],
    [
      'says nothing without topics',
      [
        [undefined, false, 0],
        [undefined, false, 100],
      ],
      [],
    ],
  ] as [string, Heard[], number[]][]) {
    it(what, () => {
      const watch = new FilterWatch();
      const warnings = heard.flatMap(([topic, passes, seconds], at) =>
        watch.observe(topic, passes, 1_000 * seconds) ? [at] : [],
      );
      deepEqual(warnings, warned);
    });
  }
});
