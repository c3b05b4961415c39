import { deepEqual } from 'node:assert/strict';
import { times } from '../support/random.js';
import { held, heldBeyond } from '../support/resources.js';
import { checkHistories } from './check-histories.js';

const histories = 200 * times;

describe('What senders are told, at length', () => {
  it(`is what the board has seen, through ${histories} bad networks, of which nothing is left`, async function () {
    this.timeout(0);
    const before = await held();
    await checkHistories(histories, 20);
    deepEqual(await heldBeyond(before), []);
  });
});
