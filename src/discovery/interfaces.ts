import { networkInterfaces } from 'node:os';

/** The IPv4 address of each network interface, the loopback included: a virtual board may be there. */
export function interfaceAddresses(): string[] {
  return Object.values(list()).flatMap((addresses = []) => {
    const first = addresses.find(({ family }) => family === 'IPv4');
    return first === undefined ? [] : [first.address];
  });
}

/** Android lets no app list them, and a process without a free file descriptor cannot. */
function list(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch {
    return {};
  }
}
