import { times } from '../support/random.js';
import { checkModel } from './check-model.js';

const plays = 10_000 * times;

describe('The model of a connection, at length', () => {
  it(`keeps the invariants whatever happens, ${plays} times`, async function () {
    this.timeout(0);
    await checkModel(plays);
  });
});
