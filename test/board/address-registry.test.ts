import { equal } from 'node:assert/strict';
import { claim, release } from '../../src/board/address-registry.js';

describe('Two config nodes that share several boards', () => {
  it('are told once of each other, whichever is the first to connect to a board', () => {
    const [one, other] = [{ id: 'one' }, { id: 'other' }];
    const at = (number: number) => `10.255.0.${number}:81`;
    equal(claim(at(1), one), undefined);
    equal(claim(at(1), other), one);
    equal(claim(at(2), other), undefined);
    equal(claim(at(2), one), undefined);
    for (const owner of [one, other]) for (const number of [1, 2]) release(at(number), owner);
  });
});
