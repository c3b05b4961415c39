import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { matches } from '../../src/fleet/glob.js';

describe('A pattern for names of boards', () => {
  const table: readonly [pattern: string, name: string, isMatch: boolean][] = [
    ['plant-*', 'plant-1', true],
    ['plant-*', 'plant-', true],
    ['plant-*', 'plant', false],
    ['plant-*', 'my-plant-1', false],
    ['*-1', 'plant-1', true],
    ['*-1', 'plant-1-1', true],
    ['*-1', 'plant-12', false],
    ['pl*nt-*', 'plaaant-2', true],
    ['plant-?', 'plant-1', true],
    ['plant-?', 'plant-10', false],
    ['plant-?', 'plant-', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['', '', true],
    ['', 'a', false],
    ['PLANT-*', 'plant-1', true],
    ['plant-1', 'PLANT-1', true],
    ['plant.1', 'plant-1', false],
  ];
  for (const [pattern, name, isMatch] of table) {
    it(`${pattern || 'nothing'} ${isMatch ? 'matches' : 'does not match'} ${name || 'nothing'}`, () => {
      equal(matches(pattern, name), isMatch);
    });
  }

  it('matches as a regular expression would, whatever the names', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*', '?'), maxLength: 12 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 16 });
    fc.assert(
      fc.property(text, name, (pattern, asked) => {
        const expression = pattern.replaceAll('*', '.*').replaceAll('?', '.');
        return matches(pattern, asked) === new RegExp(`^${expression}$`).test(asked);
      }),
    );
  });

  it('is quick with the worst of patterns', () => {
    const before = performance.now();
    ok(!matches(`${'*a'.repeat(31)}b`, 'a'.repeat(63)));
    // A search that goes back over each star would take longer than anybody waits.
    ok(performance.now() - before < 1_000);
  });
});
