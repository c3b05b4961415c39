import { times } from '../support/luck.js';
import { checkHistories } from './check-histories.js';

describe('What senders are told, at length', () => {
  it(`is what the board has seen, through ${200 * times} bad networks`, async function () {
    this.timeout(0);
    await checkHistories(200 * times, 20);
  });
});
