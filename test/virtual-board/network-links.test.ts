import { deepEqual, equal } from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { networkLinks } from '../../src/virtual-board/network-links.js';

const outside = Object.values(networkInterfaces()).flatMap((addresses = []) => {
  const first = addresses.find(({ family }) => family === 'IPv4');
  return first === undefined || first.internal ? [] : [first.address];
});

const addressesOf = (address: string) => networkLinks(address).map((link) => link.address);

describe('The networks of a board', () => {
  it('are the loopback of one that only this computer reaches', () => {
    deepEqual(addressesOf('127.0.0.1'), ['127.0.0.1']);
  });

  for (const everywhere of ['0.0.0.0', '::']) {
    it(`are all that leave this computer, by its own address in each, of one at ${everywhere}`, () => {
      deepEqual(addressesOf(everywhere), outside);
    });
  }

  it('are that of its address', () => {
    for (const address of outside) deepEqual(addressesOf(address), [address]);
  });

  it('are none of one that has an IPv6 address only', () => {
    deepEqual(addressesOf('::1'), []);
  });

  it('include this computer under each of its addresses, and nobody else, on the loopback', () => {
    const [loopback] = networkLinks('127.0.0.1');
    for (const address of ['127.0.0.1', '127.0.0.2', ...outside]) equal(loopback!.includes(address), true);
    for (const address of ['203.0.113.9', '', 'x']) equal(loopback!.includes(address), false);
  });

  it('do not include the loopback where they leave this computer', () => {
    for (const link of networkLinks('0.0.0.0')) {
      equal(link.includes(link.address), true);
      equal(link.includes('127.0.0.1'), false);
    }
  });
});
