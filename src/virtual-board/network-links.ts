import { BlockList, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** A network that a board is in. */
export interface NetworkLink {
  /** The board's own address there. */
  address: string;
  /** Whether an address is there, too. A multicast socket also hears what was sent to the other interfaces of its computer. */
  includes(address: string): boolean;
}

/** The networks of a server that listens on `address`; `0.0.0.0` and `::` are in all that leave this computer. */
export function networkLinks(address: string): NetworkLink[] {
  const own = Object.values(interfaces()).map((all = []) => all.filter(({ family }) => family === 'IPv4'));
  const here = own.flat().map((each) => each.address);
  if (address.startsWith('127.')) return [linkOf(address, '127.0.0.0/8', here)];
  if (address === '0.0.0.0' || address === '::') {
    return own.flatMap(([first]) => (!first || first.internal ? [] : [linkOf(first.address, first.cidr)]));
  }
  const cidr = own.flat().find((each) => each.address === address)?.cidr;
  return isIPv4(address) ? [linkOf(address, cidr)] : [];
}

/** Android lets no app list them, and a process without a free file descriptor cannot. */
function interfaces(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch {
    return {};
  }
}

function linkOf(address: string, cidr: string | null | undefined, others: string[] = []): NetworkLink {
  const [network, prefix] = (cidr ?? '0.0.0.0/0').split('/');
  const list = new BlockList();
  list.addSubnet(network!, Number(prefix));
  for (const other of others) list.addAddress(other);
  return { address, includes: (asker) => list.check(asker) };
}
