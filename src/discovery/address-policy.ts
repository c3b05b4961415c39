import { BlockList, isIPv4 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);

/** RFC 1918 and RFC 3927: where boards are. */
const local = new BlockList();
local.addSubnet('10.0.0.0', 8);
local.addSubnet('172.16.0.0', 12);
local.addSubnet('192.168.0.0', 16);
local.addSubnet('169.254.0.0', 16);

/** Where clouds hand out the keys of a machine to whoever asks from it. */
const metadata = new BlockList();
metadata.addAddress('169.254.169.254');
metadata.addAddress('169.254.170.2');

/**
 * Whether an address that nobody typed may be connected to: anybody in the network can say that a name is theirs. Private
 * and link-local IPv4 addresses only; one of this computer only where this computer itself says so.
 *
 * @param sender the IPv4 address that the packet came from; no packet from outside has one of this computer
 */
export function isAllowedAddress(address: string, sender: string): boolean {
  if (!isIPv4(address)) return false;
  if (loopback.check(address)) return isIPv4(sender) && loopback.check(sender);
  return local.check(address) && !metadata.check(address);
}
