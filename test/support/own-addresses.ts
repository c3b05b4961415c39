import { randomInt } from 'node:crypto';

/**
 * The first three numbers of addresses of this computer that no other process of tests is likely to use: what is announced at
 * one's own address is heard by all of them. Only Linux has more than one address on the loopback without more ado.
 */
export function ownAddresses(): string {
  return `127.${randomInt(1, 255)}.${randomInt(1, 255)}`;
}
