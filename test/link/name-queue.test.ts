import { deepEqual, equal } from 'node:assert/strict';
import { createNameQueue } from '../../src/link/name-queue.js';

describe('The queue of names', () => {
  /** A resolver that answers when the test says so. */
  function slowResolver() {
    const asked: { name: string; answer(address: string): void; fail(): void }[] = [];
    const lookup = createNameQueue((name, _options, callback) => {
      asked.push({
        name,
        answer: (address) => callback(null, address, 4),
        fail: () => callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), ''),
      });
    });
    const found: string[] = [];
    const ask = (name: string) =>
      lookup(name, {}, (error, address) => found.push(`${name} ${error?.code ?? String(address)}`));
    return { ask, asked, found, names: () => asked.map(({ name }) => name) };
  }

  it('N20: asks once for all who want the same name meanwhile', () => {
    const { ask, asked, found, names } = slowResolver();
    for (let count = 0; count < 3; count += 1) ask('kitchen');
    deepEqual(names(), ['kitchen']);
    asked[0]!.answer('10.0.0.1');
    deepEqual(found, Array(3).fill('kitchen 10.0.0.1'));
    ask('kitchen');
    equal(asked.length, 2);
  });

  it('N20: asks for one name at a time, in order, and a failure lets the next one pass', () => {
    const { ask, asked, found, names } = slowResolver();
    for (const name of ['gone', 'kitchen', 'hall']) ask(name);
    deepEqual(names(), ['gone']);
    asked[0]!.fail();
    deepEqual(names(), ['gone', 'kitchen']);
    asked[1]!.answer('10.0.0.1');
    asked[2]!.answer('10.0.0.2');
    deepEqual(found, ['gone ENOTFOUND', 'kitchen 10.0.0.1', 'hall 10.0.0.2']);
  });

  it('keeps answers for one address and for all apart', () => {
    const options: unknown[] = [];
    const lookup = createNameQueue((_name, asked) => options.push(asked));
    lookup('kitchen', { all: true }, () => {});
    lookup('kitchen', { all: true }, () => {});
    equal(options.length, 1);
  });
});
