import { checkHistories } from './check-histories.js';

describe('What senders are told', () => {
  it('is what the board has seen, through a dozen bad networks', async function () {
    this.timeout(120_000);
    await checkHistories(12, 12);
  });
});
