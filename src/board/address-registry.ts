/** Whoever connects to an address: a config node. */
export interface AddressOwner {
  readonly id: string;
  readonly name?: string | undefined;
}

const ownersAt = new Map<string, Set<AddressOwner>>();

/**
 * Registers that an owner connects to this address (`host:port`). The first time, returns another owner of the same address,
 * if there is one: together they use two of the board's client slots.
 */
export function claim(address: string, owner: AddressOwner): AddressOwner | undefined {
  const owners = ownersAt.get(keyOf(address)) ?? new Set();
  const [other] = owners.has(owner) ? [] : owners;
  ownersAt.set(keyOf(address), owners.add(owner));
  return other;
}

/** Takes back a {@link claim}. */
export function release(address: string, owner: AddressOwner): void {
  const owners = ownersAt.get(keyOf(address));
  owners?.delete(owner);
  if (owners?.size === 0) ownersAt.delete(keyOf(address));
}

/** Host names are not case-sensitive, and this computer has three. */
function keyOf(address: string): string {
  return address.toLowerCase().replace(/^(localhost\.|127\.0\.0\.1|\[::1\]):/, 'localhost:');
}
