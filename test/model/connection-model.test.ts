import { checkModel } from './check-model.js';
import { Play } from './play.js';

/** What a model once found, or nearly: the deeds, and what they show. */
const regressions: readonly [rule: string, deeds: string][] = [
  ['confirms a message, with everything well', 'join 0; wait 100; send 0 10 0; wait 100'],
];

describe('The model of a connection', () => {
  for (const [rule, deeds] of regressions) it(rule, () => Play.run(deeds.split('; ')));

  it('keeps the invariants whatever happens, 500 times', () => checkModel(500));
});
