import { checkModel } from './check-model.js';

describe('The model of a connection, at length', () => {
  it('keeps the invariants whatever happens, 10,000 times', async function () {
    this.timeout(300_000);
    await checkModel(10_000);
  });
});
