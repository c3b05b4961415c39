import { equal } from 'node:assert/strict';
import { isAllowedAddress } from '../../src/discovery/address-policy.js';

const neighbour = '192.168.1.7';
const itself = '127.0.0.1';

describe('An address that was learned from the network', () => {
  const rows: [address: string, sender: string, isAllowed: boolean, about: string][] = [
    ['192.168.1.50', neighbour, true, 'is private'],
    ['10.255.255.255', neighbour, true, 'is private'],
    ['172.16.0.1', neighbour, true, 'is private'],
    ['172.31.255.254', neighbour, true, 'is private'],
    ['169.254.17.3', neighbour, true, 'is link-local: a board without DHCP'],
    ['172.32.0.1', neighbour, false, 'is public'],
    ['8.8.8.8', neighbour, false, 'is public'],
    ['100.64.0.1', neighbour, false, 'is shared by a provider'],
    ['127.0.0.1', neighbour, false, 'is this computer, and another one says so'],
    ['127.0.0.1', itself, true, 'is this computer, and it says so itself'],
    ['127.1.2.3', '127.0.0.9', true, 'is this computer, and it says so itself'],
    ['192.168.1.50', itself, true, 'is private, whoever says so'],
    ['169.254.169.254', neighbour, false, 'hands out the keys of a cloud machine'],
    ['169.254.170.2', neighbour, false, 'hands out the keys of a cloud machine'],
    ['224.0.0.251', neighbour, false, 'is multicast'],
    ['255.255.255.255', neighbour, false, 'is broadcast'],
    ['0.0.0.0', neighbour, false, 'is nobody, and this computer on some systems'],
    ['fe80::1', neighbour, false, 'is IPv6, which the responder of boards does not have'],
    ['::ffff:127.0.0.1', neighbour, false, 'is IPv6'],
    ['127.0.0.1', '::1', false, 'comes from a sender that is none'],
    ['192.168.1', neighbour, false, 'is no address'],
    ['', neighbour, false, 'is no address'],
  ];
  for (const [address, sender, isAllowed, about] of rows) {
    it(`H14, T2: is ${isAllowed ? 'believed' : 'refused'} where ${address || '""'} from ${sender} ${about}`, () => {
      equal(isAllowedAddress(address, sender), isAllowed);
    });
  }
});
